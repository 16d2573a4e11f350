"""What spreadsheet programs do to a file: it is told once, and changes no record."""

import io

import pytest
from openpyxl import load_workbook

from intake.tables.exporting import csv_file as exported
from intake.tables.exporting import plain_records
from intake.tables.spoilt import is_day_for_less, lost_letters
from tests import factories as make
from tests.intake.tables import counts, csv_file, joined, preview, saved, xlsx_file
from zones.models import Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def figures():
    """Five figures with their places, each of a month of its own."""
    return [
        make.ObservationFactory(slug=f"f-{n}", period=f"2015-0{n}", locator=f"湘潭 ¶{n}")
        for n in range(1, 6)
    ]


def edited(rows: dict[str, tuple], *names: str, encoding="utf-8"):
    lines = ([slug, *row] for slug, row in rows.items())
    return csv_file(["slug", *names], *lines, encoding=encoding)


def test_an_export_saved_in_gbk_by_a_spreadsheet_comes_back_unchanged(figures):
    answer = exported("figures", Observation, plain_records(Observation.objects.all()))
    text = joined(answer.streaming_content).decode("utf-8-sig")
    assert "湘潭 第3段" in text
    run = preview(io.BytesIO(text.encode("gbk")), Observation)
    assert (counts(run), run.notices) == ((0, 0, 5, 0), None)


def test_letters_that_an_encoding_lacks_are_told_once_and_stay_as_they_are(figures):
    rows = {f"f-{n}": (f"湘潭 ?{n}", "其中") for n in range(1, 5)}
    rows["f-5"] = ("为什么?", "其中")
    run = preview(edited(rows, "locator", "detail", encoding="gbk"), Observation)
    assert counts(run) == (0, 5, 0, 0)
    assert [sorted(row.after) for row in run.rows.order_by("pk")] == [["detail"]] * 4 + [
        ["detail", "locator"]
    ]
    assert run.notices == [
        "In the column “Place in the source” ¶ became “?” in 4 rows: the program that saved the "
        "file could not write it. These cells stay as they are in the records.",
        "1 other cell of “Place in the source” with a “?” is to be written: look at it.",
    ]


@pytest.mark.parametrize(
    ("now", "value", "letters"),
    [
        ("湘潭 ¶2", "湘潭 ?2", "¶"),
        ("𬭚矿", "??矿", "𬭚"),
        ("湘潭 ¶2", "?? ?2", "湘潭¶"),  # an encoding without Chinese
        ("湘潭 ¶2", "湘潭 ?3", ""),
        ("为何？", "为何?", ""),
        ("a+b", "a?b", ""),
    ],
)
def test_a_lost_letter_is_one_that_no_keyboard_turns_into_a_question_mark(now, value, letters):
    assert lost_letters(now, value) == set(letters)


def test_months_that_came_back_as_days_are_told_once_and_stay_months(figures):
    rows = {f"f-{n}": (f"2015/{n}/1",) for n in range(1, 5)} | {"f-5": ("2016-05-01",)}
    run = preview(edited(rows, "period"), Observation)
    assert counts(run) == (0, 1, 4, 0)  # another month is a change
    assert run.notices == [
        "In the column “Period” a spreadsheet program made days of months or years (2015-09-01 of "
        "2015-09) in 4 rows: they stay as they are in the records."
    ]
    assert is_day_for_less("2015", "1905-07-07")
    assert not is_day_for_less("2015-09-01", "2015-09")


def test_new_dates_that_are_all_the_first_of_a_month_are_told():
    rows = {f"z-{n}": (f"2015-0{n}-01",) for n in range(1, 4)}
    told = preview(edited(rows, "approved"), Zone).notices
    assert told == [
        "In the column “Approved” 3 dates to be written are the first of a month: if the source "
        "gives only months, write them as 2015-09."
    ]
    rows["z-4"] = ("2015-04-02",)
    assert preview(edited(rows, "approved"), Zone).notices is None


def test_hidden_sheets_rows_and_columns_and_sheets_that_are_not_read_are_told():
    make.ZoneFactory(slug="a", city="甲市")
    header = ["slug", "city", "city_en"]
    book = load_workbook(
        xlsx_file({"Zones": [header, ["a", "乙市", "丙县"]], "备注": [["随手"]], "Sheet3": []})
    )
    book["Zones"].row_dimensions[2].hidden = True
    book["Zones"].column_dimensions["C"].hidden = True
    book["Zones"].sheet_state = "hidden"
    book.create_chartsheet("图")
    run = preview(saved(book))
    assert run.notices == [
        "Not read: 备注 (no kind of record has this name).",
        "Not read: Sheet3 (it is empty).",
        "Not read: 图 (it holds no table).",
        "Sheet “Zones”: The sheet is hidden in the file, and was read as well.",
        "Sheet “Zones”: 1 row is hidden in the file, perhaps by a filter, and was read as well.",
        "Sheet “Zones”: Columns that are hidden in the file were read as well: city_en.",
    ]
    second = xlsx_file({"一": [header, ["a", "乙市", ""]], "二": [header, ["b", "", ""]]})
    assert preview(second, Zone).notices == [
        "Not read: 二 (of a file whose sheets do not say what they hold only the first is read)."
    ]


def test_a_place_is_stored_in_one_form_however_it_was_typed():
    figure = make.ObservationFactory(locator="盐湖 第8–9段")
    figure.refresh_from_db()
    assert figure.locator == "盐湖 ¶8–9"
