"""Files that go out come back: lists and tables of the data set change nothing."""

import csv
import io

import pytest
from django.test import Client
from django.utils.translation import override

from core.web.files import csv_lines
from intake.mapping.mapping import problems, propose
from intake.tables.layouts import Heading, Layout
from intake.tables.table import Grid
from opendata.datapackage import cells
from opendata.resources import resources
from tests.intake.tables import counts
from tests.intake.tables import problems as told
from tests.intake.test_translating import staged_run

pytestmark = pytest.mark.django_db
LISTS = ("zones", "reforms", "policies", "metrics", "sources")


def unchanged(text: str, kind: str = "") -> None:
    """All rows of a CSV file are as they are stored."""
    lines = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    grid = Grid("", lambda: iter((n, [c or None for c in row]) for n, row in enumerate(lines, 1)))
    headings = [
        Heading(place, (words,), tuple(row[place] for row in lines[1:4] if row[place]))
        for place, words in enumerate(lines[0])
    ]
    mapping = propose(Layout((), (1,), 2), headings, [], kind)
    assert problems(mapping) == []
    run = staged_run(grid, mapping)
    assert told(run) == []
    assert [row.after for row in run.rows.filter(action="update")] == []
    assert counts(run) == (0, 0, len(lines) - 1, 0)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("header", ["", "&header=codes"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_comes_back_without_a_change(seeded, name, header, language):
    with override(language):
        response = Client().get(f"/{language}/{name}/?format=csv{header}")
        unchanged(b"".join(response).decode())


@pytest.mark.parametrize("name", [one.name for one in resources() if one.key == ("slug",)])
def test_a_table_of_the_data_set_comes_back_without_a_change(seeded, name):
    [table] = (one for one in resources() if one.name == name)
    # Both have the same columns; of each other table its columns tell what it holds.
    kind = {"instruments": "instrument", "reform_groups": "reformgroup"}.get(name, "")
    unchanged("".join(csv_lines([c.name for c in table.columns], cells(table))), kind)
