"""What the indexes in memory count is what the database has, after any edit by any route."""

from random import Random

import pytest
from django.db import connection
from django.http import QueryDict

from core.records.live import indexes
from core.web.counts import public_count, public_counts, public_pairs
from policies.filters import PolicyFilterSet
from policies.models import Policy
from reforms.filters import ReformFilterSet
from reforms.models import Reform, ReformType
from sources.filters import SourceFilterSet
from sources.models import Source
from tests import factories as make
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.models import Metric, Observation, Zone

LISTS = {
    ZoneFilterSet: Zone,
    ReformFilterSet: Reform,
    PolicyFilterSet: Policy,
    SourceFilterSet: Source,
    MetricFilterSet: Metric,
}
THROUGH = Reform.types.through._meta.db_table


def asked(filterset, **parameters):
    query = QueryDict(mutable=True)
    for name, value in parameters.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    filters = filterset(query, queryset=LISTS[filterset].objects.public())
    assert not filters.problems()
    return filters


def some(options: list, chance: Random) -> list:
    """A few values of a facet: others come after the next edit."""
    return chance.sample(options, min(3, len(options)))


def same_as_queried(filterset, chance: Random) -> None:
    """Facets, totals, filters and pages of a list against plain querysets."""
    every = asked(filterset)
    chosen = {}
    for view in every.facets():
        for value, _label, count, _selected in some(view["options"], chance):
            assert asked(filterset, **{view["name"]: [value]}).qs.count() == count, (view, value)
        if view["options"]:
            chosen[view["name"]] = [chance.choice(view["options"])[0]]
    two = dict(chance.sample(sorted(chosen.items()), min(2, len(chosen))))
    for parameters in ({}, two, {"q": "开发区"}, {**two, "q": "1"}):
        filters = asked(filterset, sort=chance.choice([*filterset.sorts]), **parameters)
        expected = list(filters.rows().values_list("pk", flat=True))
        assert [*filters.keys] == sorted(expected), parameters
        for start in range(0, len(expected), 7):
            place = slice(start, min(start + 7, len(expected)))
            assert filters.page(place) == expected[place], (parameters, filters.chosen_sort)
    for view in asked(filterset, **two).facets():
        others = {name: value for name, value in two.items() if name != view["name"]}
        for value, _label, count, _selected in some(view["options"], chance):
            narrowed = asked(filterset, **others, **{view["name"]: [value]})
            assert narrowed.qs.count() == count, (two, view["name"], value)


def counts_are_right() -> None:
    for model in (Zone, Reform, Observation, Metric):
        assert public_count(model) == model.objects.public().count()
    for model, column in ((Reform, "zone"), (Observation, "zone"), (Observation, "metric")):
        counts = public_counts(model, column)
        for key in model._base_manager.values_list(column, flat=True).distinct():
            assert counts.get(key, 0) == model.objects.public().filter(**{column: key}).count()
    pairs = public_pairs(Observation, "metric", "source")
    expected = Observation.objects.public().order_by().values_list("metric", "source").distinct()
    assert {(a, b) for a, others in pairs.items() for b in others} == set(expected)


def sql(statement: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def edits(chance: Random):
    """One edit of each route for each call, on records chosen at random."""
    zone, other = chance.sample([*Zone.objects.all()], 2)
    reform, figure = chance.choice(Reform.objects.all()), chance.choice(Observation.objects.all())
    kind = chance.choice(ReformType.objects.all())
    yield lambda: make.change(zone, is_draft=not zone.is_draft, tier=chance.choice(["national"]))
    yield lambda: sql("UPDATE zones_zone SET tier = 'provincial' WHERE id = %s", other.pk)
    yield lambda: sql("UPDATE reforms_reform SET stage = 'pilot' WHERE id = %s", reform.pk)
    yield lambda: make.ReformFactory(zone=other, types=[kind], started="2020-03")
    yield lambda: make.ObservationFactory(zone=reform.zone, reform=reform, part_of=figure)
    yield lambda: sql(
        "UPDATE zones_observation SET is_draft = NOT is_draft WHERE id = %s", figure.pk
    )
    yield lambda: sql(f"DELETE FROM {THROUGH} WHERE reform_id = %s", reform.pk)  # noqa: S608
    yield lambda: reform.types.add(kind)
    yield lambda: make.change(other, province=zone.province, approved="2001")
    yield lambda: make.change(reform, started="", is_draft=True)
    yield lambda: Observation.objects.filter(pk=figure.pk).delete()
    yield lambda: make.change(kind, group=chance.choice(ReformType.objects.all()).group)
    yield lambda: make.PolicyFactory(province=zone.province)
    yield lambda: Zone.objects.filter(pk=zone.pk).update(is_draft=True)
    yield lambda: make.MetricFactory()
    yield lambda: sql("UPDATE reforms_reform SET zone_id = %s WHERE id = %s", zone.pk, reform.pk)


@pytest.mark.django_db(transaction=True)
def test_indexes_follow_every_edit_by_any_route():
    chance = Random(15)  # noqa: S311, of a test
    types = [make.ReformTypeFactory() for _one in range(4)]
    for number in range(6):
        zone = make.ZoneFactory(approved=str(1990 + number % 3), is_draft=number == 5)
        for _one in range(3):
            some = chance.sample(types, 2)
            reform = make.ReformFactory(zone=zone, types=some, started=f"20{10 + number}")
            make.ObservationFactory(zone=zone, reform=reform, is_draft=number == 4)
    make.PolicyFactory()
    kept = indexes()
    for number in range(16):
        [*edits(chance)][number]()
        assert indexes() is kept
        counts_are_right()
        for filterset in (chance.choice([*LISTS]), ReformFilterSet) if number % 3 else LISTS:
            same_as_queried(filterset, chance)
