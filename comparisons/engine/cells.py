"""The figures of one metric in one zone, in order. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property

from comparisons.engine.facts import BlankState, Citation, Figure, ZoneColumn
from zones.models import Metric

OTHERS_LISTED = 3  # of a cell on a page, at most
RANKS = {"preferred": 0, "normal": 1, "deprecated": 2}


@dataclass(frozen=True)
class Cell:
    """Every figure of one metric in one zone, best ranked first; or why it is blank.

    In its row it has the picked figure, and its place and share of the largest if it is ranked.
    """

    column: str
    state: BlankState
    figures: tuple[Figure, ...] = ()
    sources_read: tuple[str, ...] = ()
    picked: Figure | None = None
    rank: int | None = None
    share: Decimal | None = None

    @cached_property
    def more(self) -> list[Figure]:
        return [figure for figure in self.figures if figure is not self.picked]

    @cached_property
    def also_cited(self) -> list[Citation]:
        """Where the picked value stands once more: reprints of one text are one source."""
        told = _told(self.picked)
        return [figure.citation for figure in self._of_one_thing if _told(figure) == told]

    @cached_property
    def _of_one_thing(self) -> list[Figure]:
        thing = self.picked.thing
        return [figure for figure in self.more if figure.thing == thing]

    @cached_property
    def same_thing(self) -> list[Figure]:
        """What other sources say of the picked figure's thing."""
        told, found = {_told(self.picked)}, []
        for figure in self._of_one_thing:
            if _told(figure) not in told:
                told.add(_told(figure))
                found.append(figure)
        return found

    @property
    def agreeing(self) -> list[Figure]:
        """The same value of other sources."""
        said = _value(self.picked)
        return [figure for figure in self.same_thing if _value(figure) == said]

    @property
    def is_disputed(self) -> bool:
        return len(self.agreeing) < len(self.same_thing)

    @cached_property
    def others(self) -> list[Figure]:
        alike = {figure.key for figure in self._of_one_thing}
        return [figure for figure in self.more if figure.key not in alike]

    @property
    def lists_others(self) -> bool:
        return len(self.others) <= OTHERS_LISTED

    @property
    def listed(self) -> list[Figure]:
        """The figures on a page, where many others are only counted."""
        if not self.picked:
            return []
        return [self.picked, *self.same_thing, *(self.others if self.lists_others else ())]


def _value(figure: Figure) -> tuple:
    return figure.canonical, figure.canonical_high, figure.bound, figure.value_text


def _told(figure: Figure) -> tuple:
    """Of one thing equal for figures that are one value of one origin, however often printed."""
    return figure.origin, _value(figure)


def make_cell(metric: Metric, column: ZoneColumn, figures: Sequence[Figure]) -> Cell:
    ordered = tuple(sorted(figures, key=own_order))
    if ordered:
        every_none = all(figure.is_none for figure in ordered)
        state = BlankState.NONE if every_none else BlankState.REPORTED
    else:
        applies = not metric.applies_to or column.tier in (metric.applies_to, "not-stated")
        state = BlankState.NOT_REPORTED if applies else BlankState.NOT_APPLICABLE
    return Cell(column.key, state, ordered, column.sources_read)


def best_of_each_thing(ordered: Iterable[Figure]) -> list[Figure]:
    """The first figure for each thing; best ranked first, it is the preferred value."""
    firsts: dict[tuple, Figure] = {}
    for figure in ordered:
        firsts.setdefault(figure.thing, figure)
    return list(firsts.values())


def own_order(figure: Figure) -> tuple:
    """Sort key in a cell: ranked, totals, with a number, latest period, key."""
    return (
        RANKS.get(figure.rank, 1),
        bool(figure.part_of),
        bool(figure.scope or figure.detail),
        figure.canonical is None,
        _latest_first(figure),
        figure.key,
    )


def _latest_first(figure: Figure) -> tuple[bool, int]:
    """The latest stated time before earlier ones, those not stated last."""
    time = figure.terms.time
    return not time.is_stated, -time.last.toordinal() if time.last else 0
