"""All figures of one metric in groups that may be ranked together. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comparisons.engine.cells import best_of_each_thing, own_order
from comparisons.engine.facts import Figure
from comparisons.engine.groups import by_terms, ranking, shares
from comparisons.engine.relations import rules_between
from comparisons.engine.terms import Terms, terms_of
from zones.models import Metric

OF_ONE = {  # headlines of rules that speak of several figures
    "value": _("Words, not a number"),
    "bound": _("Not an exact value"),
}


@dataclass(frozen=True)
class Group:
    """Figures that may be ranked together, one of each column, in their order."""

    figures: tuple[tuple[str, Figure], ...]  # with the key of the column
    places: Mapping[str, int]
    shares: Mapping[str, Decimal]

    @property
    def head(self) -> Figure:
        """A figure that says what all of them have in common."""
        return self.figures[0][1]


@dataclass(frozen=True)
class Single:
    """A figure beside the groups, and why it is in none."""

    column: str
    figure: Figure
    why: Promise


def groups_of(
    metric: Metric, figures: Mapping[str, Sequence[Figure]]
) -> tuple[list[Group], list[Single]]:
    """The figures of a metric by column: those that may be ranked together, and the rest.

    The largest group is first, of equals that of the latest period. Of several values for one
    thing the best ranked counts.
    """
    every = [
        (column, figure)
        for column, given in sorted(figures.items())
        for figure in sorted(given, key=own_order)
    ]
    counted = [
        (column, figure)
        for column, given in sorted(figures.items())
        for figure in best_of_each_thing(sorted(given, key=own_order))
    ]
    buckets = by_terms((pair, pair[1]) for pair in counted)
    found = sorted(((t, f) for t, f in buckets.items() if len(f) > 1), key=_largest_first)
    grouped = {figure.key for _terms, pairs in found for _column, figure in pairs}
    keys = {figure.key for _column, figure in counted}
    largest = found[0][0] if found else None
    rest = [
        Single(column, figure, _why(figure, largest) if figure.key in keys else ANOTHER_VALUE)
        for column, figure in every
        if figure.key not in grouped
    ]
    return [_group(metric, pairs) for _terms, pairs in found], rest


def _largest_first(bucket: tuple[Terms, list]) -> tuple:
    terms, pairs = bucket
    last = terms.time.last or date.min
    return -len(pairs), -last.toordinal(), pairs[0][0], pairs[0][1].key


def _group(metric: Metric, pairs: Sequence[tuple[str, Figure]]) -> Group:
    values = {column: figure.canonical for column, figure in pairs}
    places = ranking(values, lowest_first=metric.direction == "lower")
    ordered = sorted(pairs, key=lambda pair: (places[pair[0]], pair[0]))
    return Group(tuple(ordered), places, shares(values) if metric.quantity != "rank" else {})


ANOTHER_VALUE = _("Another value for the same thing")
NO_OTHER = _("No other zone has a figure of the same kind and time")


def _why(figure: Figure, largest: Terms | None) -> Promise:
    """What keeps it from all groups, or else from the largest."""
    terms = terms_of(figure)
    rules = rules_between(terms, terms) or (rules_between(terms, largest) if largest else ())
    if not rules:
        return NO_OTHER
    return OF_ONE.get(rules[0].attribute, rules[0].headline)
