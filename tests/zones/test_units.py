"""An unknown unit gets in by no route, a new one needs no migration, none is mixed with another."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.language.units import UNITS
from opendata.resources import resources
from tests.factories import MetricFactory, ObservationFactory
from zones.doubts import about_values
from zones.models import Metric, Observation

pytestmark = pytest.mark.django_db
# A figure is converted before it is written, which no unknown unit can be.
REFUSED = (ValidationError, KeyError)


def bulk_create(record):
    record.pk, record.slug = None, "another"
    type(record).objects.bulk_create([record])


ROUTES = {
    "save": lambda record: record.save(),
    "update": lambda record: type(record).objects.filter(pk=record.pk).update(unit=record.unit),
    "bulk_update": lambda record: type(record).objects.bulk_update([record], ["unit"]),
    "bulk_create": bulk_create,
    "full_clean": lambda record: record.full_clean(),
}


@pytest.mark.parametrize("factory", [MetricFactory, ObservationFactory])
@pytest.mark.parametrize("route", ROUTES)
def test_an_unknown_unit_is_refused_by_every_route(factory, route):
    record = factory()
    record.unit = "furlong"
    with pytest.raises(ValidationError if route == "full_clean" else REFUSED):
        ROUTES[route](record)


def test_every_unit_of_the_data_set_is_in_its_table_of_units_though_it_is_composed():
    metric = MetricFactory(unit="cny-100m/km2")
    ObservationFactory(metric=metric, value=35, unit="gbp-10k/mu")
    MetricFactory(unit="person-time-10k/household-10k")  # longer than the columns once were
    tables = {one.name: one for one in resources()}
    names = [column.name for column in tables["observations"].columns]
    [row] = (dict(zip(names, row, strict=True)) for row in tables["observations"].rows())
    printed = ("35", "gbp-10k/mu", "5.25", "gbp-100m/km2")
    assert tuple(row[n] for n in ("value", "unit", "canonical_value", "canonical_unit")) == printed
    codes = {code for code, *_words in tables["units"].rows()}
    assert {"gbp-10k/mu", "gbp-100m/km2", "cny-100m/km2", *UNITS} <= codes


def test_a_value_that_is_not_in_the_metrics_dimension_is_not_measured_by_its_range():
    metric = MetricFactory(unit="cny-100m", plausible_max=Decimal(10))
    figures = [
        ObservationFactory(metric=metric, value=70, unit=f"{c}-100m") for c in ("cny", "usd")
    ]
    assert [len(doubts) for doubts in about_values(figures)] == [1, 0]


def test_no_rule_of_the_database_lists_the_units():
    for model in (Metric, Observation):
        for constraint in model._meta.constraints:
            assert "working-day" not in str(constraint.deconstruct()), constraint.name
