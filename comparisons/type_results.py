"""What the measures of a list led to, and with whom each result may be compared."""

from collections.abc import Sequence
from typing import NamedTuple

from comparisons.engine.facts import Figure
from comparisons.engine.rows import Row
from comparisons.type_comparison import TypeComparison
from comparisons.zone_comparison import read_figures, read_words
from reforms.models import Reform
from zones.models import Metric, Observation


class Result(NamedTuple):
    """A figure of a measure; `row` compares its metric between zones, None if not on this page."""

    metric: Metric
    figure: Figure
    row: Row | None


def tell_results(reforms: Sequence[Reform], comparison: TypeComparison) -> None:
    """Sets `results` of each, and its `verdicts`, each with the metrics. Three queries."""
    outcomes = Observation.objects.public().filter(reform__in=[one.pk for one in reforms])
    found = list(read_figures(outcomes, "reform", "metric"))
    read_words([figure for _reform, _metric, figure in found], outcomes)
    metrics = Metric.objects.in_bulk({metric for _reform, metric, _figure in found})
    compared = {column.key for column in comparison.columns}
    rows = {row.metric.pk: row for row in comparison.rows}
    of_reform: dict[int, list[Result]] = {}
    for reform, metric, figure in sorted(found, key=lambda one: (metrics[one[1]].slug, one[2].key)):
        of_reform.setdefault(reform, []).append(Result(metrics[metric], figure, rows.get(metric)))
    for reform in reforms:
        known = reform.zone.slug in compared
        results = of_reform.get(reform.pk, [])
        reform.results = results if known else [one._replace(row=None) for one in results]
        reform.verdicts = list(_verdicts(reform.results).values())


def _verdicts(results: Sequence[Result]) -> dict[str, tuple[Row | None, list[str]]]:
    """Each verdict once."""
    found: dict[str, tuple[Row | None, list[str]]] = {}
    for one in results:
        _row, metrics = found.setdefault(one.row.label if one.row else "", (one.row, []))
        if str(one.metric) not in metrics:
            metrics.append(str(one.metric))
    return found
