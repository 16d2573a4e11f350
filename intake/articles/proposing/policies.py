"""Provincial rules that a text reports: who issued them, when, with which aims and exceptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from core.language.prose.dates import dates_in
from intake.articles.proposing import places
from intake.articles.proposing.known import Known, KnownAgency, KnownProvince
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.policy_targets import Section, instruments_of, parts_of, targets_of
from intake.articles.proposing.proposals import ProposedPolicy
from policies.choices import PolicyStage

RULES = "办法|方案|意见|通知|条例|规定|决定|细则|规划|导则|标准|指南|目录|计划|公告|措施|政策|复函"
DRAFT = "征求意见稿|草案|送审稿|讨论稿"
TITLE = re.compile(
    f"《(?P<title>[^《》]{{4,80}}?(?:{RULES})(?P<mark>(?:[(（][^()（）《》]{{2,16}}[)）])*))》"
    f"(?P<after>[(（](?:公开)?(?:{DRAFT})[)）])?"
)
# A rule that another follows, and what is no rule of a province.
AS_BASIS = re.compile(
    "(?:根据|按照|依据|依照|遵照|落实|贯彻|执行|对照|为落实)(?:国家|省|省委、省政府)?的?"
    "(?:《[^《》]{2,60}》[^《》，。]{0,30}[、和及])*$"
)
ISSUED = re.compile(
    "发布|发出|转发|印发|出台|下发|公布|颁布|制定|起草|审议通过|通过|举行|解读|施行|实施|修订|废止|征求|要求|明确|提出"
)
# A rule about zones is what a text is about, though it is only followed.
ABOUT_ZONES = re.compile(
    "(?:园区|开发区|集中区|经开区|高新区|产业园)[^《》]{0,8}(?:认定|管理|评价|考核|设立|整合|优化|改革|复评|复核|扩园|扩区|改造|建设标准)"
)
OWN = re.compile(
    "(?<=[^省治市][^省区])(?<!推进)(?<!关于)(?<!深化)(?:开发区|经开区|高新区|示范区)(?:管委会)?[^《》]{0,40}(?:工作)?(?:实施)?方案$"
)
NEAR = 60  # characters before a title in which its issuer is named
BODY = (
    "(?:人民政府(?:办公厅)?|政府(?:办公厅)?|委(?=[^一-鿿]|$|十|常委|全会)|[一-鿿]{1,24}?"
    "(?:厅|局|委员会办公室|委员会|发改委|发展改革委|安委会|安委办|工信委|委办|大气办|办公室|部))"
)
SHORT = {
    "工信厅": "工业和信息化厅",
    "发改委": "发展和改革委员会",
    "发展改革委": "发展和改革委员会",
    "安委会": "安全生产委员会",
    "安委办": "安全生产委员会办公室",
    "应急厅": "应急管理厅",
    "环保厅": "环境保护厅",
    "自然资源厅": "自然资源厅",
}
NATIONAL = re.compile(
    "国务院|国家[一-鿿]{2,8}(?:局|委)|(?:工业和信息化|生态环境|商务|科技|应急管理|自然资源|财政)部|中共中央"
)


@dataclass(frozen=True)
class Found:
    """A rule's title at text[start:end] of its paragraph."""

    paragraph: Paragraph
    start: int
    end: int
    title: str
    is_draft: bool
    province: KnownProvince


def find(passages: Passages, known: Known) -> tuple[ProposedPolicy, ...]:
    found = list(_titles(passages, known))
    proposals = []
    for number, one in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        proposals.append(_proposal(passages, known, one, _section(passages, one, following)))
    return tuple(proposals)


def _titles(passages: Passages, known: Known) -> Iterator[Found]:
    seen: set[str] = set()
    heading: KnownProvince | None = None
    only = _only_province(passages, known)
    for paragraph in passages.paragraphs:
        text = paragraph.text
        heading = _province_alone(text, known) or heading
        for match in TITLE.finditer(text):
            title = _plain_title(match)
            sentence = _sentence_start(text, match.start())
            before = text[max(sentence, match.start() - NEAR) : match.start()]
            after = text[match.end() : match.end() + 20]
            if title in seen or OWN.search(match["title"]):
                continue
            is_issued = ISSUED.search(before) or ISSUED.search(after)
            if not ABOUT_ZONES.search(title) and (AS_BASIS.search(before) or not is_issued):
                continue
            province = _province(match["title"], before, known, heading, only)
            if province:
                seen.add(title)
                is_draft = bool(re.search(DRAFT, match[0] + after[:12]))
                yield Found(paragraph, match.start(), match.end(), title, is_draft, province)


def _plain_title(match: re.Match) -> str:
    return match["title"] + (match["after"] or "")


def _printed_title(quote: str) -> str:
    """The title as printed, on one line, without its marks."""
    return re.sub(r"[《》\s]", "", quote)


def _sentence_start(text: str, place: int) -> int:
    return max(text.rfind(sign, 0, place) for sign in "。！？") + 1


def _province_alone(text: str, known: Known) -> KnownProvince | None:
    """The province of a heading such as 河南."""
    return next((one for one in known.provinces if text in one.names), None)


def _only_province(passages: Passages, known: Known) -> KnownProvince | None:
    """The province that all provinces and cities of the text lie in, if it is one."""
    codes = {code[:2] for one in passages.paragraphs for code in places.named_in(one.text)}
    if len(codes) != 1:
        return None
    name = places.name_of(codes.pop() + "0000")
    return next((one for one in known.provinces if name in one.names), None)


