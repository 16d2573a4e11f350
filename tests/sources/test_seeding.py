"""Seeding adds, updates, repeats without a change, and never overwrites an editor."""

import pytest

from sources.models import Source
from sources.seeding import FixtureError, seed
from zones.models import Metric

pytestmark = pytest.mark.django_db

SOURCE = """\
model: sources.source
defaults: {kind: newspaper}
records:
  - {slug: one, title: 一, title_en: One, issued: "2019"}
  - {slug: two, title: 二, title_en: Two}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "01-sources.yaml").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def change_fixture(folder, old, new):
    file = folder / "01-sources.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_first_run_adds_every_record(folder):
    assert seed(folder).added == {"sources.source": 2}
    assert Source.objects.get(slug="one").issued_latest.isoformat() == "2019-12-31"


def test_a_second_run_changes_nothing(folder):
    seed(folder)
    before = list(Source.objects.values())
    report = seed(folder)
    assert (report.added, report.updated, report.unchanged) == ({}, {}, 2)
    assert list(Source.objects.values()) == before


def test_a_changed_fixture_updates_a_record_that_nobody_edited(folder):
    seed(folder)
    change_fixture(folder, "title_en: One", "title_en: The first")
    assert seed(folder).updated == {"sources.source": 1}
    assert Source.objects.get(slug="one").title_en == "The first"


def test_a_record_that_an_editor_changed_is_listed_and_left(folder):
    seed(folder)
    Source.objects.filter(slug="one").update(title_en="By the editor")
    change_fixture(folder, "title_en: One", "title_en: The first")
    report = seed(folder)
    assert report.kept == ["sources.source one: title_en changed by an editor"]
    assert Source.objects.get(slug="one").title_en == "By the editor"


def test_an_edited_record_is_left_also_when_the_fixture_stays_the_same(folder):
    seed(folder)
    Source.objects.filter(slug="one").update(title="改")
    assert seed(folder).kept == ["sources.source one: title changed by an editor"]
    assert Source.objects.get(slug="one").title == "改"


def test_a_record_that_an_editor_deleted_stays_deleted(folder):
    seed(folder)
    Source.objects.get(slug="two").delete()
    assert seed(folder).kept == ["sources.source two: deleted by an editor"]
    assert not Source.objects.filter(slug="two").exists()


def test_overwrite_brings_the_fixtures_back(folder):
    seed(folder)
    Source.objects.filter(slug="one").update(title="改")
    Source.objects.get(slug="two").delete()
    report = seed(folder, overwrite=True)
    assert not report.kept
    assert Source.objects.get(slug="one").title == "一"
    assert Source.objects.filter(slug="two").exists()


def test_a_record_that_an_editor_made_under_the_same_slug_is_left(folder):
    Source.objects.create(slug="one", title="先有", kind="newspaper")
    report = seed(folder)
    assert report.kept == ["sources.source one: title, title_en, issued changed by an editor"]


def test_a_broken_record_stops_everything_and_is_named(folder):
    (folder / "02-metrics.yaml").write_text(
        "model: zones.metric\nrecords:\n"
        "  - {slug: bad, name: 坏, definition: 坏, topic: land, quantity: area, unit: 公倾}\n",
        encoding="utf-8",
    )
    with pytest.raises(FixtureError, match=r"02-metrics.yaml, bad"):
        seed(folder)
    assert not Source.objects.exists()
    assert not Metric.objects.exists()


def test_a_broken_rule_of_the_database_is_told_in_its_sentence(folder):
    change_fixture(folder, "{kind: newspaper}", '{kind: newspaper, title: ""}')
    change_fixture(folder, "title: 二, ", "")
    with pytest.raises(FixtureError, match=r"two: .*title"):
        seed(folder)


def test_two_figures_that_say_the_same_are_told(folder):
    same = "tile_row: 1, tile_column: 1, short_name: 甲, abbreviation: 甲"
    (folder / "02.yaml").write_text(
        f"model: zones.province\ndefaults: {{{same}}}\nrecords:\n"
        "  - {slug: a, name: 甲, code: '1'}\n"
        "  - {slug: b, name: 乙, code: '2'}\n",
        encoding="utf-8",
    )
    with pytest.raises(FixtureError, match=r"02.yaml, b"):
        seed(folder)


def test_an_unknown_field_is_named(folder):
    change_fixture(folder, "title_en: Two", "titel_en: Two")
    with pytest.raises(FixtureError, match="titel_en"):
        seed(folder)


def test_an_unknown_related_record_is_named(folder):
    (folder / "02-zones.yaml").write_text(
        "model: zones.zone\nrecords:\n"
        "  - {slug: z, name: 区, kind: etdz, source: one, province: nowhere}\n",
        encoding="utf-8",
    )
    with pytest.raises(FixtureError, match="nowhere"):
        seed(folder)
