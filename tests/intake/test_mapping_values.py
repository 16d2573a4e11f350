"""Cells of tables as printed: values, dates, marks. What can be read in two ways is refused."""

from decimal import Decimal

import pytest

from intake.mapping.values import missing_mark, read_date, read_value, split_mark
from intake.tables.cells import CellError, Unusable
from tests.core.tables import english_throughout, spread  # noqa: F401 - a fixture

# By value and limit; in a column of 亿元.
NUMBERS = {
    (
        "1604.9",
        "",
    ): "1604.9|1,604.9|1 604.9|1，604.9|１，６０４．９|1604.9亿|1604.9亿元|1604.9（亿元）|+1604.9",
    ("-4.2", ""): "-4.2|−4.2|－４．２",
    ("1600", "about"): "约1600|近1600|1600左右|约 1600 亿元|≈1600",
    ("2000", "about"): "约2000|近2000",
    ("1600", "over"): "1600余|1600多|超1600|>1600",
    ("1600", "at-least"): "1600以上|≥1600|不少于1600",
    ("2019", ""): "2019",
    ("1203333", ""): "1 203 333|1,203,333|1\u00a0203\u2009333",
    ("0", ""): "0|-0|0.0",
    ("0.5", ""): "0.5|.5",
}


@pytest.mark.parametrize(("cell", "read"), spread(NUMBERS))
def test_a_value_is_read_as_the_form_reads_it(cell, read):
    found = read_value(cell, unit="cny-100m")
    assert (found.value, found.bound) == (Decimal(read[0]), read[1])
    assert (found.unit, found.value_high, found.note) == ("cny-100m", None, "")
    assert str(found.value)[:2] != "-0"


# In a column of `unit`: the value, its end, and the unit.
OTHERS = [
    ("3—5", "cny-100m", "3", "5", "cny-100m"),
    ("3～5亿元", "cny-100m", "3", "5", "cny-100m"),
    ("16049000千元", "cny-100m", "16049000", None, "cny-1k"),
    ("19.5亿美元", "cny-100m", "19.5", None, "usd-100m"),
    ("US$19.5亿", "cny-100m", "19.5", None, "usd-100m"),
    ("88.2平方公里", "ha", "88.2", None, "km2"),
    ("5.9%", "percent", "5.9", None, "percent"),
    ("5.9个百分点", "percent", "5.9", None, "percentage-point"),
    ("0.11吨标煤/万元", "tce/cny-10k", "0.11", None, "tce/cny-10k"),
    ("1500余家", "firm", "1500", None, "firm"),
    ("1.2万", "firm", "12000", None, "firm"),
    ("一百二十", "firm", "120", None, "firm"),
    ("第3", "rank", "3", None, "rank"),
    ("第三", "rank", "3", None, "rank"),
    ("12.5亿元", "", "12.5", None, "cny-100m"),
]


@pytest.mark.parametrize(("cell", "column", "value", "high", "unit"), OTHERS)
def test_the_unit_of_the_cell_goes_before_that_of_the_column(cell, column, value, high, unit):
    found = read_value(cell, unit=column)
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert found.value_high == (high and Decimal(high))


def test_a_fall_is_negative_for_a_rate_of_growth_only():
    assert read_value("下降4.2", unit="percent", quantity="growth").value == Decimal("-4.2")
    assert read_value("增长5.9%", unit="percent", quantity="growth").value == Decimal("5.9")
    with pytest.raises(CellError, match="a change"):
        read_value("下降4.2", unit="cny-100m", quantity="money")


def test_a_number_in_words_stays_in_words():
    assert read_value("数十", unit="firm").value_text == "数十"


MISSING = "—|——|–|-|--|…|……|...|/|N/A|n/a|空|无数据|暂无|暂无数据|未统计|未公布|不详|*|**| — |NULL"


@pytest.mark.parametrize("cell", MISSING.split("|"))
def test_marks_for_missing_values_are_kept_as_a_note(cell):
    found = read_value(cell, unit="ha")
    assert (found.value, found.is_missing, found.note) == (None, True, cell.strip())
    assert read_date(cell).is_missing
    assert missing_mark("0") is None
    assert missing_mark("—12") is None


