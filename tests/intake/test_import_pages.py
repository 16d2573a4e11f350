"""The pages for importing and exporting, as an editor uses them."""

import html
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from history.models import Change, ImportRun, Route
from intake.imports import progress
from intake.models import StagedRow
from intake.tables.kinds import kinds
from policies.models import Agency
from tests.admin.pages import address, admin_of, queries_of
from tests.factories import ObservationFactory, ProvinceFactory, ZoneFactory, change
from tests.intake.people import client_of
from tests.intake.tables import counts, csv_file, imported, opened, preview
from zones.models import Zone

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/import/"


def text_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    return html.unescape(content.decode())


def upload(client, file, kind="zones.zone"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile("zones.csv", file.read()), "kind": kind})


def uploaded(client, *rows) -> tuple[ImportRun, str]:
    response = upload(client, csv_file(*rows))
    run = ImportRun.objects.latest("pk")
    assert response.headers["Location"] == f"/admin/imports/{run.pk}/"
    return run, response.headers["Location"]


@pytest.fixture
def zone():
    return ZoneFactory(name="湘潭经开区", name_en="Xiangtan ETDZ", city="湘潭市")


@pytest.fixture
def page(editor, zone) -> str:
    """The preview of a file that would move the zone."""
    _run, page = uploaded(editor, ["slug", "city"], [zone.slug, "长沙市"])
    return page


def city() -> str:
    return Zone.objects.get().city


def post(client, address: str, reason: str = "") -> str:
    """What the page says to which a form leads."""
    return text_of(client.post(address, {"change_reason": reason}, follow=True))


def test_a_file_is_looked_at_applied_and_undone(curator, zone):
    run, page = uploaded(curator, ["slug", "city"], [zone.slug, "长沙市"])
    text = text_of(curator.get(page))
    for words in (
        "<del>湘潭市</del>",
        "<ins>长沙市</ins>",
        "City or county in Chinese",
        "Apply: 0 added, 1 changed",
    ):
        assert words in text
    assert (city(), run.file_name, len(run.sha256)) == ("湘潭市", "zones.csv", 64)
    assert "preview" in text_of(curator.get("/admin/imports/"))
    assert "Say why" in post(curator, f"{page}apply/")
    assert city() == "湘潭市"
    text = post(curator, f"{page}apply/", "the article says so")
    for words in ("The import was applied.", "the article says so", "<ins>长沙市</ins>"):
        assert words in text
    assert city() == "长沙市"
    kept = Change.objects.get(run=run)
    assert (kept.actor_name, kept.route) == ("curator", Route.IMPORT)
    text = text_of(curator.get("/admin/imports/"))
    for words in ("written", "the article says so", page):
        assert words in text
    assert "it can only be undone" in post(curator, f"{page}discard/")
    assert "Say why" in post(curator, f"{page}undo/", " ")
    assert city() == "长沙市"
    assert "Undo this import" in text_of(curator.get(page))
    text = post(curator, f"{page}undo/", "wrong")
    assert "The import was undone." in text
    assert "Undo this import" not in text
    assert city() == "湘潭市"


def test_what_was_changed_since_is_listed_instead_of_undone(editor, page):
    post(editor, f"{page}apply/", "why")
    change(Zone.objects.get(), city="岳阳市")
    text = text_of(editor.get(page))
    assert "cannot be undone as a whole: 1 record cannot be taken back" in text
    assert "Xiangtan ETDZ</a>: changed since" in text
    assert "Nothing was undone. These stay as they are" in post(editor, f"{page}undo/", "wrong")
    assert city() == "岳阳市"


def test_errors_are_listed_first_and_nothing_can_be_applied(editor, zone):
    _run, page = uploaded(editor, ["slug", "tier"], [zone.slug, "市级"])
    text = text_of(editor.get(page))
    assert "row 2, tier: “市级” is not one of the values offered" in text
    assert "1 row has errors" in text
    assert "Apply:" not in text
    post(editor, f"{page}apply/", "why")
    assert not Change.objects.filter(route=Route.IMPORT).exists()


