"""Cells that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files import FORMULA_STARTS, harmless, unprotected

TEXT = st.text(max_size=5).map(str) | st.text(alphabet="'=+-@\t1a", max_size=6)


@given(TEXT)
def test_a_protected_cell_gives_back_its_text(text):
    assert unprotected(harmless(text)) == text


@given(TEXT)
def test_no_protected_cell_is_a_formula(text):
    cell = harmless(text)
    if cell.startswith(FORMULA_STARTS):
        float(cell)  # only a number stays as it is


@pytest.mark.parametrize("cell", [None, 5, "-5", "+1.5", "text", "it's", "'quoted'"])
def test_what_does_no_harm_stays_as_it_is(cell):
    assert harmless(cell) == cell
