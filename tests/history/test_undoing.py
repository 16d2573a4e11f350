"""What was changed together is taken back together, record for record."""

import pytest

from core.records.changes import watched_models
from core.records.plain import plain
from history.models import Change
from history.reverting import planned, undo
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def everything() -> dict:
    return {(m.__name__, one.pk): plain(one) for m in watched_models() for one in m.objects.all()}


def last_unit():
    return Change.objects.filter(unit=Change.objects.first().unit)


def taken_back(changes, **options) -> list[str]:
    return [str(one) for one in undo(changes, user=None, reason="wrong", **options)]


@pytest.fixture
def zone():
    """A zone with a reform, an outcome, a total of two levels, and other zones beside it."""
    reform = make.ReformFactory(types=make.ReformTypeFactory.create_batch(2))
    zone = reform.zone
    zone.sources_read.add(make.SourceFactory(), zone.source)
    make.ObservationFactory(zone=zone, reform=reform)
    part = make.ObservationFactory(zone=zone, scope="part")
    middle = make.ObservationFactory(zone=zone, metric=part.metric, scope="middle")
    total = make.ObservationFactory(zone=zone, metric=part.metric, scope="total")
    make.change(part, part_of=middle)
    make.change(middle, part_of=total)
    make.ObservationFactory()
    return zone


def test_a_deleted_zone_comes_back_with_all_that_hung_on_it(zone):
    before = everything()
    zone.delete()
    assert len(before) - len(everything()) == 6
    assert planned(last_unit(), user=None).count == 6
    assert taken_back(last_unit()) == []
    assert everything() == before
