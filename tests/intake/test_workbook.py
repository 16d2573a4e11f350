"""The workbook: what is in it, and that it comes back unchanged."""

import io

import pytest
from django.conf import settings
from django.utils import translation
from openpyxl.utils import get_column_letter

from core.language.units import UNITS
from intake.tables.columns import columns_of
from intake.tables.exporting import FORMATS, everything, part, plain_records, workbook
from intake.tables.kinds import kinds
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from sources.seeding import seed
from tests import factories as make
from tests.intake.tables import apply, counts, joined, opened, preview, problems, saved
from zones.models import Metric, Observation, Province, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def whole(language="en") -> bytes:
    with translation.override(language):
        return joined(workbook(everything()))


def column_of(sheet, name: str) -> int:
    return [cell.value for cell in sheet[1]].index(name) + 1


def offered(book, sheet, name: str) -> list[str] | None:
    """What the drop-down list of a column offers."""
    letter = get_column_letter(column_of(sheet, name))
    for rule in sheet.data_validations.dataValidation:
        if str(rule.sqref).startswith(f"{letter}2:"):
            title, _mark, cells = rule.formula1.rpartition("!")
            rows = book[title.strip("'")][cells.replace("$", "")]
            return [row[0].value for row in rows if row[0].value is not None]
    return None


# -- Round trips ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_seed_comes_back_from_the_workbook_unchanged(language):
    seed(settings.FIXTURE_DIR)
    run = preview(io.BytesIO(whole(language)), name="workbook.xlsx")
    total = sum(model.objects.count() for model in kinds())
    assert total > 1000
    assert counts(run) == (0, 0, total, 0)


def test_the_whole_seed_comes_back_from_every_list_unchanged():
    seed(settings.FIXTURE_DIR)
    for model in kinds():
        number = model.objects.count()
        for _type, made in FORMATS.values() if number else ():
            data = joined(made(model, plain_records(model.objects.all())))
            assert counts(preview(io.BytesIO(data), model)) == (0, 0, number, 0)


def test_the_whole_seed_can_be_rebuilt_from_its_workbook():
    seed(settings.FIXTURE_DIR)
    before = {m: [one for one, _revision in plain_records(m.objects.all())] for m in kinds()}
    data = whole("zh-hans")
    for model in reversed(kinds()):
        model.objects.all().delete()
    apply(preview(io.BytesIO(data)))
    after = {m: [one for one, _revision in plain_records(m.objects.all())] for m in kinds()}
    assert after == before


# -- What is in it --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_enumerated_column_and_every_unit_has_a_drop_down_list(language):
    make.ObservationFactory()
    book = opened(whole(language))
    with translation.override(language):
        for model in kinds():
            sheet = book[str(model._meta.verbose_name_plural).capitalize()]
            for column in columns_of(model):
                if column.choices:
                    names = [str(name) for _code, name in column.choices]
                    assert offered(book, sheet, column.label) == names
    assert len(UNITS) > 30


def test_lists_of_other_sheets_offer_their_records_and_let_new_ones_pass():
    figure = make.ObservationFactory()
    book = opened(whole())
    sheet = book["Observations"]
    assert offered(book, sheet, "Zone") == [figure.zone.slug]
    rules = {str(r.sqref)[0]: r.showErrorMessage for r in sheet.data_validations.dataValidation}
    assert rules[get_column_letter(column_of(sheet, "Zone"))] is False
    assert rules[get_column_letter(column_of(sheet, "Status"))] is True


def test_a_sheet_explains_every_column_in_both_languages():
    sheet = opened(whole())["Columns"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    explained = {(row[0], row[2]) for row in rows}
    for model in kinds():
        for column in columns_of(model):
            title = str(model._meta.verbose_name_plural).capitalize()
            assert (title, column.name) in explained
    unit = next(row for row in rows if row[:3] == ["Observations", "Unit as reported", "unit"])
    assert {"原文单位", "Unit as reported"} <= set(unit)
    assert "mu: 亩 · mu" in unit[6]
    zone = next(row for row in rows if row[:3] == ["Observations", "Zone", "zone"])
    assert zone[3] == "yes"
    assert "A slug from the sheet “Zones”." in zone


def test_typed_text_stays_text_in_a_spreadsheet_program():
    make.ObservationFactory()
    sheet = opened(whole())["Observations"]
    period = column_of(sheet, "Period")
    assert sheet.cell(2, period).number_format == "@"
    assert sheet.column_dimensions[get_column_letter(period)].number_format == "@"
    assert sheet.freeze_panes == "B2"


# -- A part of the data ---------------------------------------------------------------------


def test_the_workbook_of_a_province_holds_all_that_concerns_it_and_nothing_else():
    hunan, other = make.ProvinceFactory(), make.ProvinceFactory()
    zone, elsewhere = make.ZoneFactory(province=hunan), make.ZoneFactory(province=other)
    reform = make.ReformFactory(zone=zone)
    figure = make.ObservationFactory(
        zone=zone, reform=reform, part_of=make.ObservationFactory(zone=zone)
    )
    make.ReformFactory(zone=elsewhere)
    make.ObservationFactory(zone=elsewhere)
    target = make.TargetFactory(policy__province=hunan)
    make.TargetFactory()
    make.MetricFactory()
    selection = part(Province.objects.filter(pk=hunan.pk))
    assert selection[Zone] == {zone.pk}
    assert selection[Reform] == {reform.pk}
    assert selection[ReformType] == {one.pk for one in reform.types.all()}
    assert selection[Observation] == {figure.pk, figure.part_of_id}
    assert selection[Metric] == {figure.metric_id, figure.part_of.metric_id, target.metric_id}
    assert selection[Policy] == {target.policy_id}
    assert selection[Target] == {target.pk}
    assert {zone.source_id, reform.source_id, target.source_id} <= selection[Source]
    assert hunan.pk in selection[Province]
    assert elsewhere.source_id not in selection[Source]


def test_the_totals_above_chosen_figures_are_in_it():
    top = make.ObservationFactory()
    middle = make.ObservationFactory(zone=top.zone, part_of=top)
    figure = make.ObservationFactory(zone=top.zone, part_of=middle)
    selection = part(Observation.objects.filter(pk=figure.pk))
    assert selection[Observation] == {top.pk, middle.pk, figure.pk}


def test_a_part_comes_back_unchanged_and_can_be_edited():
    zone = make.ZoneFactory()
    figure = make.ObservationFactory(zone=zone)
    data = joined(workbook(part(Zone.objects.filter(pk=zone.pk))))
    assert preview(io.BytesIO(data)).error_count == 0
    book = opened(data)
    sheet = book["Observations"]
    sheet.cell(2, column_of(sheet, "Value as reported")).value = 12.5
    sheet.cell(2, column_of(sheet, "Unit as reported")).value = "公顷 · ha"
    sheet.cell(2, column_of(sheet, "Draft")).value = "yes"
    run = preview(saved(book))
    assert problems(run) == []
    apply(run)
    figure.refresh_from_db()
    assert (str(figure.value), figure.unit, figure.is_draft) == ("12.500000", "ha", True)


def test_queries_do_not_grow_with_the_records(django_assert_max_num_queries):
    source = make.SourceFactory()
    for _n in range(20):
        make.ObservationFactory(zone=make.ZoneFactory(source=source), source=source)
    with django_assert_max_num_queries(60):
        joined(workbook(everything()))
    with django_assert_max_num_queries(120):
        joined(workbook(part(Zone.objects.all())))
