"""The zones that a text names: records or new ones, written about or only mentioned."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.utils.translation import gettext as _

from intake.articles.proposing import places
from intake.articles.proposing.known import Known, KnownZone
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import MENTION, SUBJECT, ProposedZone
from intake.articles.proposing.zone_names import (
    Name,
    begins_with_a_stop,
    gaps,
    names,
    references,
)
from intake.articles.proposing.zone_words import SHORT
from zones.choices import Tier
from zones.names import zone_key

Span = tuple[int, int]
TIERS = {"国家级": Tier.NATIONAL, "省级": Tier.PROVINCIAL}
# Words before a name that make it a model, a visitor, a home; and after it.
ONLY_NAMED = re.compile(
    "(?:学习|借鉴|考察|参观|走访|赴|前往|来自|位于|坐落(?:于|在)|地处|毗邻|紧邻|距离?|对标|复制|推广|依托|落户|入驻|注册在|调往|先后到"
    "|参照|比照|仿照|聆听|邀请|联合|与|同|携手|建在|设在)$"
)
THEN = re.compile(
    "(?:等地)?(?:的?经验|的?做法|模式|取经|考察|相邻|为邻|签(?:订|署)|结对|共建|合作共建)"
)
TITLE_END = re.compile("[。！？；]$")
LONGEST_TITLE = 40


@dataclass
class Named:
    """All places of one zone."""

    key: str  # its normal form
    names: list[Name] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)

    @cached_property
    def best(self) -> Name:
        """The first of its fullest names."""
        return max(self.names, key=_fullness)


def _fullness(name: Name) -> tuple[bool, int]:
    is_full = not re.search("经开区$|高新区$|综保区$|(?<![术济业])开发区$", name.name)
    return is_full, len(without_province(name.name))


def without_province(name: str) -> str:
    """临汾经济开发区 for 山西省临汾经济开发区; 北京经济技术开发区 as it is."""
    length = places.length_at(name, 0, len(name))
    if length and places.is_province(name[:length]):
        return name[length:]
    return name


class Records:
    """The zones that are recorded, by the normal forms of their names."""

    def __init__(self, known: Known):
        self.short = {one.slug: one.short for one in known.provinces}
        self.by_code = {code: one.slug for one in known.provinces if (code := _code_of(one))}
        self.zones = {one.slug: one for one in known.zones}
        self.names: dict[str, str] = {}
        self.keys: dict[str, set[str]] = {}
        for zone in known.zones:
            for name in (*zone.names, zone.code):
                if name:
                    self.names.setdefault(name, zone.slug)
                    key = zone_key(name, self.short.get(zone.province, ""))
                    for one in (key, _without_city(key)):
                        self.keys.setdefault(one, set()).add(zone.slug)
        self.longest = max(map(len, self.names), default=0)
        self.found: dict[tuple, KnownZone | None] = {}

    def find(self, name: Name, context: Counter) -> KnownZone | None:
        """The record that a name is of; where several are, that of a province in `context`."""
        key = (name.name, name.places)
        if key not in self.found:
            self.found[key] = self._find(name, context)
        return self.found[key]

    def _find(self, name: Name, context: Counter) -> KnownZone | None:
        exact = self.names.get(name.name)
        if exact:
            return self.zones[exact]
        code = places.meant(name.places, context)
        found: set[str] = set()
        for key in _keys(name):
            found = self.keys.get(key, set())
            if found:
                break
        zones = [self.zones[slug] for slug in sorted(found)]
        if code:
            zones = [one for one in zones if one.province == self.by_code.get(code[:2])]
        elif len(zones) > 1:
            near = {self.by_code.get(code[:2]) for code in context}
            zones = [one for one in zones if one.province in near]
        return zones[0] if len(zones) == 1 else None


def _code_of(province) -> str | None:
    codes = [code for name in province.names for code in places.codes_of(name)]
    return next((code[:2] for code in codes if code.endswith("0000")), None)


def _keys(name: Name) -> list[str]:
    """Normal forms, the most exact first: without the province, without a city before a county."""
    key = zone_key(without_province(name.name), "")
    of_city = [zone_key(name.name, one) for one in name.places[:1] if places.is_municipality(one)]
    return list(dict.fromkeys((key, *of_city, _without_city(key))))


def _without_city(key: str) -> str:
    """余杭经开区 for 杭州余杭经开区: the city is left out where a county follows."""
    first = places.length_at(key, 0, len(key))
    second = places.length_at(key, first, len(key)) if first else 0
    if not second:
        return key
    outer, inner = key[:first], key[first : first + second]
    is_within = any(
        places.lies_in(code, city)
        for city in places.codes_of(outer)
        for code in places.codes_of(inner)
    )
    return key[first:] if is_within else key


def find(passages: Passages, known: Known) -> tuple[ProposedZone, ...]:
    records = Records(known)
    whole = "\n".join(one.text for one in passages.paragraphs)
    context = places.named_in(whole)
    read: list[tuple[Paragraph, list[Name]]] = []
    for paragraph in passages.paragraphs:
        spots = gaps(paragraph, passages.text)
        read.append(
            (paragraph, list(names(paragraph, spots, records.names, records.longest, whole)))
        )
    every = [name for _paragraph, found in read for name in found]
    groups = _grouped(every, records, context)
    subjects = _subjects(groups)
    refs = _references(read, groups, subjects)
    proposals = [
        _proposal(group, passages, records, context, group.key in subjects, refs.get(group.key, ()))
        for group in groups
    ]
    return tuple(sorted(proposals, key=lambda one: one.start))


def _grouped(every: list[Name], records: Records, context: Counter) -> list[Named]:
    groups: dict[str, Named] = {}
    aliases = _in_brackets(every)
    for name in sorted(every, key=lambda one: (id(one) in aliases, _is_loose(one), -len(one.name))):
        record = records.find(name, context)
        key = record.slug if record else _keys(name)[-1]
        if main := aliases.get(id(name)):
            key = next(k for k, one in groups.items() if main in one.names)
        elif key not in groups:
            key = next((k for k, one in groups.items() if _is_short_for(name, one)), key)
        groups.setdefault(key, Named(key)).names.append(name)
    for group in groups.values():
        group.names.sort(key=lambda one: (one.paragraph.number, one.start))
    return list(groups.values())


def _in_brackets(every: list[Name]) -> dict[int, Name]:
    """Further names in brackets after a name: 钱江经济开发区 is 余杭经济技术开发区."""
    return {
        id(second): first
        for first, second in pairwise(every)
        if first.paragraph is second.paragraph
        and re.fullmatch("[（(]", first.paragraph.text[first.end : second.start])
        and second.paragraph.text[second.end : second.end + 1] in ("）", ")")
    }


def _is_short_for(name: Name, group: Named) -> bool:
    """陵川示范区 for 陵川生态文化旅游示范区, 滨江经开区 for 常州滨江经济开发区."""
    short = _keys(name)[-1]
    for one in group.names:
        if _is_loose(name) and _lies_at(one, name.places[-1]):
            return True
        full = _keys(one)[-1]
        if short[-2:] == full[-2:] and len(short) < len(full):
            if full.endswith(short) and len(short) >= 5:
                return True
            if short[:2] == full[:2] and _is_subsequence(short, full) and not SHORT.search(short):
                return True
    return False


def _is_loose(name: Name) -> bool:
    """沧县开发区: a place and nothing that is the zone's own."""
    text = name.paragraph.text
    before = text[name.start : name.head]
    return (
        bool(name.places)
        and text[name.head : name.end] == "开发区"
        and before.endswith(name.places[-1])
    )