def _province(
    title: str,
    before: str,
    known: Known,
    heading: KnownProvince | None,
    only: KnownProvince | None,
) -> KnownProvince | None:
    """The province whose rule it is; None for a city's, a zone's or the state's."""
    for text in (title, before):
        named = [one for one in known.provinces if one.short and one.short in text]
        if named:
            return named[0]
    if NATIONAL.search(before) or OF_A_CITY.search(before):
        return None
    return heading or (
        only if IN_PROVINCE.search(before + title) or ABOUT_ZONES.search(title) else None
    )


IN_PROVINCE = re.compile("省(?!会)|自治区|[全我]区")
OF_A_CITY = re.compile("(?<![省区])[一-鿿]{2,4}市(?:委|政府|人民政府|[一-鿿]{2,8}局)|管委会")


def _section(passages: Passages, one: Found, following: Found | None) -> Section:
    """The text about a rule: from its sentence to the next rule's, a heading or its second."""
    parts = []
    for paragraph in passages.paragraphs[one.paragraph.number - 1 :]:
        start = _sentence_start(paragraph.text, one.start) if paragraph is one.paragraph else 0
        end = len(paragraph.text)
        if following and paragraph is following.paragraph:
            end = _sentence_start(paragraph.text, following.start)
        if paragraph is not one.paragraph and (len(paragraph.text) < 15 or len(parts) > 3):
            break
        if start < end:
            parts.append((paragraph, start, end))
        if following and paragraph is following.paragraph:
            break
    return Section(tuple(parts), one.paragraph, one.start, one.end)


def _proposal(passages: Passages, known: Known, one: Found, section: Section) -> ProposedPolicy:
    start, end = one.paragraph.span(one.start, one.end)
    text = one.paragraph.text
    sentence = text[_sentence_start(text, one.start) : one.start]
    slugs, new = _agencies(sentence, one.province, known)
    exceptions, triggers = parts_of(section)
    return ProposedPolicy(
        start=start,
        end=end,
        quote=passages.text[start:end],
        title=_printed_title(passages.text[start:end]),
        province=one.province.slug,
        agencies=slugs,
        new_agencies=new,
        issued=_issued(sentence, passages.issued),
        effective=_effective(section.text),
        stage=PolicyStage.DRAFT if one.is_draft else PolicyStage.IN_FORCE,
        instruments=instruments_of(section.text, known),
        exceptions=exceptions,
        triggers=triggers,
        targets=targets_of(passages, section, known),
        confidence=0.8 if slugs or new else 0.6,
        why=_("The title of a rule, with who issued it.")
        if slugs or new
        else _("The title of a rule."),
    )


THEN = (
    "发布|发出|转发|印发|出台|下发|公布|制定|起草|颁布|审议|官网|联合|会同|近日|日前|正式|关于"
    "|十[一二三四五]届|《"
)
AGENCY = re.compile(f"(?:[一-鿿]{{2,5}}(?:省|自治区)|省)?{BODY}(?=$|{THEN})")
STATE = ("中国", "国家")


def _agencies(
    sentence: str, province: KnownProvince, known: Known
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The records of the agencies that a sentence names before a title, and new names."""
    dates = dates_in(sentence)
    words = sentence[dates[0].end :] if dates and dates[0].start < 3 else sentence
    slugs, new = [], []
    for part in re.split("[、，]|以及|和(?=[一-鿿]{2,4}(?:省|市)|中国|国家)", words):
        if match := AGENCY.match(_from_the_name(part, province)):
            record = _agency(_long_name(match[0], province), province, known)
            (slugs.append(record.slug) if record else new.append(match[0]))
    return tuple(dict.fromkeys(slugs)), tuple(dict.fromkeys(new))


def _from_the_name(words: str, province: KnownProvince) -> str:
    """江苏省政府下发 for 随着江苏省政府下发."""
    start = re.search("|".join(map(re.escape, (*province.names, *STATE))) + "|省(?=[一-鿿])", words)
    return words[start.start() :] if start else words


def _long_name(name: str, province: KnownProvince) -> str:
    """河南省工业和信息化厅 for 省工信厅 and 河南省工信厅."""
    for short, full in SHORT.items():
        if name.endswith(short):
            name = name.removesuffix(short) + full
    if name.startswith(STATE):
        return name
    own = re.sub(f"^(?:{'|'.join(map(re.escape, province.names))}|省|自治区)", "", name)
    return province.names[0] + own


def _agency(name: str, province: KnownProvince, known: Known) -> KnownAgency | None:
    for one in known.agencies:
        if name in one.names or any(_long_name(each, province) == name for each in one.names):
            return one
    return None


def _issued(sentence: str, issued: str) -> str:
    """The first date of the sentence before the title; one of this year has the year of issue."""
    for date in dates_in(sentence):
        if date.edtf and "/" not in date.edtf:
            if not date.edtf.startswith("XXXX"):
                return date.edtf
            if issued[:4].isdigit() and sentence[date.start : date.start + 2] == "今年":
                return issued[:4] + date.edtf[4:]
    return ""


def _effective(text: str) -> str:
    for date in dates_in(text):
        begins = re.match("起?(?:正式)?(?:施行|实施|执行|生效)|起", text[date.end : date.end + 6])
        if begins and text[date.start - 1 : date.start] == "自" and date.edtf[:4].isdigit():
            return date.edtf
    return ""
