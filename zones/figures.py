"""Figures for pages: by topic, with other sources' values, and what is missing."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from core.language.units import UNITS
from core.web.counts import public_counts
from sources.models import Source
from zones.choices import Topic
from zones.models import Metric, Observation
from zones.querysets import ONE_THING
from zones.templatetags import figures as words


def by_topic(things: Iterable, topic_of: Callable[[Any], str]) -> list[tuple[Topic, list]]:
    """Metrics or figures by topic, in the topics' declared order."""
    found: dict[str, list] = {}
    for thing in things:
        found.setdefault(topic_of(thing), []).append(thing)
    return [(topic, found[topic]) for topic in Topic if topic in found]


def with_other_values(observations: Iterable[Observation], among: QuerySet) -> list[Observation]:
    """Sets `other_values`: what other sources in `among` say of the same. At most one query."""
    rows = list(observations)
    by_thing: dict[tuple, list[Observation]] = {}
    may_differ = any(row.period and row.canonical_value is not None for row in rows)
    for figure in among.disagreeing() if may_differ else ():
        by_thing.setdefault(thing_of(figure), []).append(figure)
    for figure in rows:
        figure.other_values = [
            other
            for other in by_thing.get(thing_of(figure), ())
            if figure.canonical_value is not None
            and _ends(figure) != _ends(other)
            and UNITS[figure.unit].dimension == UNITS[other.unit].dimension
        ]
    return rows


def _ends(figure: Observation) -> tuple:
    return figure.canonical_value, figure.canonical_high


def thing_of(figure: Observation) -> tuple:
    """What it measures: figures that agree in this are about one thing, in any source."""
    columns = (figure._meta.get_field(name).attname for name in ONE_THING)
    return tuple(getattr(figure, column) for column in columns)


def refuse_twins(figures: Iterable[Observation]) -> None:
    """Refuse two figures of one source that say the same: the database knows no new ones yet."""
    things = [(thing_of(figure), figure.source_id) for figure in figures]
    if len(set(things)) < len(things):
        rules = {rule.name: rule for rule in Observation._meta.constraints}
        raise ValidationError(rules["zones_observation_once_in_source"].violation_error_message)


class Same(NamedTuple):
    """What all figures of a table say alike, to be said once; blank where they differ."""

    period: str | None
    conditions: str | None
    source: Source | None

    @property
    def is_anything(self) -> bool:
        return bool(self.period or self.conditions or self.source)


def same_in_all(figures: Collection[Observation]) -> Same | None:
    """None of fewer than two. No queries where the sources are loaded."""
    if len(figures) < 2:
        return None
    said = [
        {words.period_label(figure) for figure in figures},
        {words.figure_conditions(figure) for figure in figures},
        {figure.source for figure in figures},
    ]
    return Same(*(one.pop() if len(one) == 1 else None for one in said))


SHOWN_WHOLE = 120  # figures that a zone's page shows without a limit


def figures_of_zone(
    figures: QuerySet, metric: Metric | None = None
) -> tuple[list[Observation], Counter]:
    """All figures of `metric`, or the newest of each metric if there are many. Three queries.

    With the number of figures of every metric, by its key. The last shown one of a metric has
    `more`, the number left out.
    """
    rows = list(figures.for_zone_page().values_list("pk", "metric_id", "period"))
    counts = Counter(its_metric for _pk, its_metric, _period in rows)
    if metric:
        keys = [pk for pk, its_metric, _period in rows if its_metric == metric.pk]
    elif len(rows) <= SHOWN_WHOLE:
        keys = [pk for pk, _metric, _period in rows]
    else:
        newest = {}
        keys = [pk for pk, its, period in rows if newest.setdefault(its, period) == period]
    shown = list(figures.filter(pk__in=keys).for_zone_page())
    same = figures.filter(
        metric__in={figure.metric_id for figure in shown},
        period__in={figure.period for figure in shown},
    )
    with_other_values(shown, among=same.for_display())
    more = counts - Counter(figure.metric_id for figure in shown)
    for figure in reversed(shown):
        figure.more = more.pop(figure.metric_id, 0)
    return shown, counts


def last_dated(sources: Iterable[Source]) -> Source | None:
    """The source issued last, of those whose date is known. No queries."""
    dated = [source for source in sources if source.issued_latest]
    return max(dated, key=attrgetter("issued_latest"), default=None)


def measured() -> QuerySet:
    """The metrics with public figures. No query to find out which."""
    return Metric.objects.filter(pk__in=public_counts(Observation, "metric").keys())


def metrics_not_reported(reported: Container[int]) -> list[tuple[Topic, list[Metric]]]:
    """Metrics recorded elsewhere but not in `reported` (keys), by topic. One query."""
    missing = (metric for metric in measured() if metric.pk not in reported)
    return by_topic(missing, attrgetter("topic"))
