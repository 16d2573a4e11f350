"""The figures of one metric in one zone, in order. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property

from comparisons.engine.facts import BlankState, Figure, ZoneColumn
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

    @property
    def reprints(self) -> list[Figure]:
        """The picked value where it stands once more: reprints of one text are one source."""
        return self._beside[0]

    @cached_property
    def _beside(self) -> tuple[list[Figure], list[Figure], list[Figure]]:
        """Besides the picked figure: its reprints, `same_thing`, `others`."""
        own, thing = _told(self.picked), self.picked.thing
        told, reprints, same, others = {own}, [], [], []
        for figure in self.more:
            if figure.thing != thing:
                others.append(figure)
            elif (said := _told(figure)) == own:
                reprints.append(figure)
            elif said not in told:
                told.add(said)
                same.append(figure)
        return reprints, same, others

    @property
    def same_thing(self) -> list[Figure]:
        """What other sources say of the picked figure's thing."""
        return self._beside[1]

    @property
    def agreeing(self) -> list[Figure]:
        """The same value of other sources."""
        said = value_of(self.picked)
        return [figure for figure in self.same_thing if value_of(figure) == said]

    @property
    def is_disputed(self) -> bool:
        return len(self.agreeing) < len(self.same_thing)

    @property
    def others(self) -> list[Figure]:
        return self._beside[2]

    @property
    def facts(self) -> tuple[Figure, ...]:
        return self.figures

    @property
    def lists_others(self) -> bool:
        return len(self.others) <= OTHERS_LISTED

    @property
    def listed(self) -> list[Figure]:
        """The figures on a page, where many others are only counted."""
        if not self.picked:
            return []
        return [self.picked, *self.same_thing, *(self.others if self.lists_others else ())]

    @property
    def shown(self) -> list[Figure]:
        """The figures of which a page needs the words: those listed and reprints."""
        return [*self.listed, *self._beside[0]] if self.picked else []


def value_of(figure: Figure) -> tuple:
    return figure.canonical, figure.canonical_high, figure.bound, figure.value_text


def _told(figure: Figure) -> tuple:
    """Of one thing equal for figures that are one value of one origin, however often printed."""
    return figure.origin, value_of(figure)


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
        figure.terms.latest_first,
        figure.key,
    )
