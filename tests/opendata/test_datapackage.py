"""The whole data set as a Data Package: valid, complete, explained, and the same each time."""

import csv
import io
import json
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest
from django.core.management import CommandError, call_command

from core.fields import SearchTextField
from core.web.files import FORMULA_STARTS
from core.web.pages import RecordDetail
from opendata.datapackage import write_datapackage
from opendata.resources import TABLES, resources
from policies.models import Policy, Target
from reforms.models import Reform
from sources.models import ArticleText, Source
from tests.factories import ObservationFactory
from tests.intake.crawling import public_routes
from zones.choices import Basis, Release
from zones.models import Observation, Zone

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture(scope="module")
def package(seeded, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("package") / "zone-reforms.zip"
    write_datapackage(path)
    return path


def rows(package: Path, name: str) -> list[dict]:
    with zipfile.ZipFile(package) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"data/{name}.csv").decode())))


def described(package: Path) -> dict:
    with zipfile.ZipFile(package) as archive:
        return json.loads(archive.read("datapackage.json"))


def checked(package: Path, tmp_path: Path, damage=lambda folder: None) -> list[str]:
    """What Frictionless finds wrong in the unpacked files."""
    folder = tmp_path / "unpacked"
    shutil.unpack_archive(package, folder)
    damage(folder)
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert {task.name for task in report.tasks} == {one.name for one in resources()}
    errors = [f"{error.type}: {error.message}" for task in report.tasks for error in task.errors]
    return errors + [error.message for error in report.errors]


def test_frictionless_finds_nothing_wrong(package, tmp_path):
    assert checked(package, tmp_path) == []


WRONG = {  # table: what stands there, what is put in its place, what is wrong with that
    "observations": [
        ("linfen-edz", "atlantis", "foreign-key"),
        ("cumulative", "sometimes", "constraint-error"),
        ("1413.03,mu", "plenty,mu", "type-error"),
    ],
    "zones": [("\r\nyanhu-htdz,", "\r\nlinfen-edz,", "primary-key")],
}


def test_frictionless_would_find_what_is_wrong(package, tmp_path):
    def damage(folder):
        for table, wrongs in WRONG.items():
            file = folder / "data" / f"{table}.csv"
            text = file.read_bytes().decode()
            for before, after, _found in wrongs:
                assert before in text
                text = text.replace(before, after)
            file.write_bytes(text.encode())

    kinds = {error.partition(":")[0] for error in checked(package, tmp_path, damage)}
    assert kinds >= {found for wrongs in WRONG.values() for _before, _after, found in wrongs}


def test_every_public_record_is_in_it(package):
    models = {table.model for table, _about, _filters in TABLES}
    assert models >= {Zone, Reform, Policy, Target, Observation, Source}
    for table, _about, _filters in TABLES:
        public = table.model.objects.public()
        slugs = [row["slug"] for row in rows(package, table.name)]
        assert slugs == sorted(public.values_list("slug", flat=True)), table.name
    reform = Reform.objects.get(slug="linfen-standard-land")
    types = [r["reform_type"] for r in rows(package, "reforms_types") if r["reform"] == reform.slug]
    assert types == sorted(t.slug for t in reform.types.all())


def test_a_figure_is_as_its_source_prints_it_and_converted(package):
    figure = Observation.objects.exclude(scope=None).get(unit="cny-100m")
    [row] = [row for row in rows(package, "observations") if row["slug"] == figure.slug]
    assert Decimal(row["value"]) == figure.value
    assert Decimal(row["canonical_value"]) == figure.canonical_value
    assert row["canonical_unit"] == figure.metric.unit
    for name in ("unit", "bound", "period", "basis", "status", "detail", "locator", "quote"):
        assert row[name] == getattr(figure, name)
    for name in ("zone", "metric", "scope"):
        assert row[name] == getattr(figure, name).slug
    earliest = figure.period_earliest
    assert row["period_earliest"] == (earliest.isoformat() if earliest else "")
    words = Observation.objects.filter(value__isnull=True)[0]
    [row] = [row for row in rows(package, "observations") if row["slug"] == words.slug]
    assert (row["value"], row["canonical_value"], row["value_text"]) == ("", "", words.value_text)


def test_every_table_and_column_is_described_in_both_languages(package):
    for table in described(package)["resources"]:
        assert table["title"]
        assert table["title@zh"]
        for field in table["schema"]["fields"]:
            assert field["title"]
            assert field["title@zh"]
            needed = field.get("constraints", {}).get("required", False)
            reasons = [one["label"] for one in field.get("missingValues", [])]
            assert bool(reasons) != needed, (table["name"], field["name"])
            assert all(" / " in reason for reason in reasons)


def test_codes_keys_and_units_are_in_the_schema(package):
    tables = {table["name"]: table["schema"] for table in described(package)["resources"]}
    fields = {field["name"]: field for field in tables["observations"]["fields"]}
    assert fields["basis"]["constraints"]["enum"] == Basis.values
    assert [c["value"] for c in fields["basis"]["categories"]] == Basis.values
    assert (fields["value"]["type"], fields["period_earliest"]["type"]) == ("number", "date")
    keys = {key["fields"][0]: key["reference"] for key in tables["observations"]["foreignKeys"]}
    assert keys["unit"] == {"resource": "units", "fields": ["code"]}
    assert keys["part_of"] == {"fields": ["slug"]}
    assert keys["scope"] == {"resource": "scopes", "fields": ["slug"]}
    assert fields["release"]["constraints"]["enum"] == Release.values
    assert tables["policies_agencies"]["primaryKey"] == ["policy", "agency"]


