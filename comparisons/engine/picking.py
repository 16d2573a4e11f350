"""Picks one figure for each zone, so that the set is most comparable. Pure functions."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from comparisons.engine.facts import Figure
from comparisons.engine.verdicts import Terms, rules_between, terms_of

# The worst verdict among some rules, and the sum of their verdicts.
Weight = tuple[int, int]


def pick(columns: Mapping[str, Sequence[Figure]]) -> dict[str, Figure]:
    """One figure for each column: the set with the fewest and mildest reasons against it.

    Each figure in turn is the anchor, for which every other column's best match is sought. Ties
    follow the order of the figures in their column, never that of columns or anchors.
    """
    keys = sorted(columns)
    places = _places(tuple(tuple(map(terms_of, columns[key])) for key in keys))
    chosen = dict(zip(keys, places, strict=True))
    return {key: columns[key][chosen[key]] for key in columns}


@lru_cache(maxsize=1 << 10)
def _places(options: tuple[tuple[Terms, ...], ...]) -> tuple[int, ...]:
    """The index of the chosen terms for each column. Cached, as many rows share their terms."""
    best: tuple[Weight, tuple[int, ...]] | None = None
    weighed = set()
    for column, anchors in enumerate(options):
        for place, anchor in enumerate(anchors):
            chosen = tuple(
                place if other == column else _match(anchor, terms)
                for other, terms in enumerate(options)
            )
            if chosen not in weighed:
                weighed.add(chosen)
                terms = [option[at] for option, at in zip(options, chosen, strict=True)]
                weights = [pair_weight(one, other) for one, other in combinations(terms, 2)]
                weight = max((w[0] for w in weights), default=0), sum(w[1] for w in weights)
                best = min(best, (weight, chosen)) if best else (weight, chosen)
    return best[1] if best else ()


@lru_cache(maxsize=1 << 13)
def _match(anchor: Terms, options: tuple[Terms, ...]) -> int:
    """The index of the terms that fit the anchor best; the first of equals."""
    return min(range(len(options)), key=lambda place: pair_weight(anchor, options[place]))


@lru_cache(maxsize=1 << 14)
def pair_weight(a: Terms, b: Terms) -> Weight:
    """The worst verdict and the sum of verdicts of the rules between two figures."""
    verdicts = [rule.verdict.value for rule in rules_between(a, b)]
    return max(verdicts, default=0), sum(verdicts)
