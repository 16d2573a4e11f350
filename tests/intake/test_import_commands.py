"""Importing and exporting without a browser."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.records import batches
from history.models import Change, ImportRun
from policies.models import Agency
from tests.factories import AgencyFactory, ObservationFactory, ProvinceFactory
from tests.intake.tables import csv_file, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def file(tmp_path):
    """A file of one new agency and one that exists."""
    AgencyFactory(slug="old", name="旧")
    path = tmp_path / "agencies.csv"
    path.write_bytes(csv_file(["slug", "name"], ["new", "新"], ["old", "改"]).getvalue())
    return path


def said(*arguments, **options) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output, **options)
    return output.getvalue()


def refusal(*arguments, **options) -> str:
    with pytest.raises(CommandError) as caught:
        said(*arguments, **options)
    return str(caught.value)


def read(file, **options) -> str:
    return said("import_records", file, kind="agency", **options)


def test_a_file_is_only_looked_at_unless_it_is_to_be_applied(file):
    assert "1 added, 1 changed, 0 unchanged, 0 with errors" in read(file)
    assert not Agency.objects.filter(slug="new").exists()
    assert not ImportRun.objects.exists()


def test_a_file_is_applied_with_a_reason_and_leaves_no_run_where_it_changes_nothing(
    file, administrator
):
    assert "The import was applied" in read(file, apply=True, reason="why", user="li")
    assert Agency.objects.get(slug="old").name == "改"
    change, run = Change.objects.get(slug="new"), ImportRun.objects.get()
    assert (change.reason, change.actor, change.run) == ("why", administrator, run)
    read(file, apply=True, reason="why")
    assert ImportRun.objects.get() == run


def test_errors_are_listed_and_fail(tmp_path):
    path = tmp_path / "agencies.csv"
    path.write_bytes(csv_file(["slug", "name", "province"], ["new", "", "atlantis"]).getvalue())
    message = refusal("import_records", path, kind="agency", apply=True, reason="why")
    assert message == (
        "Nothing was written.\n"
        "row 2, name: a value is needed.\n"
        "row 2, Province: there is no province “atlantis”."
    )
    assert not ImportRun.objects.exists()


def test_what_was_written_before_an_error_was_found_is_taken_back(tmp_path, monkeypatch):
    path = tmp_path / "agencies.csv"
    rows = ["new", "新", ""], ["other", "其他", "atlantis"]
    path.write_bytes(csv_file(["slug", "name", "province"], *rows).getvalue())
    monkeypatch.setattr(batches, "CHUNK", 1)
    message = refusal("import_records", path, kind="agency", apply=True, reason="why")
    assert message.endswith("row 3, Province: there is no province “atlantis”.")
    assert not any(model.objects.exists() for model in (Agency, Change, ImportRun))


def test_every_line_is_english_whatever_the_language_of_the_site(file):
    with translation.override("zh-hans"):
        lines = read(file, apply=True, reason="why").splitlines()
        sentence = refusal("import_records", file, kind="zone")
    assert lines[0] == "Rows read and compared: 2"
    assert all(one.isascii() for one in (*lines, sentence)), (lines, sentence)


def test_wrong_options_are_refused(file, tmp_path):
    for words, path, options in [
        ("--reason", file, {"kind": "agency", "apply": True}),
        ("There is no kind “agent”", file, {"kind": "agent"}),
        ("There is no user “nobody”", file, {"kind": "agency", "user": "nobody"}),
        ("cannot be read", tmp_path / "none.csv", {"kind": "agency"}),
        ("which kind of record", file, {}),
    ]:
        assert words in refusal("import_records", path, **options)


def test_the_workbook_is_written_whole_or_in_part_and_not_of_what_does_not_exist(tmp_path):
    hunan, path = ProvinceFactory(slug="hunan"), tmp_path / "out.xlsx"
    figure, other = ObservationFactory(zone__province=hunan), ObservationFactory()

    def figures(**options) -> set[str]:
        said("export_workbook", path, language="en", **options)
        sheet = opened(path.read_bytes())["Figures"]
        return {row[0].value for row in sheet.iter_rows(min_row=2)}

    assert figures() == {figure.slug, other.slug}
    assert figures(province=["hunan"]) == {figure.slug}
    assert figures(zone=[other.zone.slug]) == {other.slug}
    assert "no province “atlantis”" in refusal("export_workbook", path, province=["atlantis"])
    assert "not both" in refusal("export_workbook", path, province=["a"], zone=["b"])
    assert "cannot be written" in refusal("export_workbook", tmp_path / "none" / "out.xlsx")
