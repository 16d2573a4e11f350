"""check_data finds each kind of flaw, and is silent about sound records."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from intake.quality import ERROR, NOTE, WARNING, every_problem
from reforms.models import Reform, ReformType
from tests.factories import (
    MetricFactory,
    ObservationFactory,
    ReformFactory,
    SourceFactory,
    ZoneFactory,
)
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db


def found(level):
    return [f"{p.record}: {p.message}" for p in every_problem() if p.level == level]


@pytest.fixture
def zone():
    return ZoneFactory(slug="linfen")


def observe(zone, **values):
    return ObservationFactory(zone=zone, source=zone.source, **values)


def test_sound_records_give_neither_error_nor_warning(zone):
    observe(zone)
    ReformFactory(zone=zone, source=zone.source)
    assert not found(ERROR)
    assert not found(WARNING)


def test_a_fact_without_a_place_is_a_warning(zone):
    observe(zone, slug="lost", locator="")
    assert "zones.observation lost: has no place in its source" in found(WARNING)


def test_missing_english_is_a_warning(zone):
    Zone.objects.filter(pk=zone.pk).update(name_en="")
    assert "zones.zone linfen: name has no English" in found(WARNING)


def test_an_unknown_period_is_a_note(zone):
    observe(zone, slug="when", period="")
    observe(zone, slug="june", period="XXXX-06")
    assert "zones.observation when: its source states no period" in found(NOTE)
    assert "zones.observation june: its source leaves the year out (XXXX-06)" in found(NOTE)


def test_a_type_without_a_reform_is_a_warning():
    ReformType.objects.create(
        slug="rare",
        name="罕",
        name_en="Rare",
        definition="罕",
        definition_en="Rare",
        group=ReformFactory().types.get().group,
    )
    assert "reforms.reformtype rare: no reform is of this type" in found(WARNING)


def test_a_reform_without_a_type_is_an_error(zone):
    reform = ReformFactory(zone=zone, source=zone.source, slug="loose")
    Reform.types.through.objects.filter(reform=reform).delete()
    assert "reforms.reform loose: has no type" in found(ERROR)


def test_a_source_that_is_not_listed_as_read_is_an_error(zone):
    observe(zone, slug="stray").source = SourceFactory(slug="unread")
    Observation.objects.filter(slug="stray").update(source=SourceFactory(slug="elsewhere"))
    assert any("elsewhere is not listed as read" in line for line in found(ERROR))


def test_a_value_out_of_its_plausible_range_is_an_error(zone):
    metric = MetricFactory(plausible_min=0, plausible_max=50)
    observe(zone, slug="huge", metric=metric)
    assert any(line.startswith("zones.observation huge: 100") for line in found(ERROR))


def test_a_share_over_a_hundred_is_an_error(zone):
    metric = MetricFactory(quantity="share", unit="percent")
    observe(zone, slug="whole", metric=metric, value=100, unit="percent")
    observe(zone, slug="more", metric=metric, value=101, unit="percent", scope="其他")
    assert found(ERROR) == ["zones.observation more: is a share of more than 100 %"]


def test_parts_may_not_exceed_their_total(zone):
    metric = MetricFactory()
    total = observe(zone, slug="total", metric=metric, value="77.45")
    observe(zone, metric=metric, part_of=total, value="51.83", scope="甲")
    observe(zone, metric=metric, part_of=total, value="25.62", scope="乙")
    assert not found(ERROR)
    observe(zone, metric=metric, part_of=total, value="0.01", scope="丙")
    assert found(ERROR) == [
        "zones.observation total: its parts make more than the whole: 77.46 of 77.45"
    ]


def test_parts_that_are_only_about_something_may_miss_their_total_a_little(zone):
    metric = MetricFactory(unit="m2")
    total = observe(zone, metric=metric, value="135466.83", unit="m2")
    observe(
        zone, metric=metric, part_of=total, value="13.5", unit="m2-10k", bound="about", scope="甲"
    )
    assert not found(NOTE)


def test_parts_that_are_not_the_whole_are_a_note(zone):
    metric = MetricFactory()
    total = observe(zone, slug="total", metric=metric, value=37)
    observe(zone, metric=metric, part_of=total, value=4, scope="甲")
    assert "zones.observation total: its recorded parts are not the whole: 4 of 37" in found(NOTE)


def test_two_sources_that_disagree_want_a_rank(zone):
    metric = MetricFactory()
    observe(zone, slug="a", metric=metric, value=1)
    other = ObservationFactory(slug="b", zone=zone, metric=metric, value=2)
    zone.sources_read.add(other.source)
    assert any("disagrees with" in line for line in found(WARNING))
    Observation.objects.filter(slug="b").update(rank="deprecated", rank_reason="旧")
    assert not any("disagrees with" in line for line in found(WARNING))


def test_strict_fails_on_errors_only(zone):
    out = StringIO()
    observe(zone, period="")
    call_command("check_data", "--strict", stdout=out)
    assert "0 errors" in out.getvalue()
    observe(zone, metric=MetricFactory(plausible_min=0, plausible_max=1))
    with pytest.raises(CommandError, match="errors"):
        call_command("check_data", "--strict", stdout=StringIO())
