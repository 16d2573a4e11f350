"""Plain facts to compare, frozen values without database or request, and what they cite."""

from collections.abc import Iterable, Iterator
from copy import copy
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.functional import cached_property  # that of functools takes a lock
from django.utils.translation import gettext_lazy as _

from comparisons.engine.terms import Terms, terms_of
from core.language.units import canonical_unit
from sources.models import CitedModel
from zones.extent import ExtentChange
from zones.scopes import ScopeTerm
from zones.templatetags.figures import value


class BlankState(TextChoices):
    """What a cell holds; only `reported` and `none` carry figures."""

    REPORTED = "reported", _("reported")
    NONE = "none", _("reported as none")  # stated by the source
    NOT_REPORTED = "not-reported", _("not reported")
    NOT_APPLICABLE = "not-applicable", _("not applicable")
    NOT_STATED = "not-stated", _("not stated")  # profile columns: left out by the source


class Citation(NamedTuple):
    """A place in a source."""

    source: str
    title: str
    title_en: str
    locator: str
    quote: str
    is_broken_off: bool


class FigureColumns(NamedTuple):
    """What decides how a figure compares; a tuple for speed, as a page reads thousands.

    `canonical` is in the metric's unit, None for words; of a range it has an upper end. `scope`,
    `detail` (Chinese) and codes are compared. `part_of` is the key of a total, `origin` that of the
    source whose text the cited one repeats, or its own. `changed` is how the zone's extent has
    since.
    """

    key: str
    unit: str
    canonical: Decimal | None
    canonical_high: Decimal | None
    bound: str
    period: str
    basis: str
    status: str
    scope: ScopeTerm | None
    detail: str
    growth_base: str
    base_period: str
    prices: str
    realisation: str
    release: str
    detail_en: str
    value_text: str
    rank: str
    part_of: int | None
    origin: int
    metric_unit: str
    changed: tuple[ExtentChange, ...]


# What `terms_of` reads: bound, period … release.
LIMITS = slice(*map(FigureColumns._fields.index, ("bound", "detail_en")))


class Words(NamedTuple):
    """What is only read of figures that are shown; values as printed, in the figure's `unit`."""

    value: Decimal | None
    value_high: Decimal | None
    value_text_en: str
    rank_reason: str
    rank_reason_en: str
    note: str
    note_en: str
    title_en: str  # the metric's English name
    citation: Citation


class Figure(FigureColumns):
    """A reported figure; it has the attributes of `Words` too once it is told them.

    What the rules read of it is worked out once: a page asks again and again.
    """

    def told(self, words: Words) -> "Figure":
        self.__dict__.update(zip(Words._fields, words, strict=True))
        return self

    @cached_property
    def canonical_unit(self) -> str:
        return canonical_unit(self.unit, self.metric_unit)

    @cached_property
    def terms(self) -> Terms:
        unit = self.unit or self.metric_unit
        is_range = self.canonical_high is not None
        is_number, has_changed = self.canonical is not None, bool(self.changed)
        return terms_of(
            self[LIMITS], unit, is_number=is_number, is_range=is_range, has_changed=has_changed
        )

    @property
    def fact_key(self) -> str:
        """As of the record, an observation."""
        return f"observation.{self.key}"

    @property
    def thing(self) -> tuple:
        """Key of what is measured: figures of two sources with one key agree or disagree."""
        return self.terms.thing

    @property
    def scope_key(self) -> str:
        return self.scope.key if self.scope else ""

    @property
    def changed_at(self) -> str:
        return " ".join(change.date for change in self.changed)

    @property
    def is_none(self) -> bool:
        return self.canonical == 0 and self.bound == "exactly"


class ZoneColumn(NamedTuple):
    """A zone as a column; `label` is in the reader's language, `record` is what pages link to."""

    key: str
    tier: str
    sources_read: tuple[str, ...]
    label: str = ""
    record: Any = None


Fact = Figure | CitedModel


def citation_of(fact: Fact) -> Citation:
    """The place of a fact. The source of a record must be fetched."""
    if isinstance(fact, Figure):
        return fact.citation
    source = fact.source
    return Citation(
        source.slug, source.title, source.title_en, fact.locator, fact.quote, fact.is_broken_off
    )


class Evidence:
    """The places in sources that facts cite, numbered in the order of first use."""

    def __init__(self, facts: Iterable[Fact]):
        self.numbers: dict[Citation, int] = {}
        self.first_facts: dict[int, Fact] = {}  # of each number
        self._marked: set[int] = set()
        for fact in facts:
            self.number(fact)

    def number(self, fact: Fact) -> int:
        number = self.numbers.setdefault(citation_of(fact), len(self.numbers) + 1)
        self.first_facts.setdefault(number, fact)
        return number

    def gloss(self, number: int) -> str:
        """The first fact of the number in our English words; "" of records without a title."""
        fact = self.first_facts[number]
        title = getattr(fact, "title_en", "")
        return f"{title}: {value(fact)}" if title and isinstance(fact, Figure) else title

    def of(self, facts: Iterable[Fact]) -> "Evidence":
        """Only the places of these facts, under the same numbers."""
        wanted = {self.number(fact) for fact in facts}
        part = copy(self)
        part.numbers = {place: n for place, n in self.numbers.items() if n in wanted}
        return part

    def is_first_mark(self, number: int) -> bool:
        """Whether a page marks a fact with this number for the first time: the way back there."""
        is_first = number not in self._marked
        self._marked.add(number)
        return is_first

    def __iter__(self) -> Iterator[tuple[int, Citation]]:
        return ((number, citation) for citation, number in self.numbers.items())

    @cached_property
    def is_of_one_source(self) -> bool:
        """Asked once all facts are numbered."""
        return len(self.sources) == 1

    @property
    def sources(self) -> list[Citation]:
        """The first place in each source."""
        found: dict[str, Citation] = {}
        for citation in self.numbers:
            found.setdefault(citation.source, citation)
        return list(found.values())
