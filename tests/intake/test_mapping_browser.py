"""Tables as people have them, from the upload to the preview in a real browser, choices counted."""

import pytest

from history.models import ImportRun
from intake.imports import progress
from intake.models import SavedMapping
from tests.intake import printed_tables as printed

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 6


class Person:
    """Somebody at a page, who counts each click and each choice."""

    def __init__(self, page):
        self.page, self.choices = page, []

    def upload(self, name: str, content: bytes) -> None:
        self.choices = []
        self.page.goto("/admin/import/")
        self.did("choose the file")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.set_input_files("input[type=file]", file)
        self.click("Read the file")
        self.page.wait_for_selector("#mapping")

    def did(self, what: str) -> None:
        self.choices.append(what)

    def click(self, words: str) -> None:
        self.did(f"click “{words}”")
        self.page.click(f"button:has-text('{words}')")

    def choose(self, name: str, value: str) -> None:
        self.did(f"{name}: {value}")
        field = self.page.locator(f"[id='id_{name}']")
        with self.page.expect_response(lambda one: one.request.method == "POST"):
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                field.press("Tab")
        self.page.wait_for_selector("#mapping:not([aria-busy])")

    def previewed(self) -> ImportRun:
        self.click("Preview")
        self.page.wait_for_url("**/admin/imports/*/")
        assert len(self.choices) <= MOST, self.choices
        return ImportRun.objects.latest("pk")


def values(run: ImportRun, *names: str) -> list[tuple]:
    """These fields of the figures, as they were read."""
    assert run.error_count == 0
    rows = run.rows.filter(kind="zones.observation").order_by("pk")
    return [tuple(row.after.get(name) for name in names) for row in rows]


def test_printed_tables_reach_a_right_preview_with_six_choices_at_most(logged_in_page):
    printed.records()
    page = logged_in_page(locale="en", viewport={"width": 360, "height": 800})
    person = Person(page)

    # The catalogue says everything but its source: file, read, source, preview.
    person.upload("A.csv", printed.catalogue())
    person.choose("constant-source", "yearbook")
    run = person.previewed()
    assert values(run, "value", "bound", "unit", "period", "locator") == [
        ("612.5", "exactly", "ha", "XXXX", "第2行"),
        ("1203.33", "exactly", "ha", "XXXX", "第3行"),
        ("88200", "about", "ha", "XXXX", "第5行"),
    ]
    zones = run.rows.filter(kind="zones.zone").order_by("pk")
    assert [row.after["approved"] for row in zones] == ["2001-11", "2006-03", "1993-11", "1992-11"]

    # The parks lack their province too, and nothing says which area is meant.
    person.upload("B.xlsx", printed.chemical_parks())
    person.choose("constant-source", "yearbook")
    person.choose("constant-province", "zhejiang")
    person.choose("to-3", "figure:approved-area")
    run = person.previewed()
    assert values(run, "value", "unit") == [("781.27", "ha"), ("111.11", "ha"), ("1199.67", "ha")]
    zones = run.rows.filter(kind="zones.zone").order_by("pk")
    assert [row.after["city"] for row in zones] == ["杭州市", "杭州市", "宁波市"]

    # The indicators say all but their source, in two header rows and the lines above.
    person.upload("C.xlsx", printed.indicators())
    person.choose("constant-source", "yearbook")
    page.fill("#id_save_as", "indicators")
    person.click("Save")
    page.wait_for_selector("text=The mapping was saved as “indicators”.")
    run = person.previewed()
    wanted = ("zone", "metric", "value", "unit", "period", "growth_base")
    assert values(run, *wanted)[2:6] == [
        ("suzhou", "foreign-capital", "19.5", "usd-100m", "2023", "not-stated"),
        ("suzhou", "foreign-capital-growth", "-4.2", "percent", "2023", "year-before"),
        ("guangzhou", "gdp", "4315", "cny-100m", "2023", "not-stated"),
        ("guangzhou", "gdp-growth", "7", "percent", "2023", "year-before"),
    ]

    # The next year's table needs nothing but a look.
    person.upload("C2024.xlsx", printed.indicators(2024))
    assert "Mapped as in “indicators”" in page.inner_text("#mapping")
    run = person.previewed()
    assert {period for (period,) in values(run, "period")} == {"2024"}
    assert len(person.choices) == 3

    # A file with keys says everything itself.
    person.upload("H2.csv", printed.figures())
    run = person.previewed()
    assert values(run, "slug", "value", "unit", "bound", "period") == [
        ("hp-1", "1600", "cny-100m", "about", "2019"),
        ("hp-2", "1604.9", "cny-100m", None, "2018"),
        ("hp-3", "800", "cny-100m", "over", "2019-01/2019-06"),
        ("hp-5", "16049000", "cny-1k", None, "2018"),
    ]


def test_the_page_of_columns_works_without_scripts(logged_in_page, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)  # its page of progress waits for a click
    printed.records()
    page = logged_in_page(locale="en", java_script_enabled=False)
    person = Person(page)
    person.upload("B.xlsx", printed.chemical_parks())
    page.select_option("#id_to-3", "figure:approved-area")
    page.fill("#id_constant-source", "yearbook")
    page.click("text=Take over the changes")
    page.select_option("#id_constant-province", "zhejiang")
    page.click("button:has-text('Preview')")
    page.wait_for_url("**/admin/imports/*/")
    assert ImportRun.objects.get().created_count == 6
    assert not SavedMapping.objects.exists()
