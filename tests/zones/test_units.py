"""An unknown unit gets in by no route, and a new one needs no migration."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import MetricFactory, ObservationFactory
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


def test_no_rule_of_the_database_lists_the_units():
    for model in (Metric, Observation):
        for constraint in model._meta.constraints:
            assert "working-day" not in str(constraint.deconstruct()), constraint.name
