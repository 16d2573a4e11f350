"""Units: exact conversion, no way from one dimension to another."""

from decimal import Decimal

import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.language.units import UNITS, UnitMismatchError, convert

codes = st.sampled_from(sorted(UNITS))
values = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=6, allow_nan=False
)


def test_the_standard_land_of_linfen_is_94_hectares():
    assert round(convert(Decimal("1413.03"), "mu", "ha"), 2) == Decimal("94.20")


def test_a_working_day_never_becomes_a_day():
    with pytest.raises(UnitMismatchError):
        convert(Decimal(20), "working-day", "day")


def test_hundred_millions_of_yuan_are_ten_thousand_ten_thousands():
    assert convert(Decimal("63.8"), "cny-100m", "cny-10k") == Decimal(638000)


@given(codes, codes, values)
def test_a_conversion_there_and_back_gives_the_value(first, second, value):
    assume(UNITS[first].dimension == UNITS[second].dimension)
    back = convert(convert(value, first, second), second, first)
    assert round(back, 6) == round(value, 6)


@given(codes, codes, values)
def test_different_dimensions_never_convert(first, second, value):
    assume(UNITS[first].dimension != UNITS[second].dimension)
    with pytest.raises(UnitMismatchError):
        convert(value, first, second)


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("ha", "m2", ("hectare", "meter ** 2")),
        ("km2", "ha", ("kilometer ** 2", "hectare")),
        ("tonne-10k", "tonne", ("1e4 * metric_ton", "metric_ton")),
        ("mu", "m2", ("2000 / 3 * meter ** 2", "meter ** 2")),
    ],
)
def test_factors_agree_with_an_independent_converter(first, second, names):
    registry = pint.UnitRegistry()
    theirs = registry(names[0]).to(names[1].removeprefix("1e4 * ")).magnitude
    assert float(convert(Decimal(1), first, second)) == pytest.approx(theirs)


def test_every_scaled_unit_counts_in_its_own_dimension():
    for unit in UNITS.values():
        if unit.scale_of:
            assert UNITS[unit.scale_of].dimension == unit.dimension
            assert UNITS[unit.scale_of].factor == 1
