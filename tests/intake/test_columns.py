"""What the cells of a file say."""

from contextlib import suppress

import pytest
from django.conf import settings
from django.utils import translation

from core.language.units import UNITS
from intake.tables.cells import CellError, Unusable
from intake.tables.columns import KEEP, codes_of_header, columns_of, same
from intake.tables.kinds import kind_named, kinds
from intake.tables.table import UnreadableError
from policies.models import FollowUp, Target
from reforms.models import Reform
from zones.models import Observation, Province, Zone

pytestmark = pytest.mark.usefixtures("english")


def column(model, name):
    return next(one for one in columns_of(model) if one.name == name)


def read(model, name, cell, *, is_new=False):
    return column(model, name).read(cell, is_new=is_new)


def refusal(model, name, cell, *, is_new=False) -> str:
    with pytest.raises(CellError) as caught:
        read(model, name, cell, is_new=is_new)
    return str(caught.value)


@pytest.mark.parametrize("model", kinds())
def test_kinds_and_columns_are_known_by_their_codes_and_their_names_in_both_languages(model):
    columns = columns_of(model)
    codes = [one.name for one in columns]
    assert codes_of_header(model, [*codes, "revision", ""]) == [*codes, "revision", ""]
    assert kind_named(model._meta.label_lower) is model
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert codes_of_header(model, [one.label for one in columns]) == codes
            names = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
        assert all(kind_named(f" {name.upper()} ") is model for name in names)


def test_sheets_of_workbooks_from_before_figures_were_called_figures_are_known():
    assert {kind_named(name) for name in ("Observations", "observation", "数据")} == {Observation}


def test_every_kind_comes_after_those_that_it_refers_to():
    order = list(kinds())
    for model in order:
        for one in columns_of(model):
            related = one.field.related_model
            assert related in (None, model) or order.index(related) < order.index(model)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (["slug", "provinse"], "“provinse” is not a column of zones; did you mean “Province”?"),
        (
            ["slug", "大象"],
            "“大象” is not a column of zones. The columns are: Slug, Province, Name in Chinese, ",
        ),
        (["name"], "The column “Slug (slug)” is missing: it names the record of each row."),
        (["slug", "name", "Name in Chinese"], "Two columns are named “Name in Chinese”: keep one."),
        (["序号", "slug", "经度"], "“序号” is not a column of zones"),
        (["序号", "slug", "经度"], "“经度” is not a column of zones"),
    ],
)
def test_a_wrong_header_is_told_in_words(header, words):
    with pytest.raises(UnreadableError) as caught:
        codes_of_header(Zone, header)
    assert str(caught.value).count(words) == 1


@pytest.mark.parametrize(
    ("model", "name", "cell", "value"),
    [
        *((Zone, "tier", cell, "national") for cell in ("national", "NATIONAL ", "国家级")),
        *((Observation, "unit", cell, "mu") for cell in ("mu", "亩", "畝", "亩 · mu", " MU ")),
        *((Observation, "period", cell, "2019-03") for cell in ("2019-03", "2019年3月")),
        *((Observation, "period", cell, cell) for cell in ("2020/..", "2019")),
        *(
            (Observation, "value", cell, "1604.9")
            for cell in ("1604.90", "1,604.9", "１６０４.９", "１，６０４．９")
        ),
        *((Observation, "value", cell, "-5") for cell in ("-5", "－５", "−5")),
        (Observation, "growth_base", "同比", "year-before"),
        (Observation, "growth_base", "环比", "period-before"),
        *((Observation, "prices", cell, "constant") for cell in ("可比价", "不变价", "Constant")),
        *((Observation, "prices", cell, "current") for cell in ("现价", "名义", "nominal")),
        *((Observation, "realisation", cell, "contracted") for cell in ("合同", "签约", "协议")),
        *((Observation, "realisation", cell, "paid") for cell in ("到位", "实际使用")),
        *((Observation, "release", cell, "preliminary") for cell in ("初步核算", "快报")),
        (Observation, "release", "最终核实", "final"),
        (Observation, "base_period", "2015年", "2015"),
        (Observation, "unit", "亿美元", "usd-100m"),
        (Observation, "unit", "万元/亩", "cny-10k/mu"),
        (Observation, "value", "+3", "3"),
        (Observation, "value", "1e3", "1000"),
        (Observation, "value", "0.000", "0"),
        (Observation, "value", "12345678901234567.123456", "12345678901234567.123456"),
        (Province, "tile_row", "3.0", 3),
        *((Zone, "is_draft", cell, True) for cell in ("yes", "是", True)),
        *((Zone, "is_draft", cell, False) for cell in ("NO", "0", None)),
        (Zone, "sources_read", "b; a；c，a", ["a", "b", "c"]),
        (Zone, "sources_read", ["b", "a"], ["a", "b"]),
        (Zone, "province", " hunan ", "hunan"),
        # A blank cell empties what may be empty.
        (Zone, "note", None, ""),
        (Zone, "approved", " ", ""),
        (Observation, "reform", "", None),
        (Observation, "value", None, None),
        (FollowUp, "met", None, None),
    ],
)
def test_cells_are_read_as_people_and_programs_write_them(model, name, cell, value):
    assert read(model, name, cell) == value


