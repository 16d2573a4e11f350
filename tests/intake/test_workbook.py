"""The workbook: what is in it, and that it comes back unchanged."""

import io
import subprocess

import pytest
from django.conf import settings
from django.utils import translation
from openpyxl.utils import get_column_letter

from core.language.units import UNITS
from core.web.xlsx import workbook
from intake.tables.columns import columns_of
from intake.tables.exporting import everything, part, plain_records, sheets
from intake.tables.kinds import kinds
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from tests import factories as make
from tests.intake.tables import apply, counts, joined, opened, preview, problems, saved
from tests.seed_rows import write_seed
from zones.models import Metric, Observation, Province, Scope, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def whole(language="en") -> bytes:
    with translation.override(language):
        return joined(workbook(sheets(everything())))


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


def by_libreoffice(data: bytes, folder) -> bytes:
    """The workbook as LibreOffice saves it, after it was an OpenDocument sheet in between."""
    (folder / "workbook.xlsx").write_bytes(data)
    program = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    for before, after in (("xlsx", "ods"), ("ods", "xlsx")):
        done = [*program, "--convert-to", after, "--outdir", folder, folder / f"workbook.{before}"]
        subprocess.run(done, check=True, capture_output=True, timeout=120)
        (folder / f"workbook.{before}").unlink()
    return (folder / "workbook.xlsx").read_bytes()


def as_written(data: bytes, _folder) -> bytes:
    return data


@pytest.mark.parametrize(
    ("language", "saved_by"),
    [
        ("zh-hans", as_written),
        pytest.param("en", by_libreoffice, marks=[pytest.mark.once, pytest.mark.office]),
    ],
)
def test_the_whole_seed_comes_back_from_the_workbook_unchanged(language, saved_by, tmp_path):
    write_seed()
    run = preview(io.BytesIO(saved_by(whole(language), tmp_path)), name="workbook.xlsx")
    total = sum(model.objects.count() for model in kinds())
    assert total > 1000
    assert counts(run) == (0, 0, total, 0)


@pytest.mark.once
def test_the_whole_seed_can_be_rebuilt_from_its_workbook():
    write_seed()

    def records():
        return {m: [one for one, _revision in plain_records(m.objects.all())] for m in kinds()}

    before, data = records(), whole("zh-hans")
    Scope.objects.update(broader=None)  # a broader scope is not deleted before its parts
    for model in reversed(kinds()):
        model.objects.all().delete()
    apply(preview(io.BytesIO(data)))
    assert records() == before


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_enumerated_column_and_every_unit_has_a_drop_down_list(language):
    make.ObservationFactory()
    book = opened(whole(language))
    assert len(UNITS) > 30
    with translation.override(language):
        for model in kinds():
            sheet = book[str(model._meta.verbose_name_plural).capitalize()]
            for column in columns_of(model):
                if column.choices:
                    names = [str(name) for _code, name in column.choices]
                    assert offered(book, sheet, column.label) == names


@pytest.mark.once
def test_lists_of_other_sheets_offer_their_records_and_typed_text_stays_text():
    figure = make.ObservationFactory()
    book = opened(whole())
    sheet = book["Figures"]
    assert offered(book, sheet, "Zone") == [figure.zone.slug]
    rules = {str(r.sqref)[0]: r.showErrorMessage for r in sheet.data_validations.dataValidation}
    letters = {name: get_column_letter(column_of(sheet, name)) for name in ("Zone", "Status")}
    assert rules[letters["Zone"]] is False  # new ones pass
    assert rules[letters["Status"]] is True
    period = column_of(sheet, "Period")
    assert sheet.cell(2, period).number_format == "@"
    assert sheet.column_dimensions[get_column_letter(period)].number_format == "@"
    assert sheet.freeze_panes == "B2"


@pytest.mark.once
def test_a_sheet_explains_every_column_in_both_languages():
    sheet = opened(whole())["Columns"]
    rows = {(row[0], row[2]): row for row in sheet.iter_rows(min_row=2, values_only=True)}
    for model in kinds():
        title = str(model._meta.verbose_name_plural).capitalize()
        assert {(title, column.name) for column in columns_of(model)} <= set(rows)
    unit, zone = rows["Figures", "unit"], rows["Figures", "zone"]
    assert {"原文单位", "Unit as reported"} <= set(unit)
    assert "mu: 亩 · mu" in unit[6]
    assert zone[3] == "yes"
    assert "A slug from the sheet “Zones”." in zone


def test_the_workbook_of_a_province_holds_all_that_concerns_it_and_nothing_else():
    zone, elsewhere = make.ZoneFactory(), make.ZoneFactory()
    reform = make.ReformFactory(zone=zone)
    top = make.ObservationFactory(zone=zone)
    middle = make.ObservationFactory(zone=zone, part_of=top)
    figure = make.ObservationFactory(zone=zone, reform=reform, part_of=middle)
    make.ReformFactory(zone=elsewhere)
    make.ObservationFactory(zone=elsewhere)
    target = make.TargetFactory(policy__province=zone.province)
    make.TargetFactory()
    make.MetricFactory()
    selection = part(Province.objects.filter(pk=zone.province_id))
    assert selection[Zone] == {zone.pk}
    assert selection[Reform] == {reform.pk}
    assert selection[ReformType] == {one.pk for one in reform.types.all()}
    assert selection[Observation] == {figure.pk, middle.pk, top.pk}
    metrics = {one.metric_id for one in (figure, middle, top, target)}
    assert selection[Metric] == metrics
    assert selection[Policy] == {target.policy_id}
    assert selection[Target] == {target.pk}
    assert {zone.source_id, reform.source_id, target.source_id} <= selection[Source]
    assert zone.province_id in selection[Province]
    assert elsewhere.source_id not in selection[Source]
    # The totals above chosen figures are in it.
    selection = part(Observation.objects.filter(pk=figure.pk))
    assert selection[Observation] == {top.pk, middle.pk, figure.pk}


def test_a_part_comes_back_unchanged_and_can_be_edited():
    zone = make.ZoneFactory()
    figure = make.ObservationFactory(zone=zone)
    data = joined(workbook(sheets(part(Zone.objects.filter(pk=zone.pk)))))
    assert preview(io.BytesIO(data)).error_count == 0
    book = opened(data)
    sheet = book["Figures"]
    sheet.cell(2, column_of(sheet, "Value as reported")).value = 12.5
    sheet.cell(2, column_of(sheet, "Unit as reported")).value = "公顷 · ha"
    sheet.cell(2, column_of(sheet, "Draft")).value = "yes"
    run = preview(saved(book))
    assert problems(run) == []
    apply(run)
    figure.refresh_from_db()
    assert (str(figure.value), figure.unit, figure.is_draft) == ("12.500000", "ha", True)


@pytest.mark.once
def test_queries_do_not_grow_with_the_records(django_assert_max_num_queries):
    source = make.SourceFactory()
    for _n in range(20):
        make.ObservationFactory(zone__source=source, source=source)
    with django_assert_max_num_queries(60):
        joined(workbook(sheets(everything())))
    with django_assert_max_num_queries(120):
        joined(workbook(sheets(part(Zone.objects.all()))))
