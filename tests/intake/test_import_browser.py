"""A colleague's workbook, imported and taken back in a real browser."""

import pytest
from django.contrib.auth.models import User

from intake.tables.exporting import everything, workbook
from tests.factories import ObservationFactory
from tests.intake.tables import joined, opened, saved
from zones.models import Observation

pytestmark = pytest.mark.django_db(transaction=True)


def logged_in(new_page, **options):
    User.objects.create_superuser("li", password="li-password")
    page = new_page(locale="en", **options)
    page.goto("/admin/login/")
    page.fill("#id_username", "li")
    page.fill("#id_password", "li-password")
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_workbook_is_taken_edited_imported_and_undone(new_page, tmp_path, scripts, english):
    figure = ObservationFactory(value=100)
    page = logged_in(new_page, java_script_enabled=scripts)
    page.goto("/admin/zones/observation/")
    page.click(".object-menu summary")
    with page.expect_download() as download:
        page.click("text=Workbook")
    book = opened(download.value.path().read_bytes())
    sheet = book["Observations"]
    place = [cell.value for cell in sheet[1]].index("Value as reported") + 1
    sheet.cell(2, place).value = 120
    path = tmp_path / "edited.xlsx"
    path.write_bytes(saved(book).getvalue())

    page.click("text=Import")
    page.set_input_files("input[type=file]", path)
    page.click("text=Read the file")
    assert page.inner_text(".import-row del") == "100"
    assert page.inner_text(".import-row ins") == "120"
    page.fill("#change-reason", "the table in the article")
    page.click("text=Apply: 0 added, 1 changed")
    page.wait_for_selector("text=The import was applied.")
    figure.refresh_from_db()
    assert figure.value == 120

    page.fill("#change-reason", "misread")
    page.click("text=Undo this import")
    page.wait_for_selector("text=The import was undone.")
    figure.refresh_from_db()
    assert figure.value == 100


def test_the_workbook_is_complete_when_it_is_streamed(new_page, english):
    ObservationFactory()
    page = logged_in(new_page)
    page.goto("/admin/workbook/")
    with page.expect_download() as download:
        page.click("text=Workbook with all records")
    book = opened(download.value.path().read_bytes())
    expected = opened(joined(workbook(everything())))
    assert book.sheetnames == expected.sheetnames
    assert book["Observations"].max_row == Observation.objects.count() + 1