NO_NUMBERS = ("1604.9[1]", "1,60", "1,60,4", "1_000", "NaN", "abc", "12亩", "1e999999999")
NO_DATE = "not a date we can read"


@pytest.mark.parametrize(
    ("model", "name", "cell", "words"),
    [
        (Zone, "tier", "市级", "not one of the values offered: National, Provincial, Not stated."),
        (Observation, "unit", "公倾", "“公倾” is not a known unit; did you mean “公顷”?"),
        (Observation, "period", "去年春天的某个时候", NO_DATE),
        (Observation, "period", "2019年3月和2020年5月", NO_DATE),
        *(
            (Zone, "approved", cell, f"“{cell}” is not a date that exists.")
            for cell in ("1984年12月32日", "2010年13月", "2010年2月30日", "2018年10月-3月")
        ),
        (Province, "tile_row", "3.5", "whole number"),
        (Zone, "is_draft", "vielleicht", "“vielleicht” is neither “yes” nor “no”."),
        (Zone, "sources_read", " ; ", "“;” says nothing that can be kept"),
        (Zone, "name", "", "a value is needed."),
        (Reform, "stage", "", "a value is needed."),
        (Zone, "name", Unusable("a formula."), "a formula."),
        (Zone, "name", ["a"], "not a list"),
        (Zone, "name", True, "yes or no"),
        (Zone, "name", "a\x0bb", "control character"),
        (Observation, "value", "1604.9①", "“1604.9①” is not a number: “①” is no digit."),
        (Observation, "value", "1604²", "“1604²” is not a number: “²” is no digit."),
        (Observation, "value", "٣٤", "“٣٤” is not a number: “٣” is no digit."),
        *((Observation, "value", cell, f"“{cell}” is not a number.") for cell in NO_NUMBERS),
        *(
            (
                Observation,
                "value",
                cell,
                f"“{cell}” is a range: its lower end goes into the column “Value as reported”, the "
                "upper one into “Upper value as reported”.",
            )
            for cell in ("2-3", "5%～8%", "2—3个月", "30万至50万元")
        ),
        (Target, "value", "2-3", "“2-3” is not a number."),
    ],
)
def test_what_a_cell_cannot_say_is_refused_in_words(model, name, cell, words):
    assert words in refusal(model, name, cell)


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_comes_back_from_a_workbook(code):
    unit = column(Observation, "unit")
    assert unit.read(unit.written(code, in_words=True), is_new=False) == code


def test_a_blank_cell_of_a_new_record_leaves_what_the_site_fills_in():
    assert read(Reform, "stage", "", is_new=True) is KEEP
    assert read(Zone, "pinyin", "", is_new=True) is KEEP
    assert read(Zone, "pinyin", "") is KEEP
    assert refusal(Zone, "province", None, is_new=True) == "a value is needed."


def test_white_space_that_files_do_not_keep_makes_no_difference():
    assert same("a\r\nb ", "a\nb")
    assert not same("a", "b")
    assert not same(None, "0")


JUNK = "1604.9①|1604²|٣٤|½|1984年12月32日|2010年13月|2月30日|2018年10月-3月|—|…|; ;|\u200b|\u2800"
JUNK += "|'|N/A|1-5|1 604.9|nan|1_000|0x10|①|第三|是否"


@pytest.mark.parametrize("model", kinds())
def test_a_cell_that_is_not_blank_never_becomes_blank(model):
    for one in columns_of(model):
        for junk in JUNK.split("|"):
            with suppress(CellError):
                assert one.read(junk, is_new=False) not in (None, "", [], KEEP), (one.name, junk)
