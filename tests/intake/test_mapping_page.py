"""The page between a file and its preview: what the columns mean, said by a person."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from history.models import ImportRun
from intake.imports import progress
from intake.imports.waiting import kept
from intake.models import SavedMapping, Upload
from sources.models import Source
from tests.intake import printed_tables as printed
from tests.intake.people import client_of
from tests.intake.tables import csv_file
from tests.intake.test_import_commands import refusal
from tests.intake.test_import_commands import said as printed_by
from zones.models import Observation, Zone

pytestmark = pytest.mark.django_db

PLAIN = csv_file(["开发区", "产值"], ["苏州工业园区", "12"], ["天津经济技术开发区", "13"]).read()


@pytest.fixture(autouse=True)
def records(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)  # no page of progress on a slow machine
    printed.records()


def sent(client, content: bytes, *, name="table.csv", kind="", pasted=""):
    file = {"file": SimpleUploadedFile(name, content)} if content else {}
    return client.post("/admin/import/", {**file, "kind": kind, "pasted": pasted})


def mapped(client, content: bytes, **more) -> tuple[Upload, str]:
    """A file that was sent, and the address of the page of its columns."""
    response = sent(client, content, **more)
    upload = Upload.objects.latest("pk")
    assert response.headers["Location"] == f"/admin/import/{upload.pk}/"
    return upload, response.headers["Location"]


def text_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    return html.unescape(content.decode())


def chosen(response) -> dict[str, str]:
    """What the controls of a page hold."""
    found = dict(re.findall(r'<input id="id_([^"]+)"[^>]* value="([^"]*)"', text_of(response)))
    for name, options in re.findall(
        r'<select id="id_([^"]+)"[^>]*>(.*?)</select>', text_of(response), re.S
    ):
        found[name] = "".join(re.findall(r'<option value="([^"]*)" selected>', options)[:1])
    return found


def said(client, page: str, do: str, **values):
    """The page after these choices; dashes of names are written as in the form."""
    return client.post(page, {**values, "do": do}, follow=True)


def test_a_table_goes_through_the_page_of_its_columns_to_its_preview_and_into_the_records(curator):
    _upload, page = mapped(curator, printed.indicators())
    found = chosen(curator.get(page))
    assert [found[f"to-{place}"] for place in range(6)] == [
        *("ignore", "field:name", "figure:gdp", "growth:2", "figure:foreign-capital", "growth:4")
    ]
    assert found["constant-period"] == "2023"
    text = text_of(said(curator, page, "preview"))
    assert "Say which source these facts stand in." in text
    assert not ImportRun.objects.exists()
    text = text_of(said(curator, page, "preview", **{"constant-source": "yearbook"}))
    run = ImportRun.objects.get()
    assert run.error_count == 0
    text_of_new = text_of(curator.get(f"/admin/imports/{run.pk}/?show=create"))
    for words in ("<code>24.8①</code>", "<code>苏州工业园区</code>", "in no cell"):
        assert words in text_of_new
    assert f'href="{page}">Correct what its columns mean' in text
    curator.post(f"/admin/imports/{run.pk}/apply/", {"change_reason": "why", "confirmed": "yes"})
    figure = Observation.objects.get(zone__slug="guangzhou", metric__slug="foreign-capital")
    assert (figure.unit, figure.period) == ("usd-100m", "2023")
    assert (float(figure.value), figure.quote, figure.source.slug) == (24.8, "24.8①", "yearbook")
    assert Observation.objects.count() == 9
    assert not Upload.objects.exists()


def test_the_next_table_of_a_sheet_follows_with_the_same_source(curator):
    first = [["开发区", "2022年GDP（亿元）"], ["苏州工业园区", "12"], ["天津经济技术开发区", "13"]]
    second = [["开发区名称", "2023年GDP（亿元）"], ["苏州工业园区", "14"]]
    _upload, page = mapped(curator, csv_file(*first, *second).read())
    applied = {"change_reason": "why", "confirmed": "yes"}
    for choices in ({"constant-source": "yearbook"}, {}):
        found = {**chosen(curator.get(page)), **choices}
        said(curator, page, "preview", **{"constant-source": found["constant-source"]})
        run = ImportRun.objects.latest("pk")
        response = curator.post(f"/admin/imports/{run.pk}/apply/", applied)
        there = page if choices else f"/admin/imports/{run.pk}/"
        assert response.headers["Location"] == there
    values = Observation.objects.order_by("period", "value").values_list("period", "value")
    assert [(period, int(value)) for period, value in values] == [
        *(("2022", 12), ("2022", 13), ("2023", 14))
    ]
    assert not Upload.objects.exists()


def test_a_column_is_mapped_by_hand_with_the_unit_of_its_heading(curator):
    _upload, page = mapped(curator, printed.chemical_parks(), name="b.xlsx")
    found = chosen(curator.get(page))
    assert found["to-3"] == ""
    new = chosen(said(curator, page, "change", **{"to-3": "figure:approved-area"}))
    assert (new["to-3"], new["unit-3"]) == ("figure:approved-area", "ha")
    assert new["period-3"] == "XXXX"


def test_all_that_is_missing_is_told_at_once(curator):
    _upload, page = mapped(curator, csv_file(["名", "甲", "乙"], ["a", "b", "c"]).read())
    text = text_of(said(curator, page, "preview"))
    assert "Say what these columns are, or ignore them: 名, 甲, 乙." in text
    assert "Say which source" in text
    assert "Say which column has the names or codes of the zones." in text


def test_new_zones_without_a_province_are_told_in_one_sentence(curator):
    _upload, page = mapped(curator, printed.chemical_parks())
    text = text_of(said(curator, page, "preview", **{"constant-source": "yearbook"}))
    assert "3 zones are new here (建德化工园区T, 天目医药港集聚区T, 大榭化工园区T …)" in text
    assert "Who is meant" not in text


def test_a_new_source_comes_with_the_records(curator):
    _upload, page = mapped(curator, printed.catalogue())
    said(curator, page, "change", **{"new-title": "某省开发区名单"})
    assert "A new source needs its title and its kind." in text_of(said(curator, page, "preview"))
    text = text_of(said(curator, page, "preview", **{"new-kind": "announcement"}))
    assert "某省开发区名单" in text
    assert "江西新余高新区T · " in text  # a new zone's figure is named after it
    run = ImportRun.objects.get()
    assert run.error_count == 0
    curator.post(f"/admin/imports/{run.pk}/apply/", {"change_reason": "why", "confirmed": "yes"})
    source = Source.objects.get(title="某省开发区名单")
    assert Zone.objects.get(catalogue_code="S367001").source == source


def test_a_row_is_made_the_header(curator):
    lines = (["甲", "乙"], ["开发区", "产值"], ["苏州工业园区", "12"])
    _upload, page = mapped(curator, csv_file(*lines).read())
    said(curator, page, "change", **{"row-1": "title", "row-2": "header", "row-3": "data"})
    assert Upload.objects.get().mapping["layout"]["headers"] == [2]
    assert chosen(curator.get(page))["to-0"] == "field:name"


def test_a_mapping_is_kept_and_offers_itself_for_the_file_of_the_next_year(curator):
    heading = "{}年地区总产值（亿元）"
    first = csv_file(["开发区", heading.format(2022)], ["苏州工业园区", "12"]).read()
    _upload, page = mapped(curator, first)
    assert chosen(curator.get(page))["to-1"] == ""
    said(curator, page, "change", **{"to-1": "figure:gdp", "constant-source": "yearbook"})
    assert "Give the mapping a name" in text_of(said(curator, page, "save", save_as=" "))
    text = text_of(said(curator, page, "save", save_as="yearly"))
    assert "The mapping was saved as “yearly”." in text
    second = csv_file(["开发区", heading.format(2023)], ["苏州工业园区", "13"]).read()
    upload, page = mapped(curator, second)
    text = text_of(curator.get(page))
    assert "Mapped as in “yearly”, saved by curator" in text
    found = chosen(curator.get(page))
    assert (found["to-1"], found["period-1"]) == ("figure:gdp", "2023")
    text_of(said(curator, page, "proposal"))
    assert chosen(curator.get(page))["to-1"] == ""
    said(curator, page, f"use:{upload.saved_id or SavedMapping.objects.get().pk}")
    assert chosen(curator.get(page))["to-1"] == "figure:gdp"
    curator.post(f"/admin/mappings/{SavedMapping.objects.get().pk}/forget/")
    assert not SavedMapping.objects.exists()
    assert curator.get(page).status_code == 200


def test_a_name_that_is_near_to_a_record_is_asked_about(curator):
    content = csv_file(["开发区", "2023年地区生产总值（亿元）"], ["苏州工业园", "12"]).read()
    _upload, page = mapped(curator, content)
    values = {"constant-source": "yearbook"}
    text = text_of(said(curator, page, "preview", **values))
    assert "Say who is meant by “苏州工业园”." in text
    name = next(name for name in chosen(curator.get(page)) if name.startswith("answer-"))
    said(curator, page, "preview", **{name: "suzhou"})
    assert ImportRun.objects.get().rows.get(kind="zones.observation").after["zone"] == "suzhou"


def test_links_in_a_row_above_a_saved_page_are_not_taken_for_its_table(curator):
    rows = "<table><tr><th>开发区<th>面积<tr><td>甲<td>5</table>"
    content = f"<table><tr><td>首页<td>公开</table>{rows}"
    upload, _page = mapped(curator, content.encode(), name="page.html")
    assert upload.sheet == 1


def test_a_pasted_table_is_mapped_too(curator):
    _upload, page = mapped(curator, b"", pasted="开发区\t产值\n苏州工业园区\t12\n")
    assert "苏州工业园区" in text_of(curator.get(page))
    assert "Choose a file, or paste a table." in text_of(sent(curator, b""))


def test_a_file_of_ours_goes_to_its_preview_and_to_the_page_of_its_columns_only_with_errors(
    curator,
):
    response = sent(curator, printed.figures(), kind="zones.observation")
    run = ImportRun.objects.get()
    assert response.headers["Location"] == f"/admin/imports/{run.pk}/"
    assert run.error_count
    text = text_of(curator.get(response.headers["Location"]))
    upload = Upload.objects.get(run=run)
    assert f'href="/admin/import/{upload.pk}/"' in text
    said(curator, f"/admin/import/{upload.pk}/", "preview")
    assert ImportRun.objects.get().error_count == 0
    good = csv_file(["slug", "city"], ["suzhou", "苏州市"]).read()
    sent(curator, good, kind="zones.zone")
    assert Upload.objects.count() == 1


def test_a_waiting_file_is_its_uploaders_alone(curator):
    upload, page = mapped(curator, PLAIN)
    stranger = client_of("administrator")
    assert stranger.get(page).status_code == 404
    assert stranger.post(f"{page}forget/").status_code == 404
    assert page not in text_of(stranger.get("/admin/imports/"))
    assert page in text_of(curator.get("/admin/imports/"))
    curator.post(f"{page}forget/")
    assert not Upload.objects.filter(pk=upload.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"to-1": "figure:nothing"},
        {"to-1": "growth:77"},
        {"to-1": "field:password"},
        {"sheet": "9"},
        {"kind": "auth.user"},
        {"row-1": "x", "row-2": "header", "row-3": "note"},
        {"unit-1": "x", "constant-period": "someday", "constant-source": "nobody"},
        {"do": "use:abc"},
    ],
)
def test_nonsense_is_refused_and_the_page_still_answers(curator, values):
    _upload, page = mapped(curator, PLAIN)
    assert curator.post(page, {"do": "preview", **values}).status_code in (302, 400, 404)
    assert curator.get(page).status_code == 200
    assert not ImportRun.objects.exists()


def test_files_that_nobody_maps_are_thrown_away_after_some_days(curator):
    old, _page = mapped(curator, PLAIN)
    Upload.objects.update(uploaded="2020-01-01T00:00:00Z")
    kept(PLAIN, name="new.csv", user=None)
    assert not Upload.objects.filter(pk=old.pk).exists()


def test_a_command_reads_a_file_by_a_saved_mapping_in_one_language(curator, tmp_path):
    _upload, page = mapped(curator, printed.indicators(2022))
    said(curator, page, "save", save_as="indicators", **{"constant-source": "yearbook"})
    path = tmp_path / "2023.xlsx"
    path.write_bytes(printed.indicators(2023))
    read = ("import_records", path)
    lines = printed_by(*read, mapping="indicators", apply=True, reason="why", confirm_doubts=True)
    assert "9 added, 3 changed, 0 unchanged, 0 with errors" in lines
    assert lines.isascii() or "（" not in lines
    figure = Observation.objects.get(zone__slug="suzhou", metric__slug="gdp")
    assert (figure.period, figure.source.slug) == ("2023", "yearbook")
    assert "There are: indicators." in refusal(*read, mapping="indicator")
    path.write_bytes(PLAIN)
    assert "are not those that “indicators” is for" in refusal(*read, mapping="indicators")
