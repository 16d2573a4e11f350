"""Which of many figures may be ranked together, and which order is certain. Pure functions."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from comparisons.engine.facts import Figure
from comparisons.engine.relations import compares_with_its_like
from comparisons.engine.terms import Terms
from zones.choices import Bound

INFINITE = Decimal("Infinity")
CERTAIN_TOLD = 5  # pairs of a row, at most


def largest_group(picked: Mapping[str, Figure]) -> tuple[str, ...]:
    """The columns of the most figures that may be ranked together, two at least; or none.

    Of equally large ones that of the latest period, then that of the first column key.
    """
    found = [columns for terms, columns in by_terms(picked.items()).items() if len(columns) > 1]
    if not found:
        return ()

    def order(columns: list[str]) -> tuple:
        last = picked[columns[0]].terms.time.last or date.min
        return -len(columns), -last.toordinal(), columns

    return tuple(min(map(sorted, found), key=order))


def by_terms(figures: Iterable[tuple[Hashable, Figure]]) -> dict[Terms, list]:
    """The keys of figures that may be ranked together, by their terms."""
    found: dict[Terms, list] = {}
    for key, figure in figures:
        terms = figure.terms
        if compares_with_its_like(terms):
            found.setdefault(terms, []).append(key)
    return found


def ranking(values: Mapping[str, Decimal], *, lowest_first: bool) -> dict[str, int]:
    """Places from 1; equal values share one and the next is skipped (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=not lowest_first)
    first_places: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, 1):
        first_places.setdefault(value, place)
    return {column: first_places[value] for column, value in values.items()}


def shares(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each value as a share of the largest; none if a value is negative."""
    largest = max(values.values(), default=0)
    if largest <= 0 or min(values.values()) < 0:
        return {}
    return {column: value / largest for column, value in values.items()}


class Interval(NamedTuple):
    """Where the true value lies; an end that is open does not belong to it."""

    low: Decimal
    low_is_open: bool
    high: Decimal


def interval_of(figure: Figure) -> Interval | None:
    """None for words, and for "about", of which no limits are known."""
    value = figure.canonical
    if value is None or figure.bound == Bound.ABOUT:
        return None
    if figure.bound == Bound.AT_MOST:
        return Interval(-INFINITE, True, value)
    is_open = figure.bound == Bound.OVER
    if is_open or figure.bound == Bound.AT_LEAST:
        return Interval(value, is_open, INFINITE)
    return Interval(value, False, value if figure.canonical_high is None else figure.canonical_high)


class Certain(NamedTuple):
    """Two columns of which the first certainly has more, in spite of a bound."""

    more: str
    less: str


def is_more(one: Interval, other: Interval) -> bool:
    """Whether every value of the first is above every value of the other."""
    return one.low > other.high or (one.low == other.high and one.low_is_open)


def certain_order(picked: Mapping[str, Figure]) -> tuple[Certain, ...]:
    """Neighbours of which the order is certain although one value is not exact.

    Nothing but the bound may stand between the figures of a pair. What follows from other pairs
    is left out, and so is what the ranks of exact values tell.
    """
    alike: dict[Terms, list[str]] = {}
    for column in sorted(picked):
        terms = picked[column].terms._replace(exactness="exact")
        if compares_with_its_like(terms):
            alike.setdefault(terms, []).append(column)
    return tuple(pair for columns in alike.values() for pair in _neighbours(picked, columns))


def _neighbours(picked: Mapping[str, Figure], columns: Sequence[str]) -> list[Certain]:
    known = {key: limits for key in columns if (limits := interval_of(picked[key]))}
    exact = {key for key in known if picked[key].terms.exactness == "exact"}
    if len(exact) == len(known):
        return []
    pairs = {(a, b) for a, b in permutations(known, 2) if is_more(known[a], known[b])}
    return [
        Certain(a, b)
        for a, b in sorted(
            pairs, key=lambda pair: (-known[pair[0]].low, -known[pair[1]].high, pair)
        )
        if not {a, b} <= exact and not any((a, c) in pairs and (c, b) in pairs for c in known)
    ][:CERTAIN_TOLD]
