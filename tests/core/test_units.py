"""Units: exact conversion, no way from one dimension to another, and the names people write."""

from decimal import Decimal
from fractions import Fraction

import pint
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.language.prose.folding import fold
from core.language.prose.unit_names import unit_codes, unit_problem, unit_suggestion, unit_words
from core.language.text import split_terms
from core.language.units import SCALES, UNITS, UnitMismatchError, canonical_unit, convert
from tests.core.tables import spread

LISTED = sorted(UNITS)
listed = st.sampled_from(LISTED)
singles = [code for code in UNITS if not UNITS[code].parts]
scaled = st.sampled_from(
    [f"{one}-{key}" for one in singles for key in SCALES if UNITS[one].has_scales]
)
ratios = st.tuples(scaled | listed, scaled | listed).map("/".join).filter(UNITS.__contains__)
codes = listed | scaled | ratios
values = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=6, allow_nan=False
)


@st.composite
def of_one_dimension(draw):
    """A unit, and another of its dimension: each part of a ratio is exchanged for its like."""
    first = draw(codes)
    parts = [UNITS[code] for code in UNITS[first].parts or (first,)]
    alike = [[one for one in singles if UNITS[one].dimension == p.dimension] for p in parts]
    second = "/".join(draw(st.sampled_from(codes)) for codes in alike)
    assume(second in UNITS)
    return first, second


@given(of_one_dimension(), values)
def test_a_conversion_there_and_back_gives_the_value(pair, value):
    first, second = pair
    there = convert(value, first, second)
    assert round(convert(there, second, first), 6) == round(value, 6)
    exact = Fraction(value) * UNITS[first].factor / UNITS[second].factor
    assert abs(Fraction(there) - exact) <= abs(exact) / 10**27
    assert canonical_unit(first, second) == second


@given(codes, codes, values)
def test_different_dimensions_never_convert(first, second, value):
    assume(UNITS[first].dimension != UNITS[second].dimension)
    with pytest.raises(UnitMismatchError):
        convert(value, first, second)
    if UNITS[first].family != UNITS[second].family:
        with pytest.raises(UnitMismatchError):
            canonical_unit(first, second)
        return
    kept = canonical_unit(first, second)  # dollars stay dollars, points stay points
    assert UNITS[kept].dimension == UNITS[first].dimension
    assert canonical_unit(kept, second) == kept


SIBLINGS = {
    "usd-100m": "usd-10k cny-100m",
    "usd": "usd-10k cny",
    "cny-10k": "cny usd-10k",
    "usd-100m/km2": "usd-10k/mu cny-100m/km2",
    "tce/usd-10k": "kgce/usd tce/cny-10k",
    "percentage-point": "percentage-point percent",
    "percent": "permille percentage-point|permille percent",
    "day": "hour working-day|day month",
    "month": "year working-day",
}


@pytest.mark.parametrize(("pair", "kept"), spread(SIBLINGS))
def test_a_figure_in_another_dimension_of_the_family_keeps_a_unit_like_the_metrics(pair, kept):
    assert canonical_unit(*pair.split(" ")) == kept


NONSENSE = (
    "percent-10k|rank-100m|day-10k|cny-10k-10k|cny/usd|mu/km2|rank/m2|cny/m2/year|cny/cny-10k"
)
NONSENSE += "|/|cny/|/m2|-10k|furlong|cny-|"


@pytest.mark.parametrize("code", NONSENSE.split("|"))
def test_what_makes_no_sense_is_no_unit(code):
    assert code not in UNITS


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


def test_scale_words_convert_exactly_and_ratios_by_their_parts():
    assert convert(Decimal("63.8"), "cny-100m", "cny-10k") == Decimal(638000)
    assert convert(Decimal(35), "cny-10k/mu", "cny-100m/km2") == Decimal("5.25")
    assert convert(Decimal("0.35"), "tce/cny-10k", "kgce/cny") == Decimal("0.035")


CODES = {
    "mu": "mu|亩|亩 · mu|畝",
    "ha": " 公顷 |Hectares",
    "km2": "KM²",
    "m2": "㎡",
    "percent": "％",
    "cny-10k": "CNY 10,000",
    "park": "个 · parks|parks",
    "working-day": "工作日|working day",
    "usd-100m": "亿美元|亿美金|USD 100 m",
    "usd-1m": "百万美元|million USD|USD million|USD m|US$ mn",
    "cny-10k/mu": "万元/亩|万元每亩|CNY 10,000 per mu|万元／亩",
    "cny-100m/km2": "亿元每平方公里|亿元/平方千米|CNY 100 m per km²",
    "tce/cny-10k": "吨标准煤/万元|吨标煤/万元",
    "kwh-100m": "亿千瓦时|亿度|100 million kWh",
    "piece/person-10k": "pieces per 10,000 people",
    "percentage-point": "百分点|个百分点|percentage point",
    None: "公倾|个|户|元/个/年|",
}


@pytest.mark.parametrize(("text", "code"), spread(CODES))
def test_a_unit_is_known_by_its_code_symbol_and_names(text, code):
    assert unit_codes(text) == (code,) or (code is None and len(unit_codes(text)) != 1)


@given(codes)
@example("case/person-10k")  # its symbol is also that of a listed unit
def test_every_unit_is_known_by_its_code_its_label_and_its_further_names(code):
    unit = UNITS[code]
    assert unit_codes(code) == unit_codes(unit.label) == (code,)
    for name in (unit.symbol, unit.symbol_en, unit.symbol_one):
        found = unit_codes(name)
        assert code in found or any(one in LISTED for one in found), name


@given(listed)
def test_every_listed_unit_is_known_by_its_further_names(code):
    unit = UNITS[code]
    assert all(code in unit_words()[fold(name).text.lower()] for name in split_terms(unit.others))


NEAREST = {
    "公顷": "公倾",
    "平方公里": "平方功里|平方公理",
    "工作日": "工作曰",
    "亿元": "亿圆",
    "hectares": "hectars",
    "percent": "pecent",
    None: f"里拉|acres|亩|{'x' * 1000}|",
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
