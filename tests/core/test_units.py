"""Units: exact conversion, no way from one dimension to another, and the names people write."""

from decimal import Decimal

import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.language.prose.folding import fold
from core.language.prose.unit_names import unit_codes, unit_problem, unit_suggestion, unit_words
from core.language.text import split_terms
from core.language.units import UNITS, UnitMismatchError, convert
from tests.core.tables import spread

codes = st.sampled_from(sorted(UNITS))
values = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=6, allow_nan=False
)


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


def test_money_and_scaled_units_convert_within_their_own_dimension():
    assert convert(Decimal("63.8"), "cny-100m", "cny-10k") == Decimal(638000)
    assert UNITS["working-day"].dimension != UNITS["day"].dimension
    for unit in UNITS.values():
        if unit.scale_of:
            assert UNITS[unit.scale_of].dimension == unit.dimension
            assert UNITS[unit.scale_of].factor == 1


CODES = {
    "mu": "mu|亩|亩 · mu|畝",
    "ha": " 公顷 |Hectares",
    "km2": "KM²",
    "m2": "㎡",
    "percent": "％",
    "cny-10k": "CNY 10,000",
    "park": "个 · parks|parks",
    "working-day": "工作日|working day",
    None: "公倾|个|",
}


@pytest.mark.parametrize(("text", "code"), spread(CODES))
def test_a_unit_is_known_by_its_code_symbol_and_names(text, code):
    assert unit_codes(text) == (code,) or (code is None and len(unit_codes(text)) != 1)


@given(st.sampled_from(sorted(UNITS)))
def test_every_unit_is_known_by_its_code_its_label_and_its_further_names(code):
    unit = UNITS[code]
    assert unit_codes(code) == unit_codes(unit.label) == (code,)
    assert code in unit_codes(unit.symbol)
    assert all(code in unit_words()[fold(name).text.lower()] for name in split_terms(unit.others))


NEAREST = {
    "公顷": "公倾",
    "平方公里": "平方功里|平方公理",
    "工作日": "工作曰",
    "亿元": "亿圆",
    "hectares": "hectars",
    "percent": "pecent",
    None: f"美元|acres|倍|亩|{'x' * 1000}|",
}


@pytest.mark.parametrize(("text", "nearest"), spread(NEAREST))
def test_a_misspelt_unit_is_suggested_only_when_it_is_near(text, nearest):
    assert unit_suggestion(text) == nearest


@pytest.mark.usefixtures("english")
def test_the_problem_with_a_units_name_is_told_in_a_sentence():
    assert unit_problem("亩") == ""
    assert unit_problem("公倾") == "“公倾” is not a known unit; did you mean “公顷”?"
    assert unit_problem("家") == (
        "“家” can stand for several units (firms, institutions): choose one."
    )
