"""The zones that a text names: records or new ones, written about or only mentioned."""

import re
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from intake.articles.proposing import places
from intake.articles.proposing.known import Known, KnownZone
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import MENTION, SUBJECT, ProposedZone
from intake.articles.proposing.whys import why
from intake.articles.proposing.zone_groups import Named, Records, grouped
from intake.articles.proposing.zone_leads import begins_with_a_stop
from intake.articles.proposing.zone_name import Name
from intake.articles.proposing.zone_names import (
    COUNTED,
    gaps,
    names,
    references,
)
from zones.choices import Tier

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
# Of a list of zones: whose people attend a meeting, or who are visited.
ATTENDS = re.compile(
    "(?:、[^、，。；：]{2,20}){0,15}等?地?(?:开展)?(?:调研|考察"
    "|[^，。；、]{0,6}(?:负责人|负责同志)[^，。；、]{0,6}(?:出席|参加|陪同|参会))"
)
TITLE_END = re.compile("[。！？；]$")
LONGEST_TITLE = 40


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
    groups = grouped(every, records, context)
    subjects = _subjects(groups)
    refs = _references(read, groups, subjects)
    proposals = [
        _proposal(group, passages, records, context, group.key in subjects, refs.get(group.key, ()))
        for group in groups
    ]
    return tuple(sorted(proposals, key=lambda one: one.start))


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
    is_model = ONLY_NAMED.search(before) or THEN.match(after) or ATTENDS.match(text, name.end)
    if is_model or _is_example(name):
        return 0
    is_first_of_many = COUNTED.match(text, name.end) and before[-1:] not in JOINS
    if in_paragraph >= MANY or is_first_of_many:
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
JOINS = ("及", "和", "与", "、")
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
        return why(_("Recorded as %(name)s."), name=record.names[0])
    if code:
        sentence = _("No zone of this name is recorded; it begins with the place %(place)s.")
        return why(sentence, place=places.name_of(code))
    return _("No zone of this name is recorded.")
