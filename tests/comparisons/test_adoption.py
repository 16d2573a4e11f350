"""The adoption matrix."""

from comparisons.engine.adoption import adoption_row
from comparisons.engine.facts import BlankState
from comparisons.overview import StagedReform
from tests.comparisons.figures import column


def test_a_cell_shows_the_furthest_stage_and_every_measure():
    measures = {
        "a": [
            StagedReform("x", "planned"),
            StagedReform("y", "in-force"),
            StagedReform("z", "pilot"),
        ]
    }
    row = adoption_row("seal", [column("a"), column("b")], measures)
    assert row.cells[0].stage == "in-force"
    assert [m.slug for m in row.cells[0].measures] == ["y", "z", "x"]
    assert row.reported_by == 1
    assert row.is_different


def test_a_blank_in_the_matrix_names_the_sources_read():
    row = adoption_row("seal", [column("a", sources=("article",))], {})
    assert row.cells[0].state == BlankState.NOT_REPORTED
    assert row.cells[0].sources_read == ("article",)