def test_a_blank_cell_is_missing_without_a_mark():
    assert (read_value(None).is_missing, read_value(" ").note, missing_mark(None)) == (True, "", "")


MARKS = [
    ("123¹", "123", "¹"),
    ("24.8①", "24.8", "①"),
    ("24.8 ①②", "24.8", "①②"),
    ("24.8*", "24.8", "*"),
    ("24.8[1]", "24.8", "[1]"),
    ("24.8［1］", "24.8", "［1］"),
    ("24.8注1", "24.8", "注1"),
    ("24.8（注1）", "24.8", "（注1）"),
    ("24.8a", "24.8", "a"),
    ("24.8(a)", "24.8", "a"),
    ("*24.8", "24.8", "*"),
    ("[1]24.8", "24.8", "[1]"),
    ("24.8①亿元", "24.8", "①"),
    ("24.8亿元②", "24.8", "②"),
    ("约24.8①", "24.8", "①"),
]


@pytest.mark.parametrize(("cell", "value", "mark"), MARKS)
def test_marks_of_footnotes_are_notes_and_never_digits(cell, value, mark):
    found = read_value(cell, unit="cny-100m")
    assert (found.value, found.note) == (Decimal(value), mark)


def test_names_lose_only_signs_that_are_nothing_but_marks():
    assert split_mark("苏州工业园区①") == ("苏州工业园区", "①")
    assert split_mark("新余高新技术产业园区T①") == ("新余高新技术产业园区T", "①")
    assert split_mark("苏州工业园区（注2）") == ("苏州工业园区", "（注2）")
    assert split_mark("新余高新技术产业园区T") == ("新余高新技术产业园区T", "")
    assert split_mark("12km²") == ("12km²", "")
    assert split_mark("*") == ("*", "")


REFUSED = {
    "can be negative": "(12.3)|（12.3）|(1,203)",
    "can be another sum": "[30]|［30］|【1,200】",
    "points and commas": "1.234,5|1.234.567|12,34|1,20",
    "digits may be lost": "1.6E+07|1.5e3",
    "is not a number": "12..5|12-|500/|持平|12K|hello|" + "1" * 31,
    "more than one number": "3/217|12（3）|1'203|5-3|下降4.2",
    "none or not reported": "无|没有",
    "scale word": "12.5万|1600千万",
    "cannot be converted": "5.9%|12m|1203公顷|10年|100万人",
    "is not understood": "负4.2|1600亿元（含基金）|第3|↑5.9",
    "can stand for several units": "1500余家",
    "is no digit": "٣٤|10³|5×10³|½|1½|12①3",
}


@pytest.mark.parametrize(("cell", "problem"), spread(REFUSED))
def test_what_can_mean_two_things_is_refused_with_a_sentence(cell, problem):
    with pytest.raises(CellError, match=problem):
        read_value(cell, unit="cny-100m")


def test_a_number_without_any_unit_is_refused():
    with pytest.raises(CellError, match="No unit is printed"):
        read_value("12.5")


def test_a_date_keeps_its_mark_and_takes_the_year_of_the_table():
    found = read_date("2001.11①")
    assert (found.edtf, found.note) == ("2001-11", "①")
    assert read_date("2019E").note == "E"
    assert read_date("一季度", year="2019").edtf == "2019-01/2019-03"
    assert read_date("一季度").edtf == "XXXX-01/XXXX-03"
    assert read_date("去年6月", year="2019").edtf == "XXXX-06"
    assert read_date("1994.10").edtf == "1994-10"


NO_DATES = {
    "January or October": "1994.1|１９９４．１",
    "not a date that exists": "2019年2月29日|2019年13月|2018年10月-3月|2020—2016年|2019.13",
    "no year between": "1604|0612",
    "not a date we can read": "43525|1203.3|2019年春|2019财年",
    "none or not reported": "无",
}


@pytest.mark.parametrize(("cell", "problem"), spread(NO_DATES))
def test_what_is_no_certain_date_is_refused(cell, problem):
    with pytest.raises(CellError, match=problem):
        read_date(cell)


def test_a_cell_that_no_column_takes_says_why():
    for read in (read_value, read_date):
        with pytest.raises(CellError, match="a formula"):
            read(Unusable("a formula"))
