"""What zones, provinces and metrics are looked for by, and words for tiers and kinds of zones.

The contractions of a zone are made by rule from its place and kind each time: 西安高新区, lfjkq,
Beijing ETDZ. They are no names of the record.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from core.language.sounds import plain_letters, syllables
from core.language.text import name_key, split_terms
from core.records.lexicon import Form, Lexicon, heard, key_of, named
from zones.choices import Tier, ZoneKind
from zones.names import CONTRACTIONS, IN_BRACKETS, zone_key

contraction = zone_key.__wrapped__  # without remembering it: none is asked for again
SOUNDS_OF_KINDS = {
    "经开区": ["jing", "kai", "qu"],
    "高新区": ["gao", "xin", "qu"],
    "综保区": ["zong", "bao", "qu"],
    "工业园": ["gong", "ye", "yuan"],
    "产业园": ["chan", "ye", "yuan"],
}
KIND = re.compile(f"(?:(?<=..)[市县区旗](?=..))?({'|'.join(CONTRACTIONS)})$")
# Other kinds: what stands before them is the place.
OTHER_KIND = re.compile(
    "(?:(?<=..)[市县区旗](?=..))?(?:产业集聚区|工业集中(?:发展)?区|出口加工区|保税(?:港区|物流园区|区)"
    "|边境经济合作区|化工(?:园区?|集[聚中]区)|(?:国家)?旅游度假区|工业(?:示范基地|区)|(?:台商)?投资区|生态文化旅游示范区|科技园区?"
    "|(?:新技术)?开发区)$"
)
# What zones of a kind are called for short whose names end otherwise.
SHORT_FOR = {ZoneKind.HTDZ: "高新区", ZoneKind.ETDZ: "经开区"}
ENGLISH_KINDS = {
    "etdz": r"economic(?: and|,| &)? tech(?:nological|nology)? development (?:zone|area)",
    "htdz": r"(?:new and )?(?:high|hi) ?tech(?:nology|nological)?"
    r"(?: industr(?:ial|y))?(?: development)? (?:zone|area|park)",
    "edz": r"economic development (?:zone|area)",
    "ip": r"industrial park",
    "cbz": r"comprehensive bonded (?:zone|area)",
    "epz": r"export processing zone",
}
ENGLISH_KIND = re.compile("|".join(f"(?P<{kind}>{full})" for kind, full in ENGLISH_KINDS.items()))
ENDS_IN_KIND = re.compile(
    rf" (?:{'|'.join(ENGLISH_KINDS)}"
    r"|bonded (?:zone|port zone|logistics park)|industrial \w+ (?:zone|base)|industrial zone"
    r"|border economic cooperation zone|chemical park|(?:national )?tourism resort"
    r"|development zone)$"
)
USUAL = ("etdz", "htdz", "edz", "ip")  # the ends of most names say little
ENGLISH_DIVISION = re.compile(" (?:county|district|city|banner)$")


def contracted(text: str) -> str:
    """A name in English, in plain small letters, with the usual abbreviation of the kind."""
    plain = re.sub("[-–—]", " ", plain_letters(text).casefold())
    return ENGLISH_KIND.sub(lambda match: match.lastgroup, plain)


class ZoneLexicon(Lexicon):
    columns = (
        *("pk", "name", "short_name", "aliases", "pinyin", "name_en", "short_name_en"),
        *("catalogue_code", "city", "city_en", "kind", "province__short_name", "province__name_en"),
    )
    kept_whole = 2  # of the place
    never_cut = tuple(CONTRACTIONS)
    former = "names"

    def former_forms(self, name, name_en, *row):
        """As those of its name, but said to be another one."""
        kind, province, province_en = row[-3:]
        found = chain(
            _chinese(name, province, syllables(name_key(name)), "", SHORT_FOR.get(kind, "")),
            _english(name_en, province_en),
        )
        yield from ((word, max(form, Form.ALIAS)) for word, form in found)

    def readings(self, text):
        short = key_of(contracted(text)) if text.isascii() else contraction(text, "")
        return list(dict.fromkeys(filter(None, [*super().readings(text), short])))

    def forms(
        self, name, short, aliases, pinyin, name_en, short_en, code, city, city_en, kind, *above
    ):
        province, province_en = above
        yield key_of(code), Form.NAME
        called = SHORT_FOR.get(kind, "")
        yield from _chinese(name, province, pinyin.split(), city, called)
        if short:
            yield from _chinese(short, province, [], city, called)
        yield from _english(name_en, province_en)
        yield from _english(short_en, province_en)
        for alias in split_terms(aliases):
            yield from named(alias, Form.ALIAS)
        for one in (city, city.removesuffix("市"), city_en):
            yield key_of(one), Form.ALIAS


def _chinese(
    name: str, province: str, sounds: list[str], city: str, called: str
) -> Iterator[tuple[str, Form]]:
    full = name_key(name)
    yield full, Form.NAME
    before = len(full) - len(re.sub(f"^{province}(?:省|市|自治区)?(?=..)", "", full))
    short = contraction(name, province)
    if short.startswith(province):
        before = 0  # 北京经济技术开发区: the province is the place
    yield full[before:], Form.NAME
    yield short, Form.NAME
    if not short.startswith(province):
        yield province + short, Form.ALIAS
    kind = KIND.search(short) or OTHER_KIND.search(short)
    place = short[: kind.start()] if kind else ""
    is_heard = len(sounds) == len(full) and not IN_BRACKETS.search(name)
    if is_heard:
        yield from heard(sounds)
        yield from heard(sounds[before:])
    if len(place) < 2:
        return
    said = place if place == province else place.removeprefix(province)
    yield said, Form.PLACE
    if kind[0].endswith("开发区"):  # 宁波大榭开发区
        yield said + called, Form.NAME
    elif kind.re is KIND:
        called = kind[1]
        yield said + called, Form.NAME
    own = said.removeprefix(city.removesuffix("市"))
    if 1 < len(own) < len(said):  # 东湖高新区 is 武汉东湖…
        yield own, Form.PLACE
        yield own + called, Form.NAME
        yield full[full.find(own) :], Form.NAME
    if kind[0].endswith("区") and not kind[0].startswith("保"):
        yield f"{said}开发区", Form.ALIAS
    if is_heard:
        start = full.find(said)
        of_place = sounds[start : start + len(said)]
        yield from heard(of_place)
        if kind.re is KIND:
            yield from heard([*of_place, *SOUNDS_OF_KINDS[kind[1]]])


def _english(name: str, province: str) -> Iterator[tuple[str, Form]]:
    if not name:
        return
    yield key_of(name), Form.NAME
    short = contracted(name)
    own = re.sub(f"^{re.escape(plain_letters(province).casefold())} (?=.* )", "", short)
    place = ENGLISH_DIVISION.sub("", ENDS_IN_KIND.sub("", own))
    yield key_of(short), Form.NAME
    yield key_of(own), Form.NAME
    if place == own:
        return
    yield key_of(place), Form.PLACE
    yield f"{key_of(place)}developmentzone", Form.ALIAS
    words = own.split()
    if words[-1] in USUAL:
        ends = range(1, len(place.split()))
    else:  # what Hefei Bonded may mean
        words = plain_letters(name).split()
        ends = range(1, len(words) - 1)
    yield from ((key_of(" ".join(words[n:])), Form.INSIDE) for n in ends)


class ProvinceLexicon(Lexicon):
    columns = ("pk", "name", "short_name", "name_en", "slug")

    def forms(self, name, short, name_en, slug):
        for one in (name, short, name_en, slug):
            yield from named(one)


class MetricLexicon(Lexicon):
    columns = ("pk", "name", "name_en", "aliases")

    def forms(self, name, name_en, aliases):
        yield from named(name)
        yield from named(name_en)
        for alias in split_terms(aliases):
            yield from named(alias, Form.ALIAS)


class ScopeLexicon(MetricLexicon):
    """Of scopes, which have the same columns."""


class Word(NamedTuple):
    """Words that are no record's name, and what they narrow a list of zones to."""

    parameter: str
    values: tuple[str, ...]
    spoken: str  # separated by spaces


