"""An import is taken back as a whole, or not at all."""

import pytest

from core.records import batches
from core.records.plain import plain
from history.models import Action, Change, Route
from history.reverting import RefusedError
from intake.imports.runs import changed_since, undone
from policies.models import Agency
from sources.models import ArticleText, Source
from tests import factories as make
from tests.intake.tables import a_book, counts, csv_file, imported, preview
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


def everything() -> dict:
    return {
        (model.__name__, one.slug): plain(one)
        for model in (Source, Zone, Observation)
        for one in model.objects.all()
    }


def test_undoing_gives_back_every_value_and_deletes_what_was_added():
    file = a_book()
    before = everything()
    run = imported(file)
    assert counts(run) == (4, 2, 0, 0)
    assert everything() != before
    undo(run)
    assert everything() == before
    assert run.undone
    with pytest.raises(RefusedError):
        undo(run)
    assert counts(imported(file)) == (4, 2, 0, 0)


def test_undoing_is_kept_in_the_history(administrator):
    run = imported(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    undo(run, user=administrator, reason="wrong file")
    change = Change.objects.first()
    assert (change.route, change.action, change.slug) == (Route.UNDO, Action.DELETE, "a")
    assert (change.actor, change.reason, change.run) == (administrator, "wrong file", run)


def test_only_an_import_that_was_applied_is_undone():
    waiting = preview(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    assert "Only an import that was applied" in refusal(waiting)


def test_a_record_changed_or_deleted_since_keeps_all_from_being_undone():
    for slug in ("changed", "deleted", "other"):
        make.AgencyFactory(slug=slug)
    rows = [["changed", "甲"], ["other", "乙"], ["deleted", "丁"]]
    run = imported(csv_file(["slug", "name"], *rows), Agency)
    make.change(Agency.objects.get(slug="changed"), name="丙")
    assert [change.slug for change in changed_since(run)] == ["changed"]
    assert refusal(run) == "Nothing was undone: these records were changed since: changed."
    Agency.objects.get(slug="deleted").delete()
    assert "changed since: deleted, changed." in refusal(run)
    assert Agency.objects.get(slug="other").name == "乙"


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