def test_rows_are_filtered_by_what_happens_to_them(editor):
    first, second = ZoneFactory(), ZoneFactory()
    rows = [[first.slug, "长沙市"], [second.slug, "湘潭市"]]
    _run, page = uploaded(editor, ["slug", "city"], *rows)
    changed, same = (text_of(editor.get(f"{page}?show={show}")) for show in ("update", "same"))
    assert first.slug in changed
    assert second.slug not in changed
    assert second.slug in same
    assert first.slug not in same
    assert "Unchanged" in same
    assert editor.get(f"{page}?show=nonsense&page=99").status_code == 200


@pytest.mark.once
def test_a_refused_file_is_told_in_words_and_the_form_stays(editor, settings):
    refused = upload(editor, csv_file())
    assert refused.status_code == 400
    assert '<option value="zones.zone" selected>' in text_of(refused)
    assert "The submitted file is empty" in text_of(refused)
    assert "The file is empty" in text_of(upload(editor, csv_file([], [])))
    assert "Choose a file, or paste a table." in text_of(
        editor.post(UPLOAD, {"kind": "zones.zone"})
    )
    unknown = upload(editor, csv_file(["slug"], ["a"]), kind="auth.user")
    assert "auth.user is not one of the available choices" in text_of(unknown)
    settings.IMPORT_MAX_BYTES = 1000  # stopped while it arrives
    large = upload(editor, csv_file(["slug", "city"], *[["a", "b" * 50]] * 9000))
    assert large.status_code == 400
    assert "The file is too large: at most 1000" in text_of(large)
    assert not ImportRun.objects.exists()


def test_a_preview_can_be_thrown_away(editor, page):
    assert "Nothing was written" in post(editor, f"{page}discard/")
    assert not ImportRun.objects.exists()
    assert not StagedRow.objects.exists()


def test_old_previews_are_thrown_away_and_imports_are_not(editor, zone):
    preview(csv_file(["slug", "city"], [zone.slug, "甲"]), Zone)
    imported(csv_file(["slug", "city"], [zone.slug, "乙"]), Zone)
    ImportRun.objects.update(uploaded="2020-01-01T00:00:00Z")
    uploaded(editor, ["slug", "city"], [zone.slug, "丙"])
    assert [run.applied is None for run in ImportRun.objects.order_by("pk")] == [False, True]


@pytest.fixture
def long(monkeypatch):
    """Any work takes long."""
    monkeypatch.setattr(progress, "PATIENCE", -1)
    monkeypatch.setattr(progress, "BETWEEN_LINES", -1)


@pytest.mark.once
def test_long_work_tells_its_progress_and_leads_on(editor, zone, long):
    response = upload(editor, csv_file(["slug", "city"], [zone.slug, "长沙市"]))
    assert response.streaming
    text, page = text_of(response), f"/admin/imports/{ImportRun.objects.get().pk}/"
    assert "<li>Rows read and compared: 1</li>" in text
    assert "<li>Rows tried: 1</li>" in text
    assert f'href="{page}"' in text
    assert text.rstrip().endswith("</html>")
    text = post(editor, f"{page}apply/", "why")
    assert "Rows written: 1 of 1" in text
    assert "The import was applied." in text
    assert city() == "长沙市"


@pytest.mark.once
def test_a_refusal_during_long_work_is_told_on_its_page(editor, zone, page, long):
    zone.save()
    row = {"number": 1, "kind": "sources.source", "slug": "first", "action": "create"}
    row["after"] = {"slug": "first", "title": "甲", "kind": "ranking"}
    StagedRow.objects.create(run=ImportRun.objects.get(), **row)
    text = post(editor, f"{page}apply/", "why")
    assert "somebody has changed this record meanwhile" in text
    assert 'data-next="stay"' in text
    assert not Change.objects.filter(route=Route.IMPORT).exists()


