"""From a new source to a policy, in a real browser, as an editor finds the way alone."""

import pytest

from policies.models import Target
from tests import factories as make
from tests.admin.test_admin_browser import choose, desk  # noqa: F401 - a fixture
from zones.models import Observation


@pytest.fixture
def known():
    """What an editor finds in place: a province, an agency, terms and metrics."""
    make.ProvinceFactory(name="山西省", name_en="Shanxi")
    make.AgencyFactory(name="山西省应急管理厅", name_en="Emergency Management of Shanxi")
    make.InstrumentFactory(name="风险评估", name_en="Risk assessment")
    make.ReformTypeFactory(name="审批提速", name_en="Faster approvals")
    make.MetricFactory(
        name="审批办理时限", name_en="Approval time", unit="working-day", slug="days"
    )
    make.MetricFactory(name="办理审批事项件数", name_en="Cases handled", unit="case", slug="cases")


def save(page, kind: str):
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text(f"The {kind}").and_(page.get_by_text("was added successfully")).wait_for()


def begin(page, words: str):
    page.goto("/admin/")
    kind = page.locator("#content-main tr", has=page.get_by_role("link", name=words, exact=True))
    kind.get_by_role("link", name="Add").click()


def cite(page, place: str):
    choose(page, page.locator("fieldset .field-source").first, "清河", "清河报道")
    page.get_by_label("Place in the source").first.fill(place)


def add_zone(page):
    begin(page, "Zones")
    page.get_by_label("Name in Chinese:", exact=True).fill("清河高新技术产业开发区")
    choose(page, page.locator(".field-province"), "shanxi", "Shanxi")
    page.get_by_label("Tier:", exact=True).select_option("provincial")
    page.get_by_label("Kind:", exact=True).select_option("htdz")
    cite(page, "清河 ¶1")
    save(page, "zone")


def add_reform(page):
    begin(page, "Reforms")
    choose(page, page.locator(".field-zone").first, "清河", "清河高新技术产业开发区")
    page.get_by_label("Title in Chinese").fill("压缩审批时限")
    choose(page, page.locator(".field-types"), "approvals", "Faster approvals")
    page.get_by_label("Summary in Chinese").fill("精简审批流程。")
    cite(page, "清河 ¶2")
    for number, (printed, metric) in enumerate(
        [("压缩至20个工作日", "Approval time"), ("2019年办理1056件", "Cases handled")]
    ):
        page.get_by_role("button", name="Add another Outcome").click()
        row = page.locator(f"#outcomes-{number}")
        choose(page, row.locator(".field-metric"), metric, metric)
        row.get_by_label("As printed").fill(printed)
        row.get_by_text("Read as").first.wait_for()
    save(page, "reform")


def add_policy(page):
    begin(page, "Policies")
    page.get_by_label("Title in Chinese").first.fill("化工园区安全管理办法")
    choose(page, page.locator(".field-province"), "shanxi", "Shanxi")
    choose(page, page.locator(".field-agencies"), "emergency", "Emergency Management of Shanxi")
    choose(page, page.locator(".field-instruments"), "risk", "Risk assessment")
    page.get_by_label("Summary in Chinese").first.fill("规定审批时限。")
    page.get_by_label("Stage:", exact=True).select_option("in-force")
    cite(page, "清河 ¶3")
    page.get_by_role("button", name="Add another Target").click()
    row = page.locator("#targets-0")
    row.locator("[name=targets-0-title]").fill("审批不超过15个工作日")
    choose(page, row.locator(".field-metric"), "Approval time", "Approval time")
    row.get_by_label("As printed").fill("不超过15个工作日")
    row.get_by_text("Read as").first.wait_for()
    save(page, "policy")


def test_an_editor_records_an_article_without_documentation(desk, known):  # noqa: F811
    begin(desk, "Sources")
    desk.get_by_label("Title in Chinese").fill("清河报道")
    desk.get_by_label("Kind:", exact=True).select_option("newspaper")
    save(desk, "source")
    add_zone(desk)
    add_reform(desk)
    add_policy(desk)
    figures = Observation.objects.order_by("value").values_list(
        "metric__slug", "value", "unit", "period", "source__title", "zone__name"
    )
    zone, source = "清河高新技术产业开发区", "清河报道"
    assert [tuple(map(str, row)) for row in figures] == [
        ("days", "20.000000", "working-day", "", source, zone),
        ("cases", "1056.000000", "case", "2019", source, zone),
    ]
    target = Target.objects.get()
    assert (target.value, target.unit, target.bound) == (15, "working-day", "at-most")
    assert target.source.title == source