def _lies_at(name: Name, place: str) -> bool:
    """Whether a zone of its own name (沧东经济开发区) was said to lie in this county."""
    is_told = bool(name.places) and name.places[-1] not in name.name
    return (
        is_told
        and name.kind in ("edz", "etdz")
        and bool(set(places.codes_of(place)) & set(places.codes_of(name.places[-1])))
    )


def _is_subsequence(short: str, full: str) -> bool:
    signs = iter(full)
    return all(sign in signs for sign in short)


def _span(name: Name) -> Span:
    return name.paragraph.span(name.start, name.end)


def _subjects(groups: Sequence[Named]) -> set[str]:
    """The keys of the zones that the text writes about; one at least."""
    named = Counter(id(one.paragraph) for group in groups for one in group.names)
    weights = {
        group.key: sum(_weight(one, named[id(one.paragraph)]) for one in group.names)
        for group in groups
    }
    subjects = {key for key, weight in weights.items() if weight > 0}
    first = sorted(groups, key=lambda one: -len(one.names))[:1]
    is_only_listed = all(_is_example(one) for group in groups for one in group.names)
    return subjects or ({one.key for one in first} if not is_only_listed else set())


def _weight(name: Name, in_paragraph: int) -> int:
    """Positive if this place speaks of the zone itself, 0 if it is only named."""
    text = name.paragraph.text
    before, after = text[max(name.start - 6, 0) : name.start], text[name.end : name.end + 8]
    if is_title(name.paragraph):
        return 2
    is_model = ONLY_NAMED.search(before) or THEN.match(after)
    if is_model or _is_example(name):
        return 0
    if in_paragraph >= MANY:
        return 1  # a list that is the news
    if name.kind in PARK_KINDS and PARTS.search(text, max(name.start - 40, 0), name.start):
        return 0
    first = max(name.start - LEADING, 0)
    if (
        not first
        or SENTENCE_START.search(text, first, name.start)
        or "、" in (before[-1:], after[:1])
        or after.startswith(("（", "("))
    ):
        return 1
    is_after_verb = AFTER_VERB.search(before) and not FROM.search(text, first, name.start)
    return 1 if not is_after_verb and name.kind not in PARK_KINDS else 0