def test_a_browser_that_goes_away_during_long_work_takes_everything_back(editor, page, long):
    response = editor.post(f"{page}apply/", {"change_reason": "why"})
    pieces = iter(response.streaming_content)
    next(pieces)
    next(pieces)
    response._iterator.close()  # as the server does when the browser has gone
    assert city() == "湘潭市"
    assert ImportRun.objects.get().applied is None


@pytest.mark.once
def test_a_failure_during_long_work_is_told_and_logged(editor, page, long, monkeypatch, caplog):
    def breaks(*_args, **_kwargs):
        yield 1
        raise ZeroDivisionError

    monkeypatch.setattr("intake.views.applied", breaks)
    assert "The work failed; nothing was written." in post(editor, f"{page}apply/", "why")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.once
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_may_not_import_is_not_offered_it(role):
    client = client_of(role)
    run = preview(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    assert "Apply" not in text_of(client.get(f"/admin/imports/{run.pk}/"))
    assert UPLOAD not in text_of(client.get(address(Zone, "changelist")))


@pytest.mark.once
def test_only_who_has_uploaded_a_file_applies_it(editor, zone):
    run = preview(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone)
    page = f"/admin/imports/{run.pk}/"
    assert "Only who has uploaded a file" in text_of(editor.get(page))
    assert editor.post(f"{page}apply/", {"change_reason": "why"}).status_code == 403
    assert editor.post(f"{page}discard/").status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("model", kinds())
def test_every_list_offers_import_and_export(editor, model):
    text = text_of(editor.get(address(model, "changelist")))
    label = model._meta.label_lower
    assert f"{UPLOAD}?kind={label}" in text
    for form in ("csv", "xlsx", "json", "workbook"):
        page = f"/admin/export/{label}/{form}/"
        assert page in text
        assert editor.get(page).getvalue()


def test_an_export_holds_what_the_list_finds_on_all_its_pages(editor, monkeypatch):
    monkeypatch.setattr(admin_of(Zone), "list_per_page", 2)
    found = ZoneFactory.create_batch(3, tier="national", city="安顺市")
    ZoneFactory(tier="provincial", city="安顺市")
    ZoneFactory(tier="national", city="湘潭市")
    page = editor.get(address(Zone, "changelist") + "?tier__exact=national&q=安顺市&p=2")
    link = next(one for name, one in page.context["files"] if name == "JSON")
    records = json.loads(editor.get(html.unescape(link)).getvalue())
    assert sorted(one["slug"] for one in records) == sorted(zone.slug for zone in found)


@pytest.mark.once
def test_an_export_of_nonsense_leads_back_to_the_list(editor):
    response = editor.get("/admin/export/zones.zone/csv/?nonsense=1")
    assert response.headers["Location"] == address(Zone, "changelist") + "?"
    assert editor.get("/admin/export/zones.zone/pdf/").status_code == 404
    assert editor.get("/admin/export/auth.user/csv/").status_code == 404


@pytest.mark.once
def test_the_workbook_page_gives_all_or_some_provinces(editor):
    hunan = ProvinceFactory(slug="hunan", name_en="Hunan")
    figure = ObservationFactory(zone=ZoneFactory(province=hunan))
    ObservationFactory()
    page = "/admin/workbook/"
    assert "Hunan" in text_of(editor.get(page))
    everything = opened(editor.get(f"{page}?all=1").getvalue())["Figures"]
    assert everything.max_row == 3
    some = opened(editor.get(f"{page}?province=hunan").getvalue())["Figures"]
    assert [row[0].value for row in some.iter_rows(min_row=2)] == [figure.slug]
    assert "no such province" in text_of(editor.get(f"{page}?province=atlantis"))


@pytest.mark.once
def test_queries_of_a_preview_do_not_grow_with_its_rows(editor):
    zones = ZoneFactory.create_batch(30)
    run, page = uploaded(editor, ["slug", "city"], *([zone.slug, "长沙市"] for zone in zones))
    assert queries_of(editor, page) <= 12
    editor.post(f"{page}apply/", {"change_reason": "why"})
    assert queries_of(editor, page) <= 40
    assert counts(run) == (0, 30, 0, 0)
