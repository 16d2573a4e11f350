"""Picks one figure for each zone, so that the set is most comparable. Pure functions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations

from comparisons.engine.facts import Figure
from comparisons.engine.relations import compares_with_its_like, rules_between
from comparisons.engine.terms import Terms

# The worst verdict among some rules, and the sum of their verdicts.
Weight = tuple[int, int]


def pick(columns: Mapping[str, Sequence[Figure]]) -> dict[str, Figure]:
    """One figure for each column: the set with the largest group and the mildest reasons.

    Each figure in turn is the anchor, for which every other column's best match is sought. Ties
    follow the order of the figures in their column, never that of columns or anchors.
    """
    keys = sorted(columns)
    places = _places(tuple(tuple(figure.terms for figure in columns[key]) for key in keys))
    chosen = dict(zip(keys, places, strict=True))
    return {key: columns[key][chosen[key]] for key in columns}


@lru_cache(maxsize=1 << 10)
def _places(options: tuple[tuple[Terms, ...], ...]) -> tuple[int, ...]:
    """The index of the chosen terms for each column. Cached, as many rows share their terms."""
    known = _Numbered()
    columns = [known.firsts(terms) for terms in options]
    best: tuple[tuple, tuple[int, ...]] | None = None
    weighed = set()
    for column, anchors in enumerate(columns):
        for anchor, place in anchors.items():
            chosen = tuple(
                (anchor, place) if other == column else known.match(anchor, found)
                for other, found in enumerate(columns)
            )
            if chosen not in weighed:
                weighed.add(chosen)
                weight = known.weight_of([number for number, _place in chosen])
                places = tuple(place for _number, place in chosen)
                best = min(best, (weight, places)) if best else (weight, places)
    return best[1] if best else ()


class _Numbered:
    """Distinct terms by number, which are quicker to look up than terms."""

    def __init__(self) -> None:
        self.numbers: dict[Terms, int] = {}
        self.weights: dict[tuple[int, int], Weight] = {}

    def firsts(self, terms: Sequence[Terms]) -> dict[int, int]:
        """The first place of each number among the terms."""
        found: dict[int, int] = {}
        for place, one in enumerate(terms):
            found.setdefault(self.numbers.setdefault(one, len(self.numbers)), place)
        return found

    @cached_property
    def terms(self) -> list[Terms]:
        """All terms; no more may be numbered after this."""
        return list(self.numbers)

    def weight(self, one: int, other: int) -> Weight:
        pair = (one, other) if one < other else (other, one)
        if pair not in self.weights:
            self.weights[pair] = pair_weight(self.terms[pair[0]], self.terms[pair[1]])
        return self.weights[pair]

    def match(self, anchor: int, options: Mapping[int, int]) -> tuple[int, int]:
        """The number and place that fit the anchor best; the first of equals."""
        return min(options.items(), key=lambda option: self.weight(anchor, option[0]))

    def weight_of(self, chosen: Sequence[int]) -> tuple[int, int, int]:
        """The size of the largest group, negated, the worst verdict and the sum of verdicts."""
        sizes = Counter(one for one in chosen if compares_with_its_like(self.terms[one]))
        weights = [self.weight(*pair) for pair in combinations(chosen, 2)]
        largest = max(sizes.values(), default=1)
        return -largest, max((w[0] for w in weights), default=0), sum(w[1] for w in weights)


def pair_weight(a: Terms, b: Terms) -> Weight:
    """The worst verdict and the sum of verdicts of the rules between two figures."""
    verdicts = [rule.verdict for rule in rules_between(a, b)]
    return max(verdicts, default=0), sum(verdicts)
