"""Cells that a spreadsheet would run."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.web.files import FORMULA_STARTS, csv_lines, harmless, unprotected

SIGNS = "=+-@\t\r\n＝＋－＠"
TEXT = st.text(max_size=5).map(str) | st.text(alphabet=f"'{SIGNS}1a", max_size=6)


@given(TEXT)
def test_a_protected_cell_gives_back_its_text(text):
    assert unprotected(harmless(text)) == text


@given(TEXT)
def test_no_protected_cell_is_a_formula(text):
    cell = harmless(text)
    if cell.startswith(FORMULA_STARTS):
        assert re.fullmatch(r"[+-][0-9]*\.?[0-9]+", cell), "only a number stays as it is"


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_that_begins_a_formula_is_known(sign):
    assert harmless(f"{sign}SUM(A1)") == f"'{sign}SUM(A1)"


@pytest.mark.parametrize(
    "cell", [None, 5, "-5", "-5.25", "+1.5", "-.5", "-1e-3", "text", "it's", "'quoted'"]
)
def test_what_does_no_harm_stays_as_it_is(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize("text", ["-inf", "-1_000", "\t5", "－5", "+٣", "-5+cmd", "+86 10 5"])
def test_what_only_python_takes_for_a_number_is_guarded(text):
    assert harmless(text) == f"'{text}"


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=3))
def test_no_line_of_a_csv_file_has_a_formula_in_it_not_even_the_first(rows):
    text = "".join(csv_lines(rows[0], rows[1:]))
    read = list(csv.reader(io.StringIO(text, newline="")))
    for line, row in zip(read, rows, strict=True):
        for cell, before in zip(line, row, strict=True):
            assert cell == harmless(before)
