"""What was entered is written as a fixture, and seeding that gives the same records."""

import pytest
from django.core.management import CommandError, call_command

from core.records.changes import kinds, unit
from sources.models import SeedRecord
from sources.seeding import seed
from tests.factories import (
    FollowUpFactory,
    MetricFactory,
    ObservationFactory,
    PolicyFactory,
    ReformFactory,
    ScopeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
    change,
    everything,
)

pytestmark = pytest.mark.django_db


def records():
    return {(model, one["slug"]): one for (model, _), one in everything().items()}


def entered():
    """A source with facts of every kind, and a draft that is nobody's yet."""
    source = SourceFactory(title="一：“二” # 三", url="https://a.example/?b=1", issued="XXXX-06")
    zone = ZoneFactory(source=source, note="两行\n- yes", sources_read=[source])
    reform = ReformFactory(source=source, zone=zone)
    metric = MetricFactory()
    part = ObservationFactory(
        source=source, zone=zone, metric=metric, scope=ScopeFactory(metric=metric)
    )
    whole = ObservationFactory(source=source, zone=zone, metric=metric, reform=reform)
    change(part, part_of=whole)  # entered before its total
    policy = PolicyFactory(source=source)
    FollowUpFactory(source=source, target=TargetFactory(source=source, policy=policy))
    return source, whole


def test_what_is_written_seeds_an_empty_database_with_the_same_records(tmp_path):
    source, _whole = entered()
    before = records()
    draft = ObservationFactory(source=source, is_draft=True)
    call_command("write_fixture", source.slug, tmp_path / "one.yaml")
    with unit():
        draft.zone.delete()
        for model in reversed(kinds()):
            model.objects.all().delete()
    assert not records()
    seed(tmp_path)
    assert records() == before


def test_what_is_seeded_is_not_written_again_and_what_changed_of_it_is_listed(tmp_path, capsys):
    source, whole = entered()
    (tmp_path / "metrics").mkdir()
    seeded = tmp_path / "metrics" / "01.yaml"
    seeded.write_text(
        f"model: zones.metric\nrecords:\n  - {{slug: {whole.metric.slug}, aliases: 甲}}\n",
        encoding="utf-8",
    )
    seed(seeded.parent, overwrite=True)
    whole.metric.refresh_from_db()
    change(whole.metric, aliases="甲、乙")
    call_command("write_fixture", source.slug)
    out, err = capsys.readouterr()
    assert f"slug: {whole.metric.slug}," not in out
    assert f"metric: {whole.metric.slug}" in out
    assert "aliases: 甲、乙" in err


def test_a_file_that_is_written_again_keeps_what_it_seeded(tmp_path):
    source, whole = entered()
    file = tmp_path / "one.yaml"
    call_command("write_fixture", source.slug, file)
    first = file.read_text(encoding="utf-8")
    seed(tmp_path)
    assert SeedRecord.objects.filter(key=whole.slug).exists()
    change(whole, note="后来补的")
    call_command("write_fixture", source.slug, file)
    assert file.read_text(encoding="utf-8").replace(", note: 后来补的", "") == first


def test_a_source_that_is_a_draft_is_not_written():
    source = SourceFactory(is_draft=True)
    with pytest.raises(CommandError, match="no public source"):
        call_command("write_fixture", source.slug)
