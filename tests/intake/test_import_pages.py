"""The pages for importing and exporting, as an editor uses them."""

import html
import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from history.choices import Route
from history.models import Change, ImportRun
from intake.imports import progress
from intake.models import StagedRow
from intake.tables.kinds import kinds
from policies.models import Agency
from tests.admin.pages import address
from tests.factories import ObservationFactory, ProvinceFactory, ZoneFactory
from tests.intake.people import client_of
from tests.intake.tables import counts, csv_file, imported, opened, preview
from zones.models import Zone

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/import/"


def text_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    return html.unescape(content.decode())


def upload(client, file, kind="zones.zone", name="zones.csv"):
    file.seek(0)
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, file.read()), "kind": kind})


def uploaded(client, *rows) -> tuple[ImportRun, str]:
    response = upload(client, csv_file(*rows))
    run = ImportRun.objects.get()
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


def test_a_file_is_looked_at_applied_and_undone(editor, administrator, page):
    text, run = text_of(editor.get(page)), ImportRun.objects.get()
    assert "<del>湘潭市</del>" in text
    assert "<ins>长沙市</ins>" in text
    assert "City or county in Chinese" in text
    assert "Apply: 0 added, 1 changed" in text
    assert (city(), run.file_name, len(run.sha256)) == ("湘潭市", "zones.csv", 64)
    assert "preview" in text_of(editor.get("/admin/imports/"))
    assert "Say why" in post(editor, f"{page}apply/")
    assert city() == "湘潭市"
    text = post(editor, f"{page}apply/", "the article says so")
    assert "The import was applied." in text
    assert "the article says so" in text
    assert "<ins>长沙市</ins>" in text
    assert city() == "长沙市"
    change = Change.objects.get(run=run)
    assert (change.actor, change.route) == (administrator, Route.IMPORT)
    text = text_of(editor.get("/admin/imports/"))
    assert "written" in text
    assert "the article says so" in text
    assert page in text
    assert "it can only be undone" in post(editor, f"{page}discard/")
    assert "Say why" in post(editor, f"{page}undo/", " ")
    assert city() == "长沙市"
    assert "Undo this import" in text_of(editor.get(page))
    text = post(editor, f"{page}undo/", "wrong")
    assert "The import was undone." in text
    assert "Undo this import" not in text
    assert city() == "湘潭市"


def test_what_was_changed_since_is_listed_instead_of_undone(editor, page):
    post(editor, f"{page}apply/", "why")
    zone = Zone.objects.get()
    zone.city = "岳阳市"
    zone.save()
    text = text_of(editor.get(page))
    assert "cannot be undone as a whole: 1 of its records was changed since" in text
    assert "Xiangtan ETDZ" in text
    assert "these records were changed since" in post(editor, f"{page}undo/", "wrong")
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


def test_a_refused_file_is_told_in_words_and_the_form_stays(editor):
    response = upload(editor, csv_file(["slug", "provinse"], ["a", "b"]))
    assert response.status_code == 400
    assert "did you mean “Province”?" in text_of(response)
    assert '<option value="zones.zone" selected>' in text_of(response)
    assert "The submitted file is empty" in text_of(upload(editor, csv_file()))
    assert "The file is empty" in text_of(upload(editor, csv_file([], [])))
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_stopped_while_it_arrives(editor, settings):
    settings.IMPORT_MAX_BYTES = 1000
    response = upload(editor, csv_file(["slug", "city"], *[["a", "b" * 50]] * 9000))
    assert response.status_code == 400
    assert "The file is too large: at most 1000" in text_of(response)


def test_no_file_and_an_unknown_kind_are_refused(editor):
    assert "This field is required" in text_of(editor.post(UPLOAD, {"kind": "zones.zone"}))
    response = upload(editor, csv_file(["slug"], ["a"]), kind="auth.user")
    assert "auth.user is not one of the available choices" in text_of(response)


def test_a_preview_can_be_thrown_away(editor, page):
    assert "Nothing was written" in post(editor, f"{page}discard/")
    assert not ImportRun.objects.exists()
    assert not StagedRow.objects.exists()


def test_old_previews_are_thrown_away_and_imports_are_not(editor):
    zone = ZoneFactory()
    preview(csv_file(["slug", "city"], [zone.slug, "甲"]), Zone)
    imported(csv_file(["slug", "city"], [zone.slug, "乙"]), Zone)
    ImportRun.objects.update(uploaded="2020-01-01T00:00:00Z")
    upload(editor, csv_file(["slug", "city"], [zone.slug, "丙"]))
    assert ImportRun.objects.count() == 2
    assert ImportRun.objects.filter(applied__isnull=False).count() == 1


# -- Progress -------------------------------------------------------------------------------


@pytest.fixture
def long(monkeypatch):
    """Any work takes long."""
    monkeypatch.setattr(progress, "PATIENCE", -1)
    monkeypatch.setattr(progress, "BETWEEN_LINES", -1)


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


def test_a_refusal_during_long_work_is_told_on_its_page(editor, zone, page, long):
    zone.save()
    after = {"slug": "first", "title": "甲", "kind": "ranking"}
    row = StagedRow(run=ImportRun.objects.get(), number=1, kind="sources.source", slug="first")
    row.action, row.after = "create", after
    row.save()
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


