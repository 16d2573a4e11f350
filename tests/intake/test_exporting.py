"""Files of records, and that reading them gives the records back."""

import csv
import io
import json
from itertools import zip_longest

import pytest
from django.db import models
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fields import EdtfField, UnitField
from core.language.text import visible
from core.language.units import UNITS
from intake.tables.columns import KEEP, codes_of_header, columns_of, same
from intake.tables.exporting import FORMATS, plain_records
from intake.tables.kinds import kinds
from intake.tables.reading import tables
from sources.models import Source
from tests.factories import ObservationFactory, SourceFactory, ZoneFactory
from tests.intake.tables import joined, opened
from zones.models import Observation, Zone

# What a text column may hold: no file carries control characters or halves of characters, and
# no text keeps what nobody sees.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
    | st.sampled_from("=+-@＝＋－＠'\";,湘潭亩"),
    max_size=30,
).filter(lambda text: not {"\ufffe", "\uffff"} & set(text) and visible(text) == text)
SLUG = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
DATE = st.sampled_from(["", "2019", "2019-03", "2020/..", "XXXX-06", "2018/2020", "201X", "2019~"])


def values_of(column) -> st.SearchStrategy:
    """Any plain value that a field can hold."""
    field = column.field
    if field.many_to_many:
        some = st.lists(SLUG, unique=True, max_size=3, min_size=int(not field.blank))
        return some.map(sorted)
    if field.is_relation:
        return SLUG | st.none() if field.null else SLUG
    if isinstance(field, EdtfField):
        return DATE
    if isinstance(field, UnitField):
        return st.sampled_from([*UNITS, *([""] if field.blank else [])])
    if field.choices:
        return st.sampled_from([code for code, _name in field.flatchoices])
    if isinstance(field, models.BooleanField):
        return st.booleans() | st.none() if field.null else st.booleans()
    if isinstance(field, models.DecimalField):
        whole = field.max_digits - field.decimal_places
        number = st.decimals(-(10**whole) + 1, 10**whole - 1, places=field.decimal_places)
        return st.none() | number.map(lambda one: f"{one.normalize():f}" if one else "0")
    if isinstance(field, models.IntegerField):
        return st.integers(0, 30_000)
    if isinstance(field, models.SlugField):
        return SLUG
    return TEXT if field.blank else TEXT.filter(str.strip)


RECORDS = {
    model: st.lists(
        st.fixed_dictionaries({one.name: values_of(one) for one in columns_of(model)}), max_size=3
    )
    for model in kinds()
}


def read_back(model, data: bytes) -> list[dict]:
    """The plain values that a file says; what a blank cell leaves alone is left out."""
    [found] = tables(io.BytesIO(data))
    codes = codes_of_header(model, found.header)
    by_name = {one.name: one for one in columns_of(model)}
    rows = []
    for _number, cells in found.rows:
        said = dict(zip_longest(codes, cells))
        said.pop("revision", None)
        values = {code: by_name[code].read(cell, is_new=False) for code, cell in said.items()}
        rows.append({name: value for name, value in values.items() if value is not KEEP})
    return rows


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", kinds())
def test_any_records_come_back_from_any_file_as_they_were(model, form):
    @settings(max_examples=10)  # for each of the 13 kinds and 3 forms
    @given(RECORDS[model], st.sampled_from(["en", "zh-hans"]))
    def comes_back(records, language):
        with translation.override(language):
            data = joined(FORMATS[form]("x", model, [(one, 1) for one in records]))
            back = read_back(model, data) if records or form != "json" else []
        assert len(back) == len(records)
        for record, read in zip(records, back, strict=True):
            for column in columns_of(model):
                if column.name in read:
                    assert same(record[column.name], read[column.name]), column.name

    comes_back()


LIKE_FORMULAS = ["=1+1", "+1-1", "-x", "@SUM(A1)", "\t=1", "'=1", "＝1", "＋1", "－x", "＠SUM(A1)"]


@pytest.mark.django_db
def test_no_cell_is_a_formula_in_a_spreadsheet():
    for text in LIKE_FORMULAS:
        SourceFactory(title=text)
    protected = {f"'{text}" for text in LIKE_FORMULAS}
    records = list(plain_records(Source.objects.all()))
    rows = csv.DictReader(io.StringIO(joined(FORMATS["csv"]("x", Source, records)).decode()))
    assert {row["title"] for row in rows} == protected
    sheet = opened(joined(FORMATS["xlsx"]("x", Source, records))).active
    kinds_of_cells = {cell.value: cell.data_type for row in sheet for cell in row}
    assert {kinds_of_cells[text] for text in protected} == {"s"}
    assert "f" not in kinds_of_cells.values()


@pytest.mark.django_db
def test_csv_speaks_in_codes_and_json_in_plain_values():
    figure = ObservationFactory(value="1604.90", is_draft=True)
    records = list(plain_records(Observation.objects.all()))
    text = joined(FORMATS["csv"]("x", Observation, records)).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["value"], row["unit"], row["basis"]) == ("1604.9", "mu", "over-period")
    assert (row["is_draft"], row["zone"], row["revision"]) == ("yes", figure.zone.slug, "1")
    one = json.loads(joined(FORMATS["json"]("x", Observation, records)))[0]
    assert (one["value"], one["is_draft"], one["reform"]) == ("1604.9", True, None)


@pytest.mark.django_db
def test_xlsx_speaks_the_readers_language():
    ZoneFactory(tier="national")
    with translation.override("zh-hans"):
        sheet = opened(joined(FORMATS["xlsx"]("x", Zone, plain_records(Zone.objects.all())))).active
    header = [cell.value for cell in sheet[1]]
    assert sheet.title == "开发区"
    assert header[:3] == ["网址标识", "省份", "中文名称"]
    assert sheet.cell(2, header.index("级别") + 1).value == "国家级"


@pytest.mark.django_db
def test_numbers_are_numbers_unless_a_spreadsheet_would_round_them():
    ObservationFactory(value="1604.9")
    (record, revision) = next(plain_records(Observation.objects.all()))
    longer = {**record, "value": "12345678901234567.123456"}
    with translation.override("en"):
        records = [(record, revision), (longer, revision)]
        sheet = opened(joined(FORMATS["xlsx"]("x", Observation, records))).active
    place = [cell.value for cell in sheet[1]].index("Value as reported") + 1
    values = {sheet.cell(row, place).value for row in (2, 3)}
    assert values == {1604.9, "12345678901234567.123456"}


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_records(django_assert_num_queries):
    ZoneFactory.create_batch(3)
    with django_assert_num_queries(2):
        list(plain_records(Zone.objects.all()))
