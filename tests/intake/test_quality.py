"""check_data finds each kind of flaw, and is silent about sound records."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from intake.quality import ERROR, NOTE, WARNING, every_problem
from reforms.models import Reform
from tests import factories as make
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db


def found(level):
    return [f"{p.record}: {p.message}" for p in every_problem() if p.level == level]


@pytest.fixture
def zone():
    return make.ZoneFactory(slug="linfen")


@pytest.fixture
def observe(zone):
    def made(slug="figure", **values):
        return make.ObservationFactory(slug=slug, zone=zone, source=zone.source, **values)

    return made


SHARE = {"metric__quantity": "share", "metric__unit": "percent", "unit": "percent"}


def test_sound_records_give_neither_error_nor_warning(zone, observe):
    observe()
    observe("whole", value=100, **SHARE)
    make.ReformFactory(zone=zone, source=zone.source)
    assert not found(ERROR)
    assert not found(WARNING)


@pytest.mark.parametrize(
    ("level", "values", "problem"),
    [
        (WARNING, {"locator": ""}, "has no place in its source"),
        (NOTE, {"period": ""}, "its source states no period"),
        (NOTE, {"period": "XXXX-06"}, "its source leaves the year out (XXXX-06)"),
        (ERROR, SHARE | {"value": 101}, "101%超过了整体：占比至多为100%。"),
    ],
)
def test_what_a_figure_lacks_or_cannot_be(observe, level, values, problem):
    observe(**values)
    assert f"zones.observation figure: {problem}" in found(level)


def test_a_scope_of_another_metric_is_an_error(observe):
    observe(scope=make.ScopeFactory())
    assert "zones.observation figure: its scope is of another metric" in found(ERROR)


def test_missing_english_a_type_without_a_reform_and_a_reform_without_a_type(zone):
    Zone.objects.filter(pk=zone.pk).update(name_en="")
    reform = make.ReformFactory(zone=zone, source=zone.source, slug="loose")
    make.ReformTypeFactory(slug="rare", group=reform.types.get().group)
    Reform.types.through.objects.filter(reform=reform).delete()
    assert "zones.zone linfen: name has no English" in found(WARNING)
    assert "reforms.reformtype rare: no reform is of this type" in found(WARNING)
    assert "reforms.reform loose: has no type" in found(ERROR)


def test_a_source_that_is_not_listed_as_read_is_an_error(observe):
    observe()
    Observation.objects.update(source=make.SourceFactory(slug="elsewhere"))
    assert any("elsewhere is not listed as read" in line for line in found(ERROR))


def test_a_value_out_of_its_plausible_range_is_an_error(observe):
    observe("huge", metric=make.MetricFactory(plausible_min=0, plausible_max=50))
    assert any(line.startswith("zones.observation huge: 100") for line in found(ERROR))
    with pytest.raises(CommandError, match="errors"):
        call_command("check_data", "--strict", stdout=StringIO())


def test_parts_may_not_exceed_their_total(observe):
    metric = make.MetricFactory()
    total = observe("total", metric=metric, value="77.45")
    observe("a", metric=metric, part_of=total, value="51.83", detail="甲")
    observe("b", metric=metric, part_of=total, value="25.61", detail="乙")
    assert not found(ERROR)
    problem = "its recorded parts are not the whole: 77.44 of 77.45"
    assert f"zones.observation total: {problem}" in found(NOTE)
    observe("c", metric=metric, part_of=total, value="0.02", detail="丙")
    problem = "“total”的各部分合计77.46亩，超过总数77.45亩。"
    assert found(ERROR) == [f"zones.observation total: {problem}"]


def test_parts_that_are_only_about_something_may_miss_their_total_a_little(observe):
    metric = make.MetricFactory(unit="m2")
    part = {"part_of": observe("total", metric=metric, value="135466.83", unit="m2")}
    observe("part", metric=metric, value="13.5", unit="m2-10k", bound="about", detail="甲", **part)
    assert not found(NOTE)


def test_strict_does_not_fail_on_notes(observe):
    observe(period="")
    out = StringIO()
    call_command("check_data", "--strict", stdout=out)
    assert "0 errors" in out.getvalue()
