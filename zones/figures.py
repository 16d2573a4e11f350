"""Figures arranged for a page: under their topics, and what is missing."""

from dataclasses import dataclass, field

from core.models import public_related
from zones.choices import Topic
from zones.models import Metric, Observation


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


def metrics_not_reported(observations: list[Observation]) -> list[tuple[str, list[Metric]]]:
    """Metrics recorded of other zones but not here, by topic. One query."""
    reported = {observation.metric_id for observation in observations}
    missing: dict[str, list[Metric]] = {}
    for metric in Metric.objects.filter(pk__in=public_related(Metric, "observations")):
        if metric.pk not in reported:
            missing.setdefault(metric.topic, []).append(metric)
    return [(topic.label, missing[topic]) for topic in Topic if topic in missing]
