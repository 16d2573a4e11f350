"""An editor's journey in a real browser, under the site's Content-Security-Policy."""

from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from tests import factories as make
from tests.admin.pages import address
from zones.models import Observation


@pytest.fixture
def desk(new_page, live_server):
    """A page whose reader is logged in to the admin. The `page` fixture fails on any error."""
    user = get_user_model().objects.create(username="desk", is_staff=True, is_superuser=True)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    page = new_page(locale="en-GB")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    return page


def test_an_editor_adds_an_outcome_to_a_reform(desk):
    reform = make.ReformFactory()
    metric = make.MetricFactory(name_en="Approval time saved")
    desk.goto(address(reform, "change"))
    desk.get_by_role("button", name="Add another Outcome").click()
    row = desk.locator("#outcomes-0")
    choose(desk, row.locator(".field-metric"), "approval time", "Approval time saved")
    row.get_by_label("Value as reported").fill("12.5")
    row.get_by_label("Unit as reported").select_option("mu")
    choose(desk, row.locator(".field-source"), reform.source.slug, reform.source.title_en)
    desk.get_by_role("button", name="Save and continue editing").first.click()
    desk.get_by_text("was changed successfully").wait_for()
    observation = Observation.objects.get()
    assert (observation.metric, observation.zone) == (metric, reform.zone)


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


def test_pasted_words_fill_the_empty_fields_of_an_outcome_while_the_editor_types(desk):
    reform = make.ReformFactory()
    make.MetricFactory(name_en="Parks built", unit="park")
    desk.goto(address(reform, "change"))
    desk.get_by_role("button", name="Add another Outcome").click()
    row = desk.locator("#outcomes-0")
    row.get_by_label("Bound").select_option("about")
    row.get_by_label("As printed").fill("2019年上半年12个以上")
    row.get_by_text("“12个” can stand for several units").wait_for()
    choose(desk, row.locator(".field-metric"), "parks", "Parks built")
    row.get_by_text("Read as: at least 12 parks · January–June 2019").wait_for()
    filled = {name: row.get_by_label(name).input_value() for name in FILLED_IN}
    assert filled == FILLED_IN
    row.get_by_label("As printed").fill("8家")
    row.get_by_text("“家” can stand for").or_(row.get_by_text("“8家” can stand for")).wait_for()
    assert row.get_by_label("Value as reported").input_value() == "8"
    assert row.get_by_label("Period").input_value() == ""


FILLED_IN = {
    "Value as reported": "12",
    "Unit as reported": "park",
    "Bound": "about",  # chosen by the editor before
    "Period": "2019-01/2019-06",
}


def test_a_date_in_words_is_shown_as_it_will_be_stored(desk):
    desk.goto(address(make.SourceFactory(), "change"))
    desk.get_by_label("Issued").fill("2019年3月")
    desk.get_by_text("Read as: March 2019 (2019-03).").wait_for()
    desk.get_by_label("Issued").fill("")
    desk.get_by_text("Read as: March 2019 (2019-03).").wait_for(state="hidden")


def test_the_two_languages_of_a_text_stand_side_by_side(desk):
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto(address(make.ReformFactory(), "change"))
    chinese = desk.locator("#id_summary").bounding_box()
    english = desk.locator("#id_summary_en").bounding_box()
    assert chinese["y"] == english["y"]
    assert chinese["x"] + chinese["width"] < english["x"]


def test_a_form_needs_no_sideways_scrolling_on_a_phone(desk):
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(address(make.ReformFactory(), "change"))
    assert desk.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_of_two_figures_the_one_that_is_pressed_fills_the_fields(desk):
    reform = make.ReformFactory()
    desk.goto(address(reform, "change"))
    desk.get_by_role("button", name="Add another Outcome").click()
    row = desk.locator("#outcomes-0")
    row.get_by_label("As printed").fill("由30个工作日压缩至5个工作日")
    row.get_by_text("More than one figure may be meant here").wait_for()
    assert row.get_by_label("Value as reported").input_value() == ""
    row.get_by_role("button", name="before: 30 working days").click()
    row.get_by_role("button", name="after: 5 working days").click()
    assert row.get_by_label("Value as reported").input_value() == "5"
    assert row.get_by_label("Unit as reported").input_value() == "working-day"
