"""A colleague's workbook, imported and taken back in a real browser."""

import pytest

from tests.factories import ObservationFactory
from tests.intake.tables import opened, saved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_workbook_is_taken_edited_imported_and_undone(logged_in_page, tmp_path, scripts, english):
    figure = ObservationFactory(value=100)
    page = logged_in_page(locale="en", java_script_enabled=scripts)
    page.goto("/admin/zones/observation/")
    page.click(".object-menu summary")
    with page.expect_download() as download:
        page.click("text=Workbook")
    book = opened(download.value.path().read_bytes())
    sheet = book["Figures"]
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
