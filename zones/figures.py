"""Figures arranged for a page: under their topics, beside other values, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.counts import public_counts
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


def measured() -> QuerySet:
    """The metrics of which public figures are recorded. Their counts are kept."""
    counts = public_counts(Observation, "metric")
    return Metric.objects.filter(pk__in=[metric for metric, n in counts.items() if n])


def metrics_not_reported(observations: list[Observation]) -> list[tuple[str, list[Metric]]]:
    """Metrics recorded of other zones but not here, by topic. One query."""
    reported = {observation.metric_id for observation in observations}
    missing: dict[str, list[Metric]] = {}
    for metric in measured():
        if metric.pk not in reported:
            missing.setdefault(metric.topic, []).append(metric)
    return [(topic.label, missing[topic]) for topic in Topic if topic in missing]
