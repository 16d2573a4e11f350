"""The whole data set as a SQLite file: the facts of the site, under rules of its own."""

import json
import sqlite3
from decimal import Decimal

import pytest
from django.core.management import call_command

from opendata.downloads import METADATA
from opendata.resources import resources
from opendata.sqlite_file import VIEWS, datasette_metadata, write_sqlite
from reforms.models import Reform
from zones.models import Observation

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.fixture(scope="module")
def path(seeded, tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "zone-reforms.sqlite"
    write_sqlite(path)
    return path


@pytest.fixture
def file(path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys=ON")
    yield connection
    connection.close()


def test_it_holds_every_row_of_every_table(file):
    for table in resources():
        [[count]] = file.execute(f'SELECT count(*) FROM "{table.name}"')  # noqa: S608
        assert count == table.count(), table.name


def test_a_figure_is_the_figure_of_the_site(file):
    for figure in Observation.objects.order_by("slug")[::50]:
        row = file.execute("SELECT * FROM observations WHERE slug = ?", [figure.slug]).fetchone()
        value = None if row["value"] is None else Decimal(str(row["value"]))
        assert value == figure.value
        for name in ("unit", "value_text", "period", "detail", "locator", "quote", "note"):
            assert (row[name] or "") == getattr(figure, name)
        assert (row["zone"], row["source"]) == (figure.zone.slug, figure.source.slug)
        assert row["is_broken_off"] == int(figure.is_broken_off)


def test_numbers_can_be_reckoned_with_and_blanks_are_null(file):
    [[most]] = file.execute("SELECT max(canonical_value) FROM observations WHERE metric = 'gdp'")
    known = Observation.objects.filter(metric__slug="gdp").values_list("canonical_value", flat=True)
    assert most == (float(max(known)) if known else None)
    [[words]] = file.execute("SELECT count(*) FROM observations WHERE value IS NULL")
    assert words == Observation.objects.filter(value__isnull=True).count() > 0
    [[blank]] = file.execute("SELECT count(*) FROM zones WHERE note = ''")
    assert blank == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observations SET zone = 'atlantis'",
        "UPDATE observations SET basis = 'sometimes'",
        "UPDATE zones SET name = NULL",
        "INSERT INTO reforms_types SELECT * FROM reforms_types LIMIT 1",
    ],
)
def test_its_keys_and_rules_hold(file, statement):
    with pytest.raises(sqlite3.IntegrityError):
        file.execute(statement)


def test_views_join_names_and_a_lookup_by_zone_uses_an_index(file):
    for name in VIEWS:
        table = name.removesuffix("_named")
        counts = [file.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in (name, table)]  # noqa: S608
        assert counts[0] == counts[1] > 0
    reform = Reform.objects.get(slug="linfen-standard-land")
    row = file.execute("SELECT * FROM reforms_named WHERE slug = ?", [reform.slug]).fetchone()
    assert (row["zone"], row["title_en"]) == (reform.zone.name, reform.title_en)
    assert set(row["types_en"].split("; ")) == {t.name_en for t in reform.types.all()}
    figure = Observation.objects.exclude(scope=None).first()
    row = file.execute("SELECT * FROM observations_named WHERE slug = ?", [figure.slug]).fetchone()
    assert (row["scope"], row["scope_en"]) == (figure.scope.name, figure.scope.name_en)
    plan = file.execute("EXPLAIN QUERY PLAN SELECT * FROM observations WHERE zone = 'linfen-edz'")
    assert "USING INDEX observations_zone" in plan.fetchone()["detail"]


def test_the_codebook_is_a_table(file):
    row = file.execute(
        'SELECT * FROM codebook WHERE "table" = ? AND "column" = ? AND code = ?',
        ["zones", "tier", "national"],
    ).fetchone()
    assert (row["title"], row["title_zh"]) == ("National", "国家级")
    names = {row["name"] for row in file.execute("SELECT name FROM about")}
    assert names == {"version", "title", "description", "rights"}


def test_the_command_writes_what_datasette_shows_beside_it(tmp_path):
    call_command("export_sqlite", str(tmp_path / "data.sqlite"))
    metadata = json.loads((tmp_path / "data.metadata.json").read_text(encoding="utf-8"))
    assert metadata == datasette_metadata("data")
    tables = metadata["databases"]["data"]["tables"]
    for table in resources():
        assert set(tables[table.name]["columns"]) == {column.name for column in table.columns}
    assert METADATA == "zone-reforms.metadata.json"
