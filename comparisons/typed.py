"""One type of reform across zones: who did what, how far, with which figures.

Pure functions over plain records.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comparisons.engine.adoption import STAGES
from comparisons.engine.facts import Column, Figure, Measure
from comparisons.engine.rows import Row, make_row


@dataclass(frozen=True)
class TypedMeasure:
    """A reform of the type, as one zone carried it out, with the figures it led to."""

    key: str
    zone: str
    stage: str
    started: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class TypeComparison:
    """Zones with the type, furthest stage first, and those read without a mention of it."""

    by_zone: tuple[tuple[str, tuple[TypedMeasure, ...]], ...]
    rows: tuple[Row, ...]
    without: tuple[str, ...]


def compare_measures(
    columns: Sequence[Column],
    measures: Sequence[TypedMeasure],
    metrics: Iterable[Measure],
    metric_of: Mapping[str, str],
) -> TypeComparison:
    """The comparison, from every measure of the type in the zones of `columns`.

    `metric_of` gives a figure's metric by the figure's key. Rows stand only for metrics
    with a figure, and only over zones that have the type.
    """
    grouped: dict[str, list[TypedMeasure]] = {}
    for measure in sorted(measures, key=lambda m: (STAGES.index(m.stage), m.key)):
        grouped.setdefault(measure.zone, []).append(measure)
    having = [column for column in columns if column.key in grouped]
    cells: dict[str, dict[str, list[Figure]]] = {}
    for measure in (measure for done in grouped.values() for measure in done):
        for figure in measure.figures:
            by_zone = cells.setdefault(metric_of[figure.key], {})
            by_zone.setdefault(measure.zone, []).append(figure)
    rows = [make_row(one, having, cells[one.key]) for one in metrics if one.key in cells]
    return TypeComparison(
        by_zone=tuple((c.key, tuple(grouped[c.key])) for c in having),
        rows=tuple(rows),
        without=tuple(c.key for c in columns if c.key not in grouped),
    )
