"""What the measures of a list led to, and with whom each result may be compared."""

from collections.abc import Sequence
from typing import NamedTuple

from comparisons.engine.facts import Figure, ZoneColumn
from comparisons.engine.rows import Row
from comparisons.type_comparison import TypeComparison
from comparisons.zone_comparison import figure_rows, read_figures, read_words
from reforms.models import Reform
from zones.models import Metric, Observation


class Result(NamedTuple):
    """A figure of a measure; `row` compares its metric between zones."""

    metric: Metric
    figure: Figure
    row: Row


def tell_results(reforms: Sequence[Reform], comparison: TypeComparison) -> None:
    """Sets `results` of each, and its `verdicts`, each with the metrics. Three queries.

    Of more zones than the comparison lists, those of `reforms` are compared.
    """
    outcomes = Observation.objects.public().filter(reform__in=[one.pk for one in reforms])
    found = list(read_figures(outcomes, "reform", "metric"))
    read_words([figure for _reform, _metric, figure in found], outcomes)
    metrics = Metric.objects.in_bulk({metric for _reform, metric, _figure in found})
    compared = comparison.rows
    if comparison.zones_unlisted:
        zones = {one.pk: one.zone for one in reforms}
        columns = {zone.slug: ZoneColumn(zone.slug, zone.tier, ()) for zone in zones.values()}
        reported = [(metric, zones[reform].slug, figure) for reform, metric, figure in found]
        compared = figure_rows(list(columns.values()), reported, metrics=metrics.values())
    rows = {row.metric.pk: row for row in compared}
    of_reform: dict[int, list[Result]] = {}
    for reform, metric, figure in sorted(found, key=lambda one: (metrics[one[1]].slug, one[2].key)):
        if row := rows.get(metric):  # none of a figure that came between two queries
            of_reform.setdefault(reform, []).append(Result(metrics[metric], figure, row))
    for reform in reforms:
        reform.results = of_reform.get(reform.pk, [])
        reform.verdicts = list(_verdicts(reform.results).values())


def _verdicts(results: Sequence[Result]) -> dict[str, tuple[Row, list[str]]]:
    """Each verdict once."""
    found: dict[str, tuple[Row, list[str]]] = {}
    for one in results:
        _row, metrics = found.setdefault(one.row.label, (one.row, []))
        if str(one.metric) not in metrics:
            metrics.append(str(one.metric))
    return found
