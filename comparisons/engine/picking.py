"""Which figure of each zone is compared: the set of them that is most comparable.

Pure functions. What stands between two figures hangs on a few coded attributes, which most
figures share with many others. So nothing is weighed twice: not two figures that differ in
their values only, and not the matches of an anchor that another one like it has found.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from comparisons.engine.facts import Figure
from comparisons.engine.verdicts import NOT_STATED, UNKNOWN_YEAR, Verdict

# The gravest verdict among some reasons, and the sum of them all.
Weight = tuple[int, int]
NOTHING: Weight = (Verdict.COMPARABLE.value, 0)
CONVERTIBLE, CAUTION, NOT_COMPARABLE = (
    v.value for v in (Verdict.CONVERTIBLE, Verdict.CAUTION, Verdict.NOT_COMPARABLE)
)


class Thing(NamedTuple):
    """What a figure measures, and whether in words; see `Figure.thing`."""

    period: str
    basis: str
    status: str
    scope: str
    is_in_words: bool

    @property
    def is_stated(self) -> bool:
        """Whether period and basis are stated."""
        return _is_stated(self.period) and self.basis not in NOT_STATED

    @property
    def is_clear(self) -> bool:
        """Whether two figures of it may be simply comparable."""
        return self.is_stated and not self.is_in_words


class Terms(NamedTuple):
    """All of a figure that decides what it may be compared with."""

    thing: Thing
    is_exact: bool
    unit: str


class Option(NamedTuple):
    """What one column offers: the terms of its figures, the best ranked first."""

    terms: tuple[Terms, ...]
    places: Mapping[Thing, int]


def pick(columns: Mapping[str, Sequence[Figure]]) -> dict[str, Figure]:
    """One figure for each column: the set with the fewest and mildest reasons against it.

    The figures of a column stand in their own order, one for each thing. Each in turn is
    the anchor to which every other column's best match is sought. Ties are broken by the
    figures' own order, never by the order of the columns or of the anchors.
    """
    keys = sorted(columns)
    options = [_option(columns[key]) for key in keys]
    best: tuple | None = None  # gravest, sum, and the place of each column's figure
    matches: list[dict[Terms, tuple[Weight, int]]] = [{} for _option in options]
    weighed = set()
    for least, column, place in _anchors(options):
        if best is not None and least > best[:2]:
            break
        chosen = _around((column, place), options, matches, best)
        if chosen and chosen not in weighed:
            weighed.add(chosen)
            cost = (*_weight_of([o.terms[p] for o, p in zip(options, chosen, strict=True)]), chosen)
            best = cost if best is None else min(best, cost)
    if best is None:
        return {}
    places = dict(zip(keys, best[2], strict=True))
    return {key: columns[key][places[key]] for key in columns}


def _around(anchor, options: Sequence[Option], matches, best) -> tuple[int, ...] | None:
    """The set of an anchor (column, place): every other column's best match, by its place.

    None where the matches alone speak louder against it than all that does against the best.
    """
    column, place = anchor
    terms = options[column].terms[place]
    chosen, gravest, total = [], 0, 0
    for at, option in enumerate(options):
        if at == column:
            chosen.append(place)
            continue
        found = matches[at].get(terms)
        if found is None:
            found = matches[at][terms] = _match(terms, option)
        weight, its_place = found
        gravest, total = max(gravest, weight[0]), total + weight[1]
        if best is not None and (gravest, total) > best[:2]:
            return None
        chosen.append(its_place)
    return tuple(chosen)


def _anchors(options: Sequence[Option]) -> list[tuple[Weight, int, int]]:
    """Every figure (column, place) with the least that can speak against its set, mildest first.

    That is nothing where the other column has a figure of the very same thing, and a caution
    where it has none, or where the anchor itself calls for one.
    """
    found = []
    lacking: dict[Thing, int] = {}
    for column, option in enumerate(options):
        for place, (thing, is_exact, _unit) in enumerate(option.terms):
            if thing not in lacking:
                lacks = sum(thing not in other.places for other in options)
                lacking[thing] = lacks if thing.is_clear else len(options) - 1
            cautions = lacking[thing] if is_exact else len(options) - 1
            found.append(((CAUTION if cautions else 0, cautions * CAUTION), column, place))
    return sorted(found)


def pair_weight(a: Terms, b: Terms) -> Weight:
    """The gravest and the sum of what `verdicts.pair_reasons` says of two figures."""
    gravest, total = _between(a.thing, b.thing)
    if not (a.is_exact and b.is_exact):
        gravest, total = max(gravest, CAUTION), total + CAUTION
    if a.unit != b.unit and a.unit and b.unit:
        gravest, total = max(gravest, CONVERTIBLE), total + CONVERTIBLE
    return gravest, total


def terms_of(figure: Figure) -> Terms:
    thing = Thing(*figure.thing, figure.canonical is None)
    return Terms(thing, figure.bound == "exactly", figure.unit)


@lru_cache(maxsize=1 << 13)
def _between(a: Thing, b: Thing) -> Weight:
    """What bound and unit leave aside. The same few things meet in row after row."""
    against = []
    if a.is_in_words or b.is_in_words:
        against.append(NOT_COMPARABLE)
    if a.status != b.status:
        against.append(NOT_COMPARABLE)
    if a.scope != b.scope:
        against.append(NOT_COMPARABLE)
    if a.basis in NOT_STATED or b.basis in NOT_STATED:
        against.append(CAUTION)
    elif a.basis != b.basis:
        against.append(NOT_COMPARABLE)
    if a.period != b.period or not _is_stated(a.period):
        against.append(CAUTION)
    return max(against, default=0), sum(against)


def _is_stated(period: str) -> bool:
    return bool(period) and UNKNOWN_YEAR not in period


def _option(figures: Sequence[Figure]) -> Option:
    terms = tuple(map(terms_of, figures))
    places = {one.thing: place for place, one in enumerate(terms)}
    return Option(terms, places)


def _match(anchor: Terms, option: Option) -> tuple[Weight, int]:
    """The column's figure that least speaks against, and what does; the first of equals."""
    same = option.places.get(anchor.thing)
    if same is not None and anchor.thing.is_stated:
        terms = option.terms[same]
        # Every other figure differs in one of what both state, which outweighs another unit.
        if terms.is_exact or not anchor.is_exact:
            return pair_weight(anchor, terms), same
    return min((pair_weight(anchor, terms), place) for place, terms in enumerate(option.terms))


def _weight_of(terms: Sequence[Terms]) -> Weight:
    gravest, total = NOTHING
    for one, other in combinations(terms, 2):
        weight = pair_weight(one, other)
        gravest, total = max(gravest, weight[0]), total + weight[1]
    return gravest, total