def test_a_failure_during_long_work_is_told_and_logged(editor, page, long, monkeypatch, caplog):
    def breaks(*_args, **_kwargs):
        yield 1
        raise ZeroDivisionError

    monkeypatch.setattr("intake.views.applied", breaks)
    assert "The work failed; nothing was written." in post(editor, f"{page}apply/", "why")
    assert "ZeroDivisionError" in caplog.text


# -- Who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_may_not_import_is_not_offered_it(role):
    client = client_of(role)
    run = preview(csv_file(["slug", "name"], ["a", "甲"]), Agency)
    assert "Apply" not in text_of(client.get(f"/admin/imports/{run.pk}/"))
    assert UPLOAD not in text_of(client.get(address(Zone, "changelist")))


def test_a_curator_imports_and_undoes(zone):
    client = client_of("curator")
    _run, page = uploaded(client, ["slug", "city"], [zone.slug, "长沙市"])
    post(client, f"{page}apply/", "why")
    assert city() == "长沙市"
    post(client, f"{page}undo/", "why")
    assert city() == "湘潭市"


def test_only_who_has_uploaded_a_file_applies_it(editor, zone):
    run = preview(csv_file(["slug", "city"], [zone.slug, "长沙市"]), Zone)
    page = f"/admin/imports/{run.pk}/"
    assert "Only who has uploaded a file" in text_of(editor.get(page))
    assert editor.post(f"{page}apply/", {"change_reason": "why"}).status_code == 403
    assert editor.post(f"{page}discard/").status_code == 403


# -- Exports --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", kinds())
def test_every_list_offers_import_and_export(editor, model):
    text = text_of(editor.get(address(model, "changelist")))
    label = model._meta.label_lower
    assert f"{UPLOAD}?kind={label}" in text
    for form in ("csv", "xlsx", "json", "workbook"):
        assert f"/admin/export/{label}/{form}/" in text


def test_an_export_holds_what_the_list_shows_on_all_its_pages(editor):
    for _n in range(60):
        ZoneFactory(tier="national")
    ZoneFactory(tier="provincial")
    page = editor.get(address(Zone, "changelist") + "?tier__exact=national&p=2")
    link = next(one for name, one in page.context["files"] if name == "JSON")
    records = json.loads(editor.get(html.unescape(link)).getvalue())
    assert len(records) == 60
    assert {one["tier"] for one in records} == {"national"}


def test_an_export_follows_the_search(editor):
    wanted, _other = ZoneFactory(city="安顺市"), ZoneFactory(city="湘潭市")
    found = editor.get("/admin/export/zones.zone/json/?q=安顺市").getvalue()
    assert [one["slug"] for one in json.loads(found)] == [wanted.slug]


def test_an_export_of_nonsense_leads_back_to_the_list(editor):
    response = editor.get("/admin/export/zones.zone/csv/?nonsense=1")
    assert response.headers["Location"] == address(Zone, "changelist") + "?"
    assert editor.get("/admin/export/zones.zone/pdf/").status_code == 404
    assert editor.get("/admin/export/auth.user/csv/").status_code == 404


def test_an_export_comes_back_unchanged_through_the_pages(editor):
    ObservationFactory()
    for form in ("csv", "xlsx", "json", "workbook"):
        data = editor.get(f"/admin/export/zones.observation/{form}/").getvalue()
        file = SimpleUploadedFile(f"figures.{form}", data)
        editor.post(UPLOAD, {"file": file, "kind": "zones.observation"})
        run = ImportRun.objects.latest("pk")
        assert (run.created_count, run.updated_count, run.error_count) == (0, 0, 0)
        assert run.unchanged_count >= 1


def test_the_workbook_page_gives_all_or_some_provinces(editor):
    hunan = ProvinceFactory(slug="hunan", name_en="Hunan")
    figure = ObservationFactory(zone=ZoneFactory(province=hunan))
    ObservationFactory()
    page = "/admin/workbook/"
    assert "Hunan" in text_of(editor.get(page))
    everything = opened(editor.get(f"{page}?all=1").getvalue())["Observations"]
    assert everything.max_row == 3
    some = opened(editor.get(f"{page}?province=hunan").getvalue())["Observations"]
    assert [row[0].value for row in some.iter_rows(min_row=2)] == [figure.slug]
    assert "no such province" in text_of(editor.get(f"{page}?province=atlantis"))


def test_who_may_see_one_kind_only_exports_that_kind_only(administrator):
    user = User.objects.create(username="wang", is_staff=True)
    client = Client()
    client.force_login(user)
    assert client.get("/admin/export/zones.zone/csv/").status_code == 403
    assert client.get("/admin/workbook/").status_code == 403
    assert client.get("/admin/imports/").status_code == 403


def test_queries_of_a_preview_do_not_grow_with_its_rows(editor, django_assert_max_num_queries):
    zones = [ZoneFactory() for _n in range(30)]
    rows = [[zone.slug, "长沙市"] for zone in zones]
    run, page = uploaded(editor, ["slug", "city"], *rows)
    with django_assert_max_num_queries(12):
        editor.get(page)
    editor.post(f"{page}apply/", {"change_reason": "why"})
    with django_assert_max_num_queries(20):
        editor.get(page)
    assert counts(run) == (0, 30, 0, 0)