def test_it_names_its_version_its_sources_and_what_is_not_said_of_rights(package, tmp_path):
    found = described(package)
    assert found["version"] == write_datapackage(tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == package.read_bytes()  # as often as it is made
    assert {one["title@zh"] for one in found["sources"]} == {s.title for s in Source.objects.all()}
    assert "licenses" not in found
    assert "not yet stated" in found["rights"]


def test_the_codebook_explains_every_column_and_every_code(package):
    with zipfile.ZipFile(package) as archive:
        lines = list(csv.DictReader(io.StringIO(archive.read("codebook.csv").decode())))
        text = archive.read("codebook.md").decode()
    explained = {(line["table"], line["column"]) for line in lines if line["column"]}
    assert explained == {(one.name, c.name) for one in resources() for c in one.columns}
    codes = [line["code"] for line in lines if (line["table"], line["column"]) == ("zones", "tier")]
    assert codes == ["", "national", "provincial", "not-stated"]
    assert all(line["title"] and line["title_zh"] for line in lines)
    assert "| `canonical_value` |" in text


LIKE_FORMULAS = ["=1+1", "+1%", "-x", "@a", "\t=1", "＝1", "＋1", "－1", "＠a", "'=1", "''-x", "-5"]


def test_drafts_and_articles_are_not_in_it_and_its_texts_are_no_formulas(tmp_path):
    """It says how to have texts as they were: a text as long as its column may be is longer."""
    draft = ObservationFactory(locator="SECRET", is_draft=True)
    Zone.objects.filter(pk=draft.zone.pk).update(is_draft=True, note="SECRET")
    Policy.objects.update(is_draft=True)
    ArticleText.objects.create(source=Source.objects.first(), text="SECRET")
    zone, source = Zone.objects.public().first(), Source.objects.first()
    length = Observation._meta.get_field("locator").max_length
    for number, text in enumerate([*LIKE_FORMULAS, "=" * length]):
        ObservationFactory(slug=f"like-{number:02}", zone=zone, source=source, locator=text)
    path = tmp_path / "guarded.zip"
    write_datapackage(path)
    assert rows(path, "policies") == rows(path, "targets") == rows(path, "policies_agencies") == []
    assert checked(path, tmp_path) == []
    locators = {row["slug"]: row["locator"] for row in rows(path, "observations")}
    found = [locators[f"like-{number:02}"] for number in range(len(LIKE_FORMULAS))]
    assert found == [text if text == "-5" else f"'{text}" for text in LIKE_FORMULAS]
    guard = re.compile(described(path)["guardPattern"])
    assert [guard.sub("", text) for text in found] == LIKE_FORMULAS
    assert "apostrophe" in described(path)["guard"]
    assert "撇号" in described(path)["guard@zh"]
    number = re.compile(r"[+-]?[0-9.]+")
    with zipfile.ZipFile(path) as archive:
        assert "apostrophe" in archive.read("codebook.md").decode()
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "SECRET" not in text, name
            lines = csv.reader(io.StringIO(text)) if name.endswith(".csv") else []
            starts = [c for line in lines for c in line if c.startswith(FORMULA_STARTS)]
            assert all(map(number.fullmatch, starts)), name


# What the models hold and the public data set does not: bookkeeping, and what sorts or checks.
NOT_PUBLIC = {"id", "revision", "is_draft", "pinyin", "plausible_min", "plausible_max"}


@pytest.mark.parametrize("table", [table for table, _a, _f in TABLES], ids=lambda table: table.name)
def test_every_column_of_the_models_is_public_or_knowingly_not(table):
    columns = {column.field.name for column in table.columns if column.is_own and column.field}
    fields = [*table.model._meta.concrete_fields, *table.model._meta.many_to_many]
    kept = {f.name for f in fields if f.name not in NOT_PUBLIC}
    kept -= {f.name for f in fields if isinstance(f, SearchTextField)}
    # The unit of a converted value is a column of its metric.
    assert columns - {"unit"} == kept - {"unit"}


# What the page of a record shows elsewhere than among its properties: above them, beside the
# value, in its rows, in its address.
SHOWN_ELSEWHERE = {
    *("slug", "name", "short_name", "title", "summary", "definition", "note", "access_note"),
    *(
        "value",
        "value_text",
        "unit",
        "canonical_value",
        "value_high",
        "canonical_high",
        "rank",
        "rank_reason",
        "position",
    ),
    *("locator", "quote", "is_broken_off"),
}


def test_the_page_of_a_record_shows_every_public_column():
    views = {view for _name, view, _has in public_routes() if issubclass(view, RecordDetail)}
    assert len(views) == 7
    for view in views:
        own = [column for column in view.table.columns if column.is_own]
        names = {column.name for column in own if not column.heading} - {"canonical_unit"}
        names = {name for name in names if not name.endswith(("_en", "_earliest", "_latest"))}
        elsewhere = SHOWN_ELSEWHERE | ({"bound"} if view.model is Target else set())
        assert names <= elsewhere, view


def test_the_command_writes_the_file_whole_or_not_at_all(tmp_path, monkeypatch, capsys):
    path = tmp_path / "out.zip"
    call_command("export_datapackage", str(path))
    assert zipfile.is_zipfile(path)
    assert "data version" in capsys.readouterr().out
    before = path.read_bytes()

    def fail(_path):
        raise RuntimeError("half way")

    monkeypatch.setattr("opendata.management.commands.export_datapackage.write_datapackage", fail)
    with pytest.raises(RuntimeError):
        call_command("export_datapackage", str(path))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.zip"]


def test_a_folder_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_datapackage", str(tmp_path / "nowhere" / "out.zip"))
