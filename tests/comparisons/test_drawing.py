"""Drawings: marks and words stay within them, axes are round, classes hold every value."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from comparisons.drawing import Drawing, Mark, columns, ticks, wrapped
from comparisons.metric_charts import edges_of

values = st.decimals(min_value=-(10**6), max_value=10**9, places=3)
LONG = "Xinjiang Production and Construction Corps Shihezi High-Tech Industrial Development Zone"


@given(st.lists(values, min_size=1, max_size=12))
def test_whatever_the_values_marks_lie_within_the_drawing_and_in_their_order(some):
    drawing = Drawing([Mark(f"z{n}", str(value), value) for n, value in enumerate(some)], "ha")
    places = {row.mark.end: float(row.end[:-1]) for row in drawing.rows}
    assert all(0 <= place <= 100 for place in places.values())
    in_order = [places[value] for value in sorted(places)]
    assert in_order == sorted(in_order)
    for above, below in pairwise(drawing.rows):
        assert above.y + above.middle < below.y
    assert drawing.rows[-1].y + drawing.rows[-1].middle < drawing.foot < drawing.height


@given(st.text(alphabet="abc 临汾经开区，", max_size=200), st.integers(4, 60))
def test_words_are_wrapped_without_losing_any_and_fit(text, room):
    lines = wrapped(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= room for line in lines)


def test_a_long_name_takes_lines_and_its_value_is_still_seen():
    drawing = Drawing([Mark(LONG, "1,246 ha", Decimal(1246))], "ha")
    [row] = drawing.rows
    assert len(row.lines) == 3
    html = render_to_string("comparisons/_drawing.html", {"drawing": drawing})
    assert ">1,246 ha</tspan>" in html


def test_names_are_shown_as_they_are_and_not_read_as_markup():
    drawing = Drawing([Mark("<b>x", "<1", Decimal(1), note='"<i>')], "ha")
    html = render_to_string("comparisons/_drawing.html", {"drawing": drawing})
    assert "<b>" not in html
    assert "&lt;b&gt;x" in html


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("0", "1246", [0, 500, 1000]),
        ("0", "36", [0, 10, 20, 30]),
        ("0", "0.7", ["0", "0.2", "0.4", "0.6"]),
        ("-3", "4", [-2, 0, 2, 4]),
        ("0", "1", ["0", "0.5", "1"]),
    ],
)
def test_axes_have_round_marks(low, high, expected):
    assert ticks(Decimal(low), Decimal(high)) == [Decimal(one) for one in expected]


@given(st.decimals(0, 10**12, places=4), st.decimals(0, 10**12, places=4))
def test_axes_have_few_marks_within_their_ends(below, above):
    if below == above == 0:
        return
    marks = ticks(-below, above)
    assert 1 <= len(marks) <= 6
    assert all(-below <= mark <= above for mark in marks)


@given(st.lists(values, min_size=1, max_size=60))
def test_every_value_is_in_one_class_and_there_are_not_many(some):
    edges = edges_of(some)
    assert edges == sorted(set(edges))
    assert edges[0] <= min(some)
    assert max(some) < edges[-1]
    assert len(edges) <= 50


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (
            ["12", "480", "490", "500", "23252"],
            "10 20 50 100 200 500 1000 2000 5000 10000 20000 50000",
        ),
        (["3", "14", "20"], "2 4 6 8 10 12 14 16 18 20 22"),
        (["-3", "4"], "-3 -2 -1 0 1 2 3 4 5"),
        (["7", "7"], "7 8"),
    ],
)
def test_classes_are_of_equal_width_unless_the_values_differ_by_powers_of_ten(some, expected):
    edges = edges_of([Decimal(one) for one in some])
    assert edges == [Decimal(one) for one in expected.split()]
