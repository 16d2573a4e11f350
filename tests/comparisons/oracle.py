"""The pick as the rules say it, word for word: slow, and for tests alone.

Each figure in turn is the anchor to which every other column's best match is sought; of all
these sets the one with the largest comparable group is taken, of equals that with the fewest
and mildest reasons. A unit is no reason.
"""

from collections.abc import Iterable, Mapping, Sequence

from comparisons.engine.cells import Cell, best_of_each_thing, own_order
from comparisons.engine.facts import Figure
from comparisons.engine.groups import largest_group
from comparisons.engine.reasons import CONVERTED, Reason, pair_reasons, set_reasons


def pick_by_the_rules(cells: Sequence[Cell]) -> dict[str, Figure]:
    filled = {cell.column: best_of_each_thing(cell.figures) for cell in cells if cell.figures}
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


def weight(reasons: Iterable[Reason]) -> tuple[int, int]:
    verdicts = [reason.rule.verdict for reason in reasons if reason.rule is not CONVERTED]
    return max(verdicts, default=0), sum(verdicts)


def _best_match(anchor: tuple[str, Figure], column: str, options: list[Figure]) -> Figure:
    def distance(figure):
        return (*weight(pair_reasons(anchor, (column, figure))), *own_order(figure))

    return min(options, key=distance)


def _cost(chosen: Mapping[str, Figure]) -> tuple:
    own = sorted((column, *own_order(figure)) for column, figure in chosen.items())
    largest = len(largest_group(chosen)) or 1
    return (-largest, *weight(set_reasons(chosen.items())), own)
