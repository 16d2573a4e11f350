"""Figures arranged for a page: under their topics, beside other values, and what is missing."""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.web.counts import public_counts
from zones.choices import Topic
from zones.models import Metric, Observation
from zones.querysets import ONE_THING, period_is_known


@dataclass
class TopicFigures:
    """The figures of one topic, in the order in which they came."""

    label: str
    observations: list[Observation] = field(default_factory=list)


def by_topic(observations: list[Observation]) -> list[TopicFigures]:
    """Observations under their metric's topic, topics in their declared order. No queries."""
    topics = {topic.value: TopicFigures(topic.label) for topic in Topic}
    for observation in observations:
        topics[observation.metric.topic].observations.append(observation)
    return [topic for topic in topics.values() if topic.observations]


def with_other_values(
    observations: Iterable[Observation], among: Iterable[Observation] | None = None
) -> list[Observation]:
    """The observations, each with `other_values`: what other sources give for the same thing.

    They are looked for among the observations themselves, or `among` others. No queries.
    The rule is that of `ObservationQuerySet.disagreeing`.
    """
    rows = list(observations)
    by_thing: dict[tuple, list[Observation]] = {}
    for figure in rows if among is None else among:
        if period_is_known(figure.period) and figure.canonical_value is not None:
            by_thing.setdefault(_thing(figure), []).append(figure)
    for figure in rows:
        figure.other_values = [
            other
            for other in by_thing.get(_thing(figure), ())
            if figure.canonical_value not in (None, other.canonical_value)
        ]
    return rows


def _thing(figure: Observation) -> tuple:
    columns = (figure._meta.get_field(name).attname for name in ONE_THING)
    return tuple(getattr(figure, column) for column in columns)


SHOWN_WHOLE = 120  # figures that the page of a zone shows all at once


@dataclass
class ZoneFigures:
    """What the page of a zone shows of its figures: how many there are, those shown, and whose.

    The last one shown of a metric has `more`, the number of its figures that are not shown.
    """

    count: int
    shown: list[Observation]
    metrics: set[int]  # the keys of all metrics reported


def figures_of_zone(figures: QuerySet, metric: Metric | None = None) -> ZoneFigures:
    """All figures of one metric, or of each metric those of its newest period where many are.

    `figures` are those of the zone that the reader may see. Three queries.
    """
    rows = list(figures.for_zone_page().values_list("pk", "metric_id", "period"))
    newest: dict[int, str] = {}
    keys, more = [], Counter()
    for pk, its_metric, period in rows:
        is_newest = newest.setdefault(its_metric, period) == period
        if metric and its_metric != metric.pk:
            continue
        if metric or is_newest or len(rows) <= SHOWN_WHOLE:
            keys.append(pk)
        else:
            more[its_metric] += 1
    shown = list(figures.filter(pk__in=keys).for_zone_page())
    same = figures.filter(
        metric__in={figure.metric_id for figure in shown},
        period__in={figure.period for figure in shown},
    )
    with_other_values(shown, among=same.disagreeing().for_display())
    for figure in reversed(shown):
        figure.more = more.pop(figure.metric_id, 0)
    return ZoneFigures(len(rows), shown, set(newest))


def measured() -> QuerySet:
    """The metrics of which public figures are recorded. Their counts are kept."""
    counts = public_counts(Observation, "metric")
    return Metric.objects.filter(pk__in=[metric for metric, n in counts.items() if n])


def metrics_not_reported(reported: Container[int]) -> list[tuple[str, list[Metric]]]:
    """Metrics recorded of other zones but not here, by topic. One query.

    `reported` are the keys of those that are.
    """
    missing: dict[str, list[Metric]] = {}
    for metric in measured():
        if metric.pk not in reported:
            missing.setdefault(metric.topic, []).append(metric)
    return [(topic.label, missing[topic]) for topic in Topic if topic in missing]
