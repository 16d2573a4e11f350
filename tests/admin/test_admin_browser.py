"""An editor's journeys in a real browser, under the site's Content-Security-Policy."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from policies.models import Target
from reforms.models import Reform
from tests import factories as make
from tests.admin.pages import address
from zones.models import Observation


@pytest.fixture
def desk(logged_in_page):
    """A page whose reader is logged in to the admin."""
    return logged_in_page(locale="en-GB")


def choose(page, field, words, name):
    """Choose a record by typing, as an editor does.

    The list that opens is replaced when the search is answered: a click while that happens
    chooses nothing.
    """

    def is_answer(response) -> bool:
        return parse_qs(urlsplit(response.url).query).get("term") == [words]

    field.locator(".select2-selection").first.click()
    with page.expect_response(is_answer):
        page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option.loading-results").wait_for(state="detached")
    page.locator(".select2-results__option", has_text=name).first.click()
    field.locator(".select2-selection__rendered", has_text=name).first.wait_for()


@pytest.fixture
def row(desk):
    """The row of a new outcome on the page of a reform."""
    desk.goto(address(make.ReformFactory(), "change"))
    desk.get_by_role("button", name="Add another Outcome").click()
    return desk.locator("#outcomes-0")


def test_pasted_words_fill_the_empty_fields_of_an_outcome_while_the_editor_types(desk, row):
    make.MetricFactory(name_en="Parks built", unit="park")
    row.get_by_label("Bound").select_option("about")
    row.get_by_label("As printed").fill("2019年上半年12个以上")
    row.get_by_text("“12个” can stand for several units").wait_for()
    choose(desk, row.locator(".field-metric"), "parks", "Parks built")
    row.get_by_text("Read as: at least 12 parks · January–June 2019").wait_for()
    found = {name: row.get_by_label(f"{name}:", exact=True).input_value() for name in FILLED_IN}
    assert found == FILLED_IN
    row.get_by_label("As printed").fill("8家")
    row.get_by_text("“家” can stand for").or_(row.get_by_text("“8家” can stand for")).wait_for()
    assert row.get_by_label("Value as reported:", exact=True).input_value() == "8"
    assert row.get_by_label("Period").input_value() == ""


FILLED_IN = {
    "Value as reported": "12",
    "Unit as reported": "个 · parks",
    "Bound": "about",  # chosen by the editor before
    "Period": "2019-01/2019-06",
}


def test_a_scope_is_made_in_place_goes_with_its_metric_and_a_range_fills_both_ends(desk):
    metric = make.MetricFactory(name_en="Time limit", unit="month")
    make.MetricFactory(name_en="Other time", unit="month", quantity="growth")
    desk.goto(address(make.ObservationFactory(metric=metric, unit="month"), "change"))
    with desk.expect_popup() as opened:
        desk.get_by_title("Add another scope").click()
    assert opened.value.locator("#id_metric").input_value() == str(metric.pk)
    opened.value.get_by_label("Name in Chinese").fill("施工许可")
    opened.value.get_by_role("button", name="Save", exact=True).first.click()
    desk.locator(".field-scope .select2-selection__rendered", has_text="施工许可").wait_for()
    assert not desk.get_by_label("Compared with").is_visible()  # few figures need it
    for name in ("Value as reported:", "Unit as reported:"):
        desk.get_by_label(name, exact=True).fill("")
    desk.get_by_label("As printed").fill("初步统计2—3个月")
    desk.get_by_text("Read as: 2–3 months").wait_for()
    assert desk.get_by_label("Upper value").input_value() == "3"
    assert desk.get_by_label("Release").input_value() == "preliminary"
    choose(desk, desk.locator(".fieldBox.field-metric"), "other", "Other time")
    assert desk.locator("#id_scope").input_value() == ""
    assert desk.get_by_label("Compared with").is_visible()  # growth needs it


def test_a_row_of_several_figures_begins_with_what_the_row_above_is_about(desk):
    metric = make.MetricFactory(name_en="Parks built", unit="park")
    desk.goto(f"{reverse('several-figures')}?source={make.SourceFactory().pk}")
    choose(desk, desk.locator("#figures-0 .fieldBox.field-metric"), "parks", "Parks built")
    desk.locator("#figures-0").get_by_label("Period:").fill("2019")
    desk.keyboard.press("Tab")
    row = desk.locator("#figures-1")
    row.locator(".select2-selection").first.focus()
    assert row.locator("[name$=metric]").input_value() == str(metric.pk)
    assert row.get_by_label("Period:").input_value() == "2019"


def test_a_date_in_words_is_shown_as_it_will_be_stored(desk):
    desk.goto(address(make.SourceFactory(), "change"))
    desk.get_by_label("Issued").fill("2019年3月")
    desk.get_by_text("Read as: March 2019 (2019-03).").wait_for()
    desk.get_by_label("Issued").fill("")
    desk.get_by_text("Read as: March 2019 (2019-03).").wait_for(state="hidden")


def test_the_two_languages_of_a_text_stand_side_by_side_and_no_phone_scrolls_sideways(desk):
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto(address(make.ReformFactory(), "change"))
    chinese = desk.locator("#id_summary").bounding_box()
    english = desk.locator("#id_summary_en").bounding_box()
    assert chinese["y"] == english["y"]
    assert chinese["x"] + chinese["width"] < english["x"]
    desk.set_viewport_size({"width": 360, "height": 800})
    assert desk.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_of_two_figures_the_one_that_is_pressed_fills_the_fields(row):
    row.get_by_label("As printed").fill("由30个工作日压缩至5个工作日")
    row.get_by_text("More than one figure may be meant here").wait_for()
    assert row.get_by_label("Value as reported:", exact=True).input_value() == ""
    row.get_by_role("button", name="before: 30 working days").click()
    row.get_by_role("button", name="after: 5 working days").click()
    assert row.get_by_label("Value as reported:", exact=True).input_value() == "5"
    assert row.get_by_label("Unit as reported").input_value() == "个工作日 · working days"


def test_on_a_phone_lists_are_wide_choosers_follow_the_zone_and_the_language_is_switched(desk):
    desk.set_viewport_size({"width": 360, "height": 800})
    reform = make.ReformFactory(title="标准地改革", title_en="Standard land")
    bare = make.ZoneFactory(name_en="Huguan")
    outcome = make.ObservationFactory(zone=reform.zone, reform=reform)
    desk.goto(address(outcome, "change"))
    assert desk.locator("#id_reform").input_value() == str(reform.pk)  # opening changes nothing
    desk.goto(address(Observation, "changelist") + "?status__exact=actual")
    assert desk.locator(".results").bounding_box()["width"] >= 320
    desk.get_by_text("Export").click()
    menu = desk.locator(".object-menu ul").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 360
    desk.get_by_role("button", name="中文").click()
    desk.get_by_role("button", name="English").wait_for()
    assert desk.url.endswith("?status__exact=actual")
    desk.get_by_role("button", name="English").click()
    choose(desk, desk.locator(".relation-filter").first, "huguan", "Huguan")
    desk.wait_for_url(f"**status__exact=actual&zone__id__exact={bare.pk}")
    desk.get_by_role("link", name="Add Figure").first.click()
    zone, measure = (
        desk.locator(f"fieldset .fieldBox.field-{name}") for name in ("zone", "reform")
    )
    choose(desk, measure, "biaozhundi", "Standard land")
    zone.get_by_role("textbox", name=reform.zone.name_en).wait_for()
    choose(desk, zone, "huguan", "Huguan")
    assert measure.locator("select").input_value() == ""
    measure.locator(".select2-selection").click()
    desk.get_by_text(f"No reform of {bare.name_en} yet.").wait_for()
    with desk.expect_popup() as popup:
        desk.locator("#add_id_reform").click()
    assert popup.value.locator("#id_zone").input_value() == str(bare.pk)


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


def test_an_editor_records_an_article_without_documentation(desk, known):
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


def test_an_expired_session_loses_nothing_typed(desk, known, administrator):
    make.SourceFactory(title="清河报道", title_en="")
    make.ZoneFactory(name="清河高新技术产业开发区", name_en="")
    begin(desk, "Reforms")
    desk.locator(".field-zone :focus").wait_for()  # the first empty field, not a button
    choose(desk, desk.locator(".field-zone").first, "清河", "清河高新技术产业开发区")
    desk.get_by_label("Title in Chinese").fill("压缩审批时限")
    choose(desk, desk.locator(".field-types"), "approvals", "Faster approvals")
    desk.get_by_label("Summary in Chinese").fill("精简审批流程。")
    cite(desk, "清河 ¶2")
    desk.get_by_label("Quotation").first.fill("由三十个工作日压缩至五个工作日以内，全省最快")
    desk.get_by_text("22 of 16 characters").wait_for()
    desk.get_by_role("button", name="Add another Outcome").click()
    row = desk.locator("#outcomes-0")
    choose(desk, row.locator(".field-metric"), "Approval time", "Approval time")
    row.get_by_label("Value as reported:", exact=True).fill("5")
    row.get_by_label("Unit as reported").fill("工作日")
    administrator.set_password("一枚印章")  # ends the sessions
    administrator.save()
    desk.get_by_role("button", name="Save", exact=True).first.click()
    desk.get_by_label("Username").fill("li")
    desk.get_by_label("Password").fill("一枚印章")
    desk.get_by_role("button", name="Log in").click()
    desk.get_by_text("was not saved").wait_for()
    assert desk.get_by_label("Title in Chinese").input_value() == ""
    desk.get_by_role("button", name="Put it back").click()
    desk.get_by_role("button", name="Save", exact=True).first.click()
    desk.get_by_text("at most 16 characters (it has 22)").first.wait_for()
    assert desk.get_by_label("Quotation").first.input_value().endswith("全省最快"), "nothing is cut"
    desk.get_by_label("Quotation").first.fill("压缩至五个工作日")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    desk.get_by_text("was added successfully").wait_for()
    reform = Reform.objects.get()
    figure = reform.outcomes.get()
    assert (reform.zone.name, reform.types.get().name) == ("清河高新技术产业开发区", "审批提速")
    assert (figure.metric.slug, figure.value, figure.unit) == ("days", 5, "working-day")
    # Saved: nothing is offered any more. Half filled in: leaving warns.
    begin(desk, "Reforms")
    assert desk.get_by_role("button", name="Put it back").count() == 0
    desk.get_by_label("Title in Chinese").click()
    desk.keyboard.type("半")
    warnings = []
    desk.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    desk.get_by_role("link", name="Home").click()
    desk.get_by_text("Records").first.wait_for()
    assert warnings == ["beforeunload"]


def test_two_windows_on_one_record_keep_both_edits_and_ask_only_what_both_changed(
    desk, logged_in_page
):
    other = logged_in_page(locale="en-GB")
    page = address(make.ReformFactory(), "change")
    for window in (desk, other):
        window.goto(page)

    def save(window):
        window.get_by_role("button", name="Save and continue editing").first.click()
        return window

    def type_into(window, **fields):
        for name, words in fields.items():
            window.locator(f"#id_{name}").fill(words)

    desk.get_by_label("Stage:", exact=True).select_option("pilot")
    type_into(desk, summary="集中办理。")
    save(desk).get_by_text("was changed successfully").wait_for()
    type_into(other, locator="湘潭 ¶9")
    save(other).get_by_text("Kept as well, saved meanwhile (li, ").wait_for()
    type_into(desk, summary="由一个局集中办理。", locator="¶9")
    save(desk).get_by_role("heading", name="Two versions of this record").wait_for()
    rows = desk.locator(".conflict tbody tr")
    assert (rows.count(), "湘潭 ¶9" in rows.inner_text()) == (1, True)
    save(desk).get_by_text("was changed successfully").wait_for()
    reform = Reform.objects.get()
    assert (reform.stage, reform.summary, reform.locator) == ("pilot", "由一个局集中办理。", "¶9")
