"""An import is taken back as a whole, or not at all."""

import pytest

from core.records import batches
from core.records.plain import plain
from history.choices import Action, Route
from history.models import Change
from history.reverting import RefusedError
from intake.imports.runs import changed_since, undone
from policies.models import Agency
from sources.models import ArticleText, Source
from tests import factories as make
from tests.intake.tables import counts, csv_file, imported, preview, xlsx_file
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def undo(run, *, user=None, reason="the file was wrong"):
    for _done in undone(run, user=user, reason=reason):
        pass
    run.refresh_from_db()


def refusal(run) -> str:
    before = Change.objects.count()
    with pytest.raises(RefusedError) as caught:
        undo(run)
    assert Change.objects.count() == before
    run.refresh_from_db()
    assert run.undone is None
    return str(caught.value)


def a_file_with_everything():
    """A changed figure and zone, and a new source, zone, total and part."""
    make.ProvinceFactory(slug="hunan")
    metric, figure, read = (
        make.MetricFactory(),
        make.ObservationFactory(),
        make.SourceFactory(slug="read"),
    )
    zone = make.ZoneFactory(slug="old-zone", sources_read=[read])
    cited = ["value", "unit", "source"]
    book = {
        "Sources": [["slug", "title", "kind"], ["paper", "报", "newspaper"]],
        "Zones": [
            ["slug", "name", "province", "kind", "sources_read", "source"],
            ["new-zone", "新区", "hunan", "etdz", "paper", "paper"],
            ["old-zone", zone.name, zone.province.slug, "htdz", "paper; read", zone.source.slug],
        ],
        "Observations": [
            ["slug", "zone", "metric", "part_of", "scope", *cited],
            ["part", "new-zone", metric.slug, "total", "其中", 40, "亩", "paper"],
            ["total", "new-zone", metric.slug, None, None, 100, "亩", "paper"],
            [figure.slug, figure.zone.slug, figure.metric.slug, None, None, 9, "亩", "paper"],
        ],
    }
    return xlsx_file(book)


def everything() -> dict:
    return {
        (model.__name__, one.slug): plain(one)
        for model in (Source, Zone, Observation)
        for one in model.objects.all()
    }


def test_undoing_gives_back_every_value_and_deletes_what_was_added():
    file = a_file_with_everything()
    before = everything()
    run = imported(file)
    assert counts(run) == (4, 2, 0, 0)
    assert everything() != before
    undo(run)
    assert everything() == before
    assert run.undone


def test_undoing_is_kept_in_the_history(administrator):
    run = imported(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    undo(run, user=administrator, reason="wrong file")
    change = Change.objects.first()
    assert (change.route, change.action, change.slug) == (Route.UNDO, Action.DELETE, "a")
    assert (change.actor, change.reason, change.run) == (administrator, "wrong file", run)


def test_the_same_file_can_be_imported_again_after_undoing():
    file = a_file_with_everything()
    undo(imported(file))
    assert counts(preview(file)) == (4, 2, 0, 0)


def test_an_import_is_undone_once_and_only_when_it_was_applied():
    waiting = preview(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    assert "Only an import that was applied" in refusal(waiting)
    run = imported(csv_file(["slug", "name"], ["b", "乙"]), Agency)
    undo(run)
    with pytest.raises(RefusedError):
        undo(run)


def test_a_record_changed_since_keeps_all_from_being_undone():
    agency, other = make.AgencyFactory(slug="one"), make.AgencyFactory(slug="other")
    run = imported(csv_file(["slug", "name"], ["one", "甲"], ["other", "乙"]), Agency)
    agency.refresh_from_db()
    agency.name = "丙"
    agency.save()
    assert [change.slug for change in changed_since(run)] == ["one"]
    assert refusal(run) == "Nothing was undone: these records were changed since: one."
    other.refresh_from_db()
    assert other.name == "乙"


def test_a_record_that_was_deleted_since_keeps_all_from_being_undone():
    run = imported(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    Agency.objects.get().delete()
    assert "changed since: a." in refusal(run)


@pytest.mark.parametrize(
    ("refer", "kind"),
    [
        (lambda source: make.ReformFactory(source=source), "reforms"),
        (lambda source: make.ZoneFactory(sources_read=[source]), "zones"),
        (lambda source: ArticleText.objects.create(source=source, text="甲"), "article texts"),
    ],
)
def test_what_others_refer_to_is_not_deleted(refer, kind):
    run = imported(csv_file(["slug", "title", "kind"], ["paper", "报", "newspaper"]), Source)
    refer(Source.objects.get(slug="paper"))
    message = refusal(run)
    assert message.startswith(f"Nothing was undone: {kind} refer to what the import added: ")


def test_what_belongs_to_an_added_zone_is_not_deleted_with_it():
    run = imported(a_file_with_everything())
    make.ObservationFactory(zone=Zone.objects.get(slug="new-zone"))
    assert "observations refer to what the import added" in refusal(run)
    assert Observation.objects.filter(slug="part").exists()


def test_earlier_values_that_todays_rules_forbid_are_told():
    kept, gone = make.SourceFactory(slug="kept"), make.SourceFactory(slug="gone")
    zone = make.ZoneFactory(source=gone, sources_read=[kept])
    run = imported(csv_file(["slug", "source"], [zone.slug, "kept"]), Zone)
    gone.delete()
    assert refusal(run) == (f"Nothing was undone. {zone.slug}, Source: there is no source “gone”.")


def test_many_records_are_undone_in_batches(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 2)
    kept = make.AgencyFactory(slug="kept", name="旧")
    rows = [["kept", "新"], *([f"a{n}", f"甲{n}"] for n in range(5))]
    run = imported(csv_file(["slug", "name"], *rows), Agency)
    undo(run)
    assert list(Agency.objects.values_list("slug", "name")) == [("kept", "旧")]
    kept.refresh_from_db()
    assert kept.revision == 3
