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
from policies.models import FollowUp
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


# -- Names ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", kinds())
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_two_columns_of_a_kind_share_a_name(model, language):
    columns = columns_of(model)
    with translation.override(language):
        names = [one.label for one in columns]
    assert codes_of_header(model, names) == [one.name for one in columns]


@pytest.mark.parametrize("model", kinds())
def test_codes_are_a_header_too(model):
    codes = [one.name for one in columns_of(model)]
    assert codes_of_header(model, [*codes, "revision", ""]) == [*codes, "revision", ""]


@pytest.mark.parametrize("model", kinds())
def test_a_kind_is_known_by_its_names_in_both_languages(model):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
        assert all(kind_named(f" {name.upper()} ") is model for name in names)
    assert kind_named(model._meta.label_lower) is model


def test_every_kind_comes_after_those_that_it_refers_to():
    order = list(kinds())
    for model in order:
        for one in columns_of(model):
            related = one.field.related_model
            assert related in (None, model) or order.index(related) < order.index(model)


def header_problem(*names) -> str:
    with pytest.raises(UnreadableError) as caught:
        codes_of_header(Zone, list(names))
    return str(caught.value)


def test_a_wrong_header_is_told_in_words():
    assert header_problem("slug", "provinse") == (
        "“provinse” is not a column of zones; did you mean “Province”?"
    )
    assert header_problem("slug", "大象").startswith(
        "“大象” is not a column of zones. The columns are: Slug, Province, Name in Chinese, "
    )
    assert header_problem("name") == (
        "The column “Slug (slug)” is missing: it names the record of each row."
    )
    assert header_problem("slug", "name", "Name in Chinese") == (
        "Two columns are named “Name in Chinese”: keep one."
    )


# -- Values ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["national", "National", "NATIONAL ", "国家级"])
def test_a_choice_is_known_by_its_code_and_its_names(cell):
    assert read(Zone, "tier", cell) == "national"


def test_an_unknown_choice_is_told_what_is_offered():
    assert refusal(Zone, "tier", "市级") == (
        "“市级” is not one of the values offered: National, Provincial, Not stated."
    )


@pytest.mark.parametrize("cell", ["mu", "亩", "畝", "亩 · mu", " MU "])
def test_a_unit_is_known_by_any_of_its_names(cell):
    assert read(Observation, "unit", cell) == "mu"


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_comes_back_from_a_workbook(code):
    unit = column(Observation, "unit")
    assert unit.read(unit.written(code, in_words=True), is_new=False) == code


def test_a_misspelt_unit_gets_a_suggestion():
    assert refusal(Observation, "unit", "公倾") == (
        "“公倾” is not a known unit; did you mean “公顷”?"
    )


@pytest.mark.parametrize(
    ("cell", "date"),
    [("2019-03", "2019-03"), ("2019年3月", "2019-03"), ("2020/..", "2020/.."), ("2019", "2019")],
)
def test_a_date_is_read_as_edtf_and_as_articles_print_it(cell, date):
    assert read(Observation, "period", cell) == date


def test_what_is_no_date_is_refused():
    assert "not a date we can read" in refusal(Observation, "period", "去年春天的某个时候")
    assert "not a date we can read" in refusal(Observation, "period", "2019年3月和2020年5月")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1604.90", "1604.9"),
        ("1,604.9", "1604.9"),
        ("１６０４.９", "1604.9"),
        ("１，６０４．９", "1604.9"),
        ("-3", "-3"),
        ("－５", "-5"),
        ("−5", "-5"),
        ("+3", "3"),
        ("1e3", "1000"),
        ("0.000", "0"),
        ("12345678901234567.123456", "12345678901234567.123456"),
    ],
)
def test_numbers_are_read_as_people_and_programs_write_them(cell, number):
    assert read(Observation, "value", cell) == number


def test_whole_numbers_may_end_in_zeros():
    assert read(Province, "tile_row", "3.0") == 3
    assert "whole number" in refusal(Province, "tile_row", "3.5")


@pytest.mark.parametrize(
    ("cell", "answer"), [("yes", True), ("是", True), ("NO", False), ("0", False), (True, True)]
)
def test_yes_and_no_are_known_in_both_languages(cell, answer):
    assert read(Zone, "is_draft", cell) is answer


def test_what_is_neither_yes_nor_no_is_refused():
    assert refusal(Zone, "is_draft", "vielleicht") == "“vielleicht” is neither “yes” nor “no”."


def test_keys_of_related_records_are_read():
    assert read(Zone, "sources_read", "b; a；c，a") == ["a", "b", "c"]
    assert read(Zone, "sources_read", ["b", "a"]) == ["a", "b"]
    assert read(Zone, "province", " hunan ") == "hunan"
    assert refusal(Zone, "sources_read", " ; ").startswith("“;” says nothing that can be kept")


def test_a_blank_cell_empties_what_may_be_empty():
    assert read(Zone, "note", None) == ""
    assert read(Zone, "approved", " ") == ""
    assert read(Observation, "reform", "") is None
    assert read(Observation, "value", None) is None
    assert read(FollowUp, "met", None) is None
    assert read(Zone, "is_draft", None) is False


def test_a_blank_cell_cannot_empty_what_is_needed():
    assert refusal(Zone, "name", "") == "a value is needed."
    assert refusal(Zone, "province", None, is_new=True) == "a value is needed."
    assert refusal(Reform, "types", []) == "a value is needed."
    assert refusal(Reform, "stage", "") == "a value is needed."


def test_a_blank_cell_of_a_new_record_leaves_what_the_site_fills_in():
    assert read(Reform, "stage", "", is_new=True) is KEEP
    assert read(Zone, "pinyin", "", is_new=True) is KEEP
    assert read(Zone, "pinyin", "") is KEEP


def test_unusable_cells_and_wrong_kinds_of_cell_are_refused():
    assert refusal(Zone, "name", Unusable("a formula.")) == "a formula."
    assert "not a list" in refusal(Zone, "name", ["a"])
    assert "yes or no" in refusal(Zone, "name", True)
    assert "control character" in refusal(Zone, "name", "a\x0bb")


def test_white_space_that_files_do_not_keep_makes_no_difference():
    assert same("a\r\nb ", "a\nb")
    assert not same("a", "b")
    assert not same(None, "0")


# -- Nothing becomes blank, no mark a digit ----------------------------------------

JUNK = "1604.9①|1604²|٣٤|½|1984年12月32日|2010年13月|2月30日|2018年10月-3月|—|…|; ;|\u200b|\u2800"
JUNK += "|'|N/A|1-5|1 604.9|nan|1_000|0x10|①|第三|是否"


@pytest.mark.parametrize("model", kinds())
def test_a_cell_that_is_not_blank_never_becomes_blank(model):
    for one in columns_of(model):
        for junk in JUNK.split("|"):
            with suppress(CellError):
                assert one.read(junk, is_new=False) not in (None, "", [], KEEP), (one.name, junk)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("1604.9①", "“1604.9①” is not a number: “①” is no digit."),
        ("1604²", "“1604²” is not a number: “²” is no digit."),
        ("٣٤", "“٣٤” is not a number: “٣” is no digit."),
        ("1604.9[1]", "“1604.9[1]” is not a number."),
        *((one, f"“{one}” is not a number.") for one in ("1-5", "1,60", "1,60,4", "1_000", "NaN")),
        *((one, f"“{one}” is not a number.") for one in ("abc", "12亩", "1e999999999")),
    ],
)
def test_only_digits_are_a_number(cell, sentence):
    assert refusal(Observation, "value", cell) == sentence
