"""Seeding adds, updates, repeats without a change, and never overwrites an editor."""

import pytest

from history.models import Change, Route
from sources.models import Source
from sources.seeding import FixtureError, seed
from tests import factories as make
from zones.models import Zone

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


def test_the_first_run_adds_every_record_and_a_second_one_changes_nothing(folder):
    assert seed(folder).added == {"sources.source": 2}
    assert Source.objects.get(slug="one").issued_latest.isoformat() == "2019-12-31"
    before = list(Source.objects.values())
    report = seed(folder)
    assert (report.added, report.updated, report.unchanged) == ({}, {}, 2)
    assert list(Source.objects.values()) == before
    assert set(Change.objects.values_list("route", flat=True)) == {Route.SEED}


def test_a_changed_fixture_updates_a_record_that_nobody_edited(folder):
    seed(folder)
    change_fixture(folder, "title_en: One", "title_en: The first")
    assert seed(folder).updated == {"sources.source": 1}
    assert Source.objects.get(slug="one").title_en == "The first"


def test_a_record_whose_slug_a_fixture_changes_is_renamed_and_its_address_leads_on(client, folder):
    seed(folder)
    keys = {source.slug: source.pk for source in Source.objects.all()}
    Source.objects.filter(slug="two").update(title="改")  # an editor's
    change_fixture(folder, "slug: one,", "slug: first, formerly: one,")
    change_fixture(folder, "slug: two,", "slug: second, formerly: two,")
    report = seed(folder)
    assert (report.added, report.updated) == ({}, {"sources.source": 1})
    assert report.left == ["sources.source second: title changed by an editor"]
    assert {source.slug: source.pk for source in Source.objects.all()} == {
        "first": keys["one"],
        "two": keys["two"],
    }
    assert client.get("/en/sources/one/").url == "/en/sources/first/"
    assert (seed(folder).unchanged, seed(folder).left) == (1, report.left)


def test_a_field_that_a_fixture_gives_no_longer_returns_to_its_default(folder):
    seed(folder)
    change_fixture(folder, ', title_en: One, issued: "2019"', "")
    assert seed(folder).updated == {"sources.source": 1}
    one = Source.objects.get(slug="one")
    assert (one.title, one.title_en, one.issued, one.issued_latest) == ("一", "", "", None)
    assert not seed(folder).updated


def test_a_record_of_an_earlier_run_may_refer_to_new_ones(folder):
    make.ProvinceFactory(slug="p")
    zone = "{slug: z, name: 甲区, kind: edz, province: p, source: one, sources_read: [one]}"
    text = f"model: zones.zone\nrecords:\n  - {zone}\n"
    (folder / "02-zones.yaml").write_text(text, encoding="utf-8")
    seed(folder)
    change_fixture(folder, "records:", "records:\n  - {slug: three, title: 三}")
    later = text.replace("[one]", "[one, three]")
    (folder / "02-zones.yaml").write_text(later, encoding="utf-8")
    assert seed(folder).updated == {"zones.zone": 1}
    assert {one.slug for one in Zone.objects.get().sources_read.all()} == {"one", "three"}


def test_what_an_editor_changed_or_deleted_is_listed_and_left_until_it_is_overwritten(folder):
    seed(folder)
    Source.objects.filter(slug="one").update(title="改")
    Source.objects.get(slug="two").delete()
    left = ["sources.source one: title changed by an editor"]
    left += ["sources.source two: deleted by an editor"]
    assert seed(folder).left == left
    change_fixture(folder, "title: 一", "title: 壹")
    assert seed(folder).left == left
    assert Source.objects.get().title == "改"
    assert not seed(folder, overwrite=True).left
    assert Source.objects.get(slug="one").title == "壹"
    assert Source.objects.filter(slug="two").exists()


def test_a_record_that_an_editor_made_under_the_same_slug_is_left(folder):
    Source.objects.create(slug="one", title="先有", kind="newspaper")
    report = seed(folder)
    assert report.left == ["sources.source one: title, title_en, issued changed by an editor"]


SAME = "tile_row: 1, tile_column: 1, short_name: 甲, abbreviation: 甲"
BROKEN = {
    "bad": (  # an unknown unit
        "model: zones.metric\nrecords:\n"
        "  - {slug: bad, name: 坏, definition: 坏, topic: land, quantity: area, unit: 公倾}\n"
    ),
    "02.yaml, b": (  # a rule of the database
        f"model: zones.province\ndefaults: {{{SAME}}}\nrecords:\n"
        "  - {slug: a, name: 甲, code: '1'}\n  - {slug: b, name: 乙, code: '2'}\n"
    ),
    "nowhere": (  # an unknown related record
        "model: zones.zone\nrecords:\n"
        "  - {slug: z, name: 区, kind: etdz, source: one, province: nowhere}\n"
    ),
    "titel_en": SOURCE.replace("title_en", "titel_en"),
    "one: .*title": SOURCE.replace("kind: newspaper", 'kind: newspaper, title: ""').replace(
        "title: 一, ", ""
    ),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_record_stops_everything_and_is_named(folder, reason):
    (folder / "02.yaml").write_text(BROKEN[reason], encoding="utf-8")
    with pytest.raises(FixtureError, match=rf"02.yaml.*{reason.removeprefix('02.yaml')}"):
        seed(folder)
    assert not Source.objects.exists()
