"""What a text says of a rule: its instruments, targets with due dates, exceptions, triggers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_noop as _

from core.language.prose.dates import dates_in
from intake.articles.proposing.known import Known, KnownMetric
from intake.articles.proposing.passages import Paragraph, Passages
from intake.articles.proposing.proposals import ProposedTarget
from intake.articles.proposing.whys import why
from sources.evidence.reading import PrintedNumber

INSTRUMENTS = {
    "capacity-control": "产能|产量控制|总量控制",
    "siting": "园区外|入园|选址|禁止新建|不得新建",
    "relocation": "搬迁|关停|退出|关闭",
    "insurance": "保险",
    "emissions": "排放|废气|大气污染|污染治理|减排",
    "safety-upgrade": "安全生产整治|安全(?:改造|提升)|机械化|自动化|本质安全",
    "risk-assessment": "风险评估",
    "industrial-restructuring": "集中度|规模化|标杆企业|[一-鿿]{2}基地|产业集聚|转型升级",
}
MUST = (
    "只减不增|控制在|(?:大幅|明显|显著|全面)(?:提升|提高|减少|下降|改善|降低|消除)"
    "|必须|不得|全部|至少|不低于|不超过|不少于|向[^，。]{2,40}转变"
)
AIM = re.compile(f"{MUST}|(?<!基本)(?<!已)完成|实现|构建|打造|建成|达到|为示范|提升")
SURE = re.compile(MUST)
AIMING = re.compile("目标|提出|要求|明确|力争|确保|到20[0-9]{2}年")  # after it weaker words count
CLAUSE = re.compile("[^，。；：;:！？]+")
EXCEPTION = re.compile("除(?P<words>[^。；]{4,200}?)(?:之?外|以外)(?=[，,])")
TRIGGER = re.compile("出现(?P<words>[^。；]{4,160}?)(?:等)?(?:情况|情形)(?:之一)?(?:时|的)")


@dataclass(frozen=True)
class Section:
    """The paragraphs about one rule, each from a start to an end; its title at `start`."""

    parts: tuple[tuple[Paragraph, int, int], ...]
    paragraph: Paragraph
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        return "\n".join(one.text[start:end] for one, start, end in self.parts)


def instruments_of(text: str, known: Known) -> tuple[str, ...]:
    """Slugs of the recorded instruments that the words of a section speak for."""
    found = []
    for one in known.instruments:
        words = "|".join([*filter(None, [INSTRUMENTS.get(one.slug)]), *map(re.escape, one.names)])
        if re.search(words, text):
            found.append(one.slug)
    return tuple(found)


def parts_of(section: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The exceptions and the triggers, as printed."""
    exceptions = tuple(one["words"] for one in EXCEPTION.finditer(section.text))
    triggers = tuple(one["words"] for one in TRIGGER.finditer(section.text))
    return exceptions, triggers


def targets_of(passages: Passages, section: Section, known: Known) -> tuple[ProposedTarget, ...]:
    found: list[ProposedTarget] = []
    for paragraph, first, last in section.parts:
        due, is_aiming = "", False
        for start, end in _clauses(paragraph.text, first, last):
            if paragraph is section.paragraph and start < section.end:
                continue
            clause = paragraph.text[start:end]
            due = _due(clause) or due
            is_aiming = is_aiming or bool(AIMING.search(clause))
            if (AIM if due or is_aiming else SURE).search(clause):
                found += _targets(passages, paragraph, (start, end), due, known)
    return tuple(found)


def _clauses(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    for one in CLAUSE.finditer(text, first, last):
        yield one.span()


def _due(clause: str) -> str:
    """到2020年, 2019年6月底前."""
    for date in dates_in(clause):
        ends = clause[date.end : date.end + 2].startswith(("前", "之前", "以前"))
        begins = clause[max(date.start - 1, 0) : date.start] in ("到", "至")
        if (ends or begins) and date.edtf[:4].isdigit():
            return date.edtf.split("/")[-1]
    return ""


def _targets(
    passages: Passages, paragraph: Paragraph, clause: tuple[int, int], due: str, known: Known
) -> list[ProposedTarget]:
    """One for each number of a clause; one in words if it has none."""
    start, end = paragraph.span(*clause)
    title = paragraph.text[slice(*clause)]
    numbers: list[PrintedNumber | None] = [
        one for one in passages.numbers if start <= one.span[0] < end
    ]
    metrics = _metrics(title, known) if numbers else []
    found = []
    for place, one in enumerate(numbers or [None]):
        metric = metrics[min(place, len(metrics) - 1)] if metrics else None
        found.append(
            ProposedTarget(
                start=start,
                end=end,
                quote=passages.text[start:end],
                title=title,
                value=one.found.value if one else None,
                unit=_unit(one, metric) if one else "",
                bound=one.found.bound if one else "",
                due=due,
                metric=metric.slug if metric else None,
                confidence=0.6,
                why=why(_("Words of an aim: %(words)s."), words=AIM.search(title)[0]),
            )
        )
    return found


def _unit(number: PrintedNumber, metric: KnownMetric | None) -> str:
    """The unit of 个 is the metric's, where it may be."""
    found = number.found
    return metric.unit if metric and metric.unit in found.units else found.unit


def _metrics(title: str, known: Known) -> list[KnownMetric]:
    """The metrics of chemical parks that most of the title speaks of, in its order."""
    found = []
    for one in known.metrics:
        if one.topic == "chemical-parks":
            pairs = [one.names[0][n : n + 2] for n in range(len(one.names[0]) - 1)]
            said = [title.index(pair) for pair in pairs if pair in title]
            if len(said) > len(pairs) / 2:
                found.append((said[0], one))
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]