ETDZ, HTDZ, EDZ = ZoneKind.ETDZ, ZoneKind.HTDZ, ZoneKind.EDZ
WORDS = (
    Word("tier", (Tier.NATIONAL,), "国家级 国家 guojiaji gjj national nationallevel statelevel"),
    Word("tier", (Tier.PROVINCIAL,), "省级 shengji sj provincial provinciallevel"),
    Word("kind", (ETDZ,), "经济技术开发区 jingjijishukaifaqu jjjskfq etdz etdzs"),
    Word("kind", (EDZ,), "经济开发区 jingjikaifaqu jjkfq edz edzs"),
    Word("kind", (ETDZ, EDZ), "经开区 jingkaiqu jkq"),
    Word(
        "kind",
        (HTDZ,),
        "高新区 高新技术产业开发区 高新技术开发区 高新技术产业园区 高新技术区 gaoxinqu gxq"
        " htdz htdzs hightech hitech hightechzone hightechzones hightechpark",
    ),
    Word(
        "kind",
        (ZoneKind.INDUSTRIAL_PARK,),
        "工业园区 工业园 产业园区 产业园 gongyeyuanqu gongyeyuan gyyq gyy chanyeyuan cyy"
        " industrialpark industrialparks ip 工业集中区 产业集聚区 工业区",
    ),
    Word(
        "kind",
        (ZoneKind.CUSTOMS,),
        "海关特殊监管区域 海关特殊监管区 综合保税区 综保区 保税区 保税港区 出口加工区 保税物流园区"
        " zongbaoqu zbq baoshuiqu bsq bondedzone bondedzones comprehensivebondedzone cbz"
        " exportprocessingzone epz customs customszone",
    ),
    Word(
        "kind",
        (ZoneKind.BORDER,),
        "边境经济合作区 跨境经济合作区 边合区 边境合作区 bianhequ bhq"
        " border bordereconomiccooperationzone borderzone crossborder",
    ),
    Word(
        "kind",
        (ZoneKind.CHEMICAL_PARK,),
        "化工园区 化工园 化工集聚区 化工集中区 石化园区 huagongyuanqu huagongyuan hgyq hgy"
        " chemicalpark chemicalparks chemicalindustrypark",
    ),
    Word(
        "kind", (ZoneKind.TOURISM,), "生态文化旅游示范区 文旅示范区 旅游示范区 tourism tourismzone"
    ),
)
