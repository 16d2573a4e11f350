"""The pick as the rules say it, word for word: slow, and for tests alone.

Each figure in turn is the anchor to which every other column's best match is sought; of all
these sets the one with the fewest and mildest reasons is taken.
"""

from collections.abc import Mapping, Sequence

from comparisons.engine.facts import Figure
from comparisons.engine.rows import Cell, _candidates, _own_order
from comparisons.engine.verdicts import pair_reasons, set_reasons, verdict_of


def pick_by_the_rules(cells: Sequence[Cell]) -> dict[str, Figure]:
    filled = {cell.column: _candidates(cell) for cell in cells if cell.figures}
    best = None
    for column, candidates in filled.items():
        for anchor in candidates:
            chosen = {
                other: anchor if other == column else _best_match((column, anchor), other, options)
                for other, options in filled.items()
            }
            cost = _cost(chosen)
            if best is None or cost < best[0]:
                best = (cost, chosen)
    chosen = best[1] if best else {}
    return {cell.column: chosen[cell.column] for cell in cells if cell.column in chosen}


def _best_match(anchor: tuple[str, Figure], column: str, options: list[Figure]) -> Figure:
    def distance(figure):
        reasons = pair_reasons(anchor, (column, figure))
        return (verdict_of(reasons), sum(r.rule.verdict for r in reasons), *_own_order(figure))

    return min(options, key=distance)


def _cost(chosen: Mapping[str, Figure]) -> tuple:
    reasons = set_reasons(chosen.items())
    own = sorted((column, *_own_order(figure)) for column, figure in chosen.items())
    return (verdict_of(reasons), sum(r.rule.verdict for r in reasons), own)
