"""The adoption matrix, and one type of reform across zones."""

from comparisons.engine.adoption import Measure, adoption_rows
from comparisons.engine.facts import BlankState
from comparisons.typed import TypedMeasure, compare_measures
from tests.comparisons.figures import MU, column, figure


def test_a_cell_shows_the_furthest_stage_and_every_measure():
    measures = {
        ("a", "seal"): [Measure("x", "planned"), Measure("y", "in-force"), Measure("z", "pilot")]
    }
    [row] = adoption_rows(["seal"], [column("a"), column("b")], measures)
    assert row.cells[0].stage == "in-force"
    assert [m.key for m in row.cells[0].measures] == ["y", "z", "x"]
    assert row.reported_by == 1
    assert row.is_different


def test_a_blank_in_the_matrix_names_the_sources_read():
    [row] = adoption_rows(["seal"], [column("a", sources=("article",))], {})
    assert row.cells[0].state == BlankState.NOT_REPORTED
    assert row.cells[0].sources_read == ("article",)


def test_zones_with_a_type_stand_apart_from_those_read_without_a_mention():
    measures = [
        TypedMeasure("p", "b", "planned", "", ()),
        TypedMeasure("q", "b", "in-force", "2019", (figure("5", key="five"),)),
    ]
    result = compare_measures([column("a"), column("b")], measures, [MU], {"five": MU.key})
    assert result.without == ("a",)
    [(zone, done)] = result.by_zone
    assert zone == "b"
    assert [m.key for m in done] == ["q", "p"]
    [row] = result.rows
    assert [cell.column for cell in row.cells] == ["b"]