def _is_example(name: Name) -> bool:
    """Whether it is one of 昆山经开区、南京经开区等 within a sentence, with no number after 等."""
    text = name.paragraph.text
    is_listed = "、" in (text[name.start - 1 : name.start], text[name.end : name.end + 1])
    if not is_listed or not EXAMPLES.match(text, name.end):
        return False
    first = max(name.start - 120, 0)
    begin = max(
        (one.end() for one in SENTENCE_START.finditer(text, first, name.start)), default=first
    )
    is_subject = ITEMS.fullmatch(text, begin, name.start) and not begins_with_a_stop(text, begin)
    return not is_subject


EXAMPLES = re.compile(
    "(?:、[^、，。；：等]{2,20}){0,15}等(?![0-9一二三四五六七八九十两]+[个家大][一-鿿]{0,6}(?:园区|[发经新保]区))"
)
ITEMS = re.compile("(?:[^、，。；：]{2,20}、){0,12}")
FROM = re.compile("从[^。；，]{2,40}到$")  # 从甲经开区…到乙经开区: both are told of
SENTENCE_START = re.compile("[。！？；:：]")
MANY = 5
PARTS = re.compile("(?:包括|下辖|现辖|建成|打造|规划建设)[^。；]*$")
LEADING = 25  # characters before a name that its sentence may still be about
AFTER_VERB = re.compile("(?:在|对|为|向|到|于|等|和|及|与)$")
PARK_KINDS = ("industrial-park", "other")


def is_title(paragraph: Paragraph) -> bool:
    return len(paragraph.text) <= LONGEST_TITLE and not TITLE_END.search(paragraph.text)


def _references(
    read: Sequence[tuple[Paragraph, list[Name]]],
    groups: Sequence[Named],
    subjects: set[str],
) -> dict[str, list[Span]]:
    """Spans of 该区, 经开区 by the zone in force at each."""
    owner = {id(name): group.key for group in groups for name in group.names}
    found: dict[str, list[Span]] = {}
    current: str | None = None
    for paragraph, named in read:
        marks = [(one.start, owner[id(one)]) for one in named if owner[id(one)] in subjects]
        spans = list(references(paragraph, named))
        if marks and (not spans or marks[0][0] < spans[0][0]):
            current = marks[0][1]
        place = 0
        for start, end in spans:
            while place < len(marks) and marks[place][0] < start:
                current, place = marks[place][1], place + 1
            key = current or (marks[place][1] if place < len(marks) else None)
            if key:
                found.setdefault(key, []).append(paragraph.span(start, end))
        current = marks[-1][1] if marks else current
    return found


def _proposal(
    group: Named,
    passages: Passages,
    records: Records,
    context: Counter,
    is_subject: bool,
    refs: Sequence[Span],
) -> ProposedZone:
    best = group.best
    start, end = _span(best)
    record = records.find(best, context)
    others = sorted({*(_span(one) for one in group.names if one is not best), *refs})
    code = places.meant(best.places, context)
    return ProposedZone(
        start=start,
        end=end,
        quote=passages.text[start:end],
        name=_printed(best, passages.text[start:end]),
        slug=record.slug if record else None,
        role=SUBJECT if is_subject else MENTION,
        province=record.province if record else records.by_code.get(code[:2]),
        city=_city(best, code) if not record else record.city,
        kind=record.kind if record else best.kind,
        tier=record.tier if record else _tier(group),
        others=tuple(others),
        confidence=_confidence(best, record, group),
        why=_why(best, record, code),
    )


def _printed(name: Name, quote: str) -> str:
    """As printed, on one line; of a list (太原、大同经开区) with the ending of its last."""
    is_whole = name.end - name.start == len(name.name)
    return "".join(quote.split()) if is_whole else name.name


def _city(name: Name, code: str) -> str:
    if not code or code.endswith("0000") or (code[:2] in places.CITIES and code.endswith("00")):
        return ""
    return places.name_of(code)


def _tier(group: Named) -> str:
    for name in group.names:
        before = name.paragraph.text[max(name.start - 6, 0) : name.start]
        for words, tier in TIERS.items():
            if before.endswith(words) or words in name.name:
                return tier
    return ""


def _confidence(best: Name, record: KnownZone | None, group: Named) -> float:
    if record:
        return 0.95
    return 0.9 if best.is_certain and len(group.names) > 1 else 0.75 if best.is_certain else 0.6


def _why(best: Name, record: KnownZone | None, code: str) -> str:
    if record:
        return _("Recorded as %(name)s.") % {"name": record.names[0]}
    if code:
        return _("No zone of this name is recorded; it begins with the place %(place)s.") % {
            "place": places.name_of(code)
        }
    return _("No zone of this name is recorded.")
