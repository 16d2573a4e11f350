"""One figure: all that the words around a quantity say of it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from core.language.prose.alternatives import BECOMES, FALL_BEFORE, FROM_BEFORE
from core.language.prose.qualifiers import qualifiers_in
from core.language.units import UNITS, UnitMismatchError, convert
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.bare_numbers import with_unit
from intake.articles.proposing.calendar import Asked, Calendar
from intake.articles.proposing.known import Known
from intake.articles.proposing.metrics import NAMED, Said, likely_metrics, scope_of, unit_of
from intake.articles.proposing.passages import Paragraph
from intake.articles.proposing.proposals import SURE, ProposedFigure
from intake.articles.proposing.statements import ALREADY, basis_of, is_capacity, status_of
from intake.articles.proposing.undated import is_changed, is_current
from intake.articles.proposing.whys import together, why
from zones.choices import Basis, Bound, Status

CLAUSE_SIGNS = "，；：。,;"
CHANGE = re.compile(
    "(?:增长|增速|增幅|增加|上升|提升|提高|下降|降低|压缩|缩短|压减|减少|降幅|精简|回落)[^，。；0-9]{0,8}$"
)
FROM, TO = re.compile("[由从][^，。；]{0,8}$"), re.compile("[至到为成]$")
OWN_YEAR = re.compile("(?:[上去前]年|[0-9]{4}年)度?[底末]?的?第?$")  # 由上年第73位
SHRINKS = re.compile("[^，。；]{0,10}(?:瘦身|精简|整合|优化|压缩|减)[^，。；]{0,4}[成为至到]")
NOUN = re.compile("[^，。；、,;0-9]{0,16}")
CLAUSE = re.compile("[^，；：。、,;]*$")
OF_BEFORE = re.compile("(?:同比|环比|比|较|增|[下上]降?升?|按|可比|扣|年均|分别|$)")
TIME_UNITS = {"time", "working-time", "months"}


@dataclass(frozen=True)
class Place:
    """Where a quantity stands, with the one that follows it in the paragraph."""

    paragraph: Paragraph
    sentence: tuple[int, int]
    amount: Amount
    following: Amount | None
    is_of_a_plan: bool = False  # by the heading above it

    @property
    def before(self) -> str:
        return self.paragraph.text[self.sentence[0] : self.amount.start]

    @property
    def clause(self) -> str:
        """The words of its clause before it; of the clause before that one too if it has none."""
        before = self.before
        cut = max(before.rfind(sign) for sign in CLAUSE_SIGNS)
        if len(before) - cut <= 4 and cut > 0:
            cut = max(before.rfind(sign, 0, cut) for sign in CLAUSE_SIGNS)
        return before[cut + 1 :]

    @property
    def noun(self) -> str:
        return NOUN.match(self.paragraph.text, self.amount.end)[0]

    @property
    def is_rate(self) -> bool:
        return bool(self.amount.units) and self.amount.dimensions <= {"ratio", "points"}

    @property
    def is_tied(self) -> bool:
        """Whether it is a growth of what was just told: its clause names nothing of its own."""
        own = CLAUSE.search(self.before)[0]
        return self.is_growth and OF_BEFORE.match(own) is not None

    @property
    def is_growth(self) -> bool:
        return self.is_rate and CHANGE.search(self.clause) is not None

    @property
    def is_fall(self) -> bool:
        return FALL_BEFORE.search(self.clause) is not None

    @property
    def is_start(self) -> bool:
        """Whether it is what something was before it changed: 由463人精减为272人."""
        if self.following is None:
            return False
        text = self.paragraph.text
        between = text[self.amount.end : self.following.start]
        near = text[max(0, self.amount.start - 12) : self.amount.start]
        is_from = FROM_BEFORE.search(near) or FROM.search(near)
        if BECOMES.fullmatch(between) or SHRINKS.fullmatch(between):
            return True
        return bool(is_from and TO.search(between))


def figure_of(place: Place, calendar: Calendar, known: Known, span: dict) -> ProposedFigure:
    """The figure, without its zone and what it has to do with other proposals."""
    amount, text = place.amount, place.paragraph.text
    value, unit = amount.value, ""
    if value is not None and not amount.units:
        value, unit = with_unit(text, amount)
    clause, noun = place.clause, place.noun
    is_change = place.is_growth
    likely = likely_metrics(Said(clause, noun, place.before), amount, known, is_change=is_change)
    unit = unit or unit_of(amount, clause, noun, [known.metric[one.slug] for one in likely])
    status, word, is_of_now = status_of(text, place.sentence, amount)
    is_dated = OWN_YEAR.search(place.before) is not None
    is_timeless = (place.is_start and not is_dated) or is_capacity(text, place.sentence[0], amount)
    is_state = is_current(place.before, amount, text[amount.end : amount.end + 12])
    period, said = "", ""
    if not is_timeless:
        is_duration = bool(amount.dimensions & TIME_UNITS)
        is_target = status == Status.TARGET and not is_of_now
        where = place.sentence, amount.start, amount.end
        what = is_target, is_duration, is_changed(place.before), is_state
        period, said = calendar.period(Asked(place.paragraph, *where, *what))
        if is_state and not (said or is_duration) and (status == Status.ACTUAL or is_of_now):
            period = calendar.year
        if status == Status.ACTUAL and calendar.is_to_come(period):
            status, word = Status.TARGET, said
        if place.is_of_a_plan and not said and not ALREADY.search(text, *place.sentence):
            status = Status.TARGET if status == Status.ACTUAL else status
    basis = basis_of(text, place.sentence, amount, period)
    if basis == Basis.NOT_STATED and period:
        is_stock = is_state and not amount.is_money
        basis = Basis.AT_POINT if is_stock else Basis.OVER_PERIOD if is_change else basis
    if basis == Basis.STANDING_RULE and status == Status.ACTUAL:
        period = ""
    qualifiers, _places = qualifiers_in(clause, [], period, quantity="", is_rate=place.is_rate)
    metrics = tuple(one.slug for one in likely)
    main = known.metric[metrics[0]].unit if metrics else ""
    is_named = bool(likely) and likely[0].score >= NAMED
    whys = [
        likely and why(_("metric: “%(words)s”"), words=likely[0].words),
        said and why(_("time: “%(words)s”"), words=said),
        word and why(_("kind: “%(words)s”"), words=word),
    ]
    return ProposedFigure(
        **span,
        confidence=_confidence(amount, unit, is_named),
        why=together(*whys),
        value=value,
        value_high=amount.high,
        unit=unit,
        canonical_value=canonical_of(value, unit, main),
        value_text="" if value is not None else span["quote"],
        bound=amount.bound or Bound.EXACTLY,
        period=period,
        basis=basis,
        status=status,
        metrics=metrics,
        scope=scope_of(metrics[0], clause + noun, known) if metrics else None,
        qualifiers=qualifiers,
    )


def canonical_of(value: Decimal | None, unit: str, wanted: str) -> Decimal | None:
    """A value in a metric's unit; None where one of them is not known, or they do not convert."""
    if value is None or not wanted or unit not in UNITS:
        return None
    try:
        return convert(value, unit, wanted)
    except UnitMismatchError:
        return None


def _confidence(amount: Amount, unit: str, is_named: bool) -> float:
    if amount.value is None:
        return 0.4
    if not unit:
        return 0.5
    return SURE if is_named else 0.75
