"""An import is taken back as a whole, or all of it that nobody has changed since."""

import re

import pytest

from core.records import batches
from history.models import Action, Change, Route
from history.reverting import RefusedError, planned
from history.reverting import undo as undo_changes
from intake.imports.runs import changes_of
from policies.models import Agency
from sources.models import ArticleText, Source
from tests import factories as make
from tests.factories import everything
from tests.intake.tables import a_book, counts, csv_file, imported
from zones.models import Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def undo(run, *, user=None, reason="the file was wrong", **options) -> list[str]:
    left = undo_changes(changes_of(run), user=user, reason=reason, **options)
    run.refresh_from_db()
    return [str(one) for one in left]


def refusal(run) -> str:
    before = Change.objects.count()
    with pytest.raises(RefusedError) as caught:
        undo(run)
    assert Change.objects.count() == before
    run.refresh_from_db()
    assert run.undone is None
    return str(caught.value)


def records() -> dict:
    """By slug: what is imported again has other keys."""
    return {(kind, row["slug"]): row for (kind, _key), row in everything().items()}


def test_undoing_gives_back_every_value_and_deletes_what_was_added():
    file = a_book()
    before = records()
    run = imported(file)
    assert counts(run) == (4, 2, 0, 0)
    assert records() != before
    after = records()
    undo(run)
    assert records() == before
    assert run.undone
    with pytest.raises(RefusedError):
        undo(run)
    assert counts(imported(file)) == (4, 2, 0, 0)
    assert records() == after


def test_undoing_an_undo_brings_the_import_back():
    run = imported(a_book())
    after = records()
    undo(run)
    undo_changes(run.changes.filter(route=Route.UNDO), user=None, reason="it was right")
    run.refresh_from_db()
    assert records() == after
    assert run.undone is None


def test_undoing_is_kept_in_the_history(administrator):
    run = imported(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    undo(run, user=administrator, reason="wrong file")
    change = Change.objects.first()
    assert (change.route, change.action, change.slug) == (Route.UNDO, Action.DELETE, "a")
    assert (change.actor, change.reason, change.run) == (administrator, "wrong file", run)


def test_what_was_changed_since_is_left_and_can_be_undone_later():
    for slug in ("changed", "deleted", "other"):
        make.AgencyFactory(slug=slug)
    rows = [["changed", "甲"], ["other", "乙"], ["deleted", "丁"], ["new", "戊"], ["gone", "己"]]
    run = imported(csv_file(["slug", "name"], *rows), Agency)
    before = make.change(Agency.objects.get(slug="changed"), name="丙")
    Agency.objects.filter(slug__in=["deleted", "gone"]).delete()
    told = ["changed: changed since", "deleted: deleted since"]
    assert refusal(run) == f"Nothing was undone. These stay as they are: {'; '.join(told)}."
    plan = planned(changes_of(run), user=None)
    assert (plan.count, [str(one) for one in plan.left]) == (2, told)
    assert Agency.objects.get(slug="other").name == "乙"
    assert undo(run, only_unchanged=True) == told
    assert not Agency.objects.filter(slug="new").exists()
    assert Agency.objects.get(slug="other").name != "乙"
    assert not run.undone
    make.change(before, name="甲")
    assert undo(run, only_unchanged=True) == told[1:]


@pytest.mark.parametrize(
    ("refer", "kind"),
    [
        (lambda source: make.ReformFactory(source=source), "reform"),
        (lambda source: make.ZoneFactory(sources_read=[source]), "zone"),
        (lambda source: ArticleText.objects.create(source=source, text="甲"), "article text"),
    ],
)
def test_what_others_refer_to_is_not_deleted(refer, kind):
    run = imported(csv_file(["slug", "title", "kind"], ["paper", "报", "newspaper"]), Source)
    refer(Source.objects.get(slug="paper"))
    message = refusal(run)
    assert re.search(rf"paper: {kind} “.+” refers to it", message)


def test_earlier_values_that_todays_rules_forbid_are_told():
    kept, gone = make.SourceFactory(slug="kept"), make.SourceFactory(slug="gone")
    zone = make.ZoneFactory(source=gone, sources_read=[kept])
    run = imported(csv_file(["slug", "source"], [zone.slug, "kept"]), Zone)
    gone.delete()
    assert f"{zone.slug}: Source: there is no source “gone”." in refusal(run)


def test_many_records_are_undone_in_batches(monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 2)
    kept = make.AgencyFactory(slug="kept", name="旧")
    rows = [["kept", "新"], *([f"a{n}", f"甲{n}"] for n in range(5))]
    run = imported(csv_file(["slug", "name"], *rows), Agency)
    undo(run)
    assert list(Agency.objects.values_list("slug", "name")) == [("kept", "旧")]
    kept.refresh_from_db()
    assert kept.revision == 3
