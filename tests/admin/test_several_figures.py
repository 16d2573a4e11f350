"""Several figures of one source are entered on one page, each as in its own form."""

from decimal import Decimal

import pytest
from django.urls import reverse

from history.models import Change
from sources.models import ConfirmedDoubt
from tests import factories as make
from tests.admin.pages import fields_of, refusals, told
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db

PAGE = reverse("several-figures")


@pytest.fixture
def zone():
    return make.ZoneFactory(name="东港开发区")


@pytest.fixture
def metric():
    return make.MetricFactory(unit="mu", quantity="area")


def page_of(client, source) -> dict:
    """What a browser would post from the page, with the source chosen."""
    context = client.get(f"{PAGE}?source={source.pk}").context_data
    formset = context["inline_admin_formsets"][0].formset
    data = fields_of(context["adminform"].form) | fields_of(formset.management_form)
    for form in formset:
        data |= fields_of(form)
    return data


def row(number: int, zone, metric, **columns) -> dict:
    columns = {"zone": zone.pk, "metric": metric.pk, "period": "2018", "unit": "mu"} | columns
    return {f"figures-{number}-{name}": value for name, value in columns.items()}


def test_rows_become_figures_of_the_source_in_one_unit_of_work(zone, metric):
    client, source = client_of("curator"), make.SourceFactory()
    data = page_of(client, source) | {"locator": "第二段", "is_draft": "on"}
    data |= row(0, zone, metric, value="120", quote="一百二十亩")
    data |= row(1, zone, metric, value="80", period="2019", locator="表1")
    data |= row(2, zone, metric, period="2019", unit="")  # carried into it, and nothing else
    answer = client.post(PAGE, data, follow=True)
    assert "Entered: 2 figures." in told(answer)
    first, second = Observation.objects.order_by("period")
    assert (first.source, first.locator, first.quote) == (source, "第二段", "一百二十亩")
    assert (second.value, second.locator) == (80, "表1")
    assert first.is_draft
    assert second.is_draft
    changes = Change.objects.filter(model="zones.observation")
    assert changes.count() == 2
    assert changes.values("unit").distinct().count() == 1


def test_a_refused_row_saves_none_and_keeps_what_was_typed(zone, metric):
    client, source = client_of("editor"), make.SourceFactory()
    data = page_of(client, source) | row(0, zone, metric, value="120")
    data |= row(1, zone, metric, value="80", period="2019", unit="year")
    answer = client.post(PAGE, data)
    assert refusals(answer)
    assert not Observation.objects.exists()
    forms = answer.context_data["inline_admin_formsets"][0].formset.forms
    assert not forms[0].errors
    assert forms[1].errors
    assert [form["value"].value() for form in forms[:2]] == ["120", "80"]
    client.post(PAGE, data | {"figures-1-unit": "mu"})
    assert Observation.objects.filter(is_draft=True).count() == 2  # an editor's are drafts


def test_twins_and_an_empty_page_are_refused(zone, metric):
    client, source = client_of("editor"), make.SourceFactory()
    data = page_of(client, source)
    assert "Enter at least one figure." in refusals(client.post(PAGE, data))
    data |= row(0, zone, metric, value="120") | row(1, zone, metric, value="130")
    assert "This source already has a figure" in refusals(client.post(PAGE, data))
    assert "This field is required." in refusals(client.post(PAGE, data | {"source": ""}))
    assert not Observation.objects.exists()


def test_words_as_printed_and_doubts_are_asked_about_in_their_row(zone, metric):
    metric.plausible_max = 1000
    metric.save()
    client, source = client_of("editor"), make.SourceFactory()
    data = page_of(client, source) | row(1, zone, metric, pasted="1413.03亩", unit="", period="")
    answer = client.post(PAGE, data)
    form = answer.context_data["inline_admin_formsets"][0].formset.forms[1]
    assert form["value"].value() == "1413.03"
    data |= {"figures-1-value": "1413.03", "figures-1-unit": "mu"}
    answer = client.post(PAGE, data)
    form = answer.context_data["inline_admin_formsets"][0].formset.forms[1]
    data["figures-1-doubts_shown"] = form["doubts_shown"].value()
    data["figures-1-doubts_reason"] = "the whole county"
    assert not Observation.objects.exists()
    client.post(PAGE, data)
    assert Observation.objects.get().value == Decimal("1413.03")
    assert ConfirmedDoubt.objects.get().reason == "the whole county"


@pytest.mark.parametrize(("role", "is_linked"), [("viewer", False), ("editor", True)])
def test_only_who_may_add_figures_is_led_to_the_page_from_a_source(role, is_linked):
    source = make.SourceFactory()
    response = client_of(role).get(f"/admin/sources/source/{source.pk}/change/", follow=True)
    assert response.status_code == 200
    assert (f"{PAGE}?source={source.pk}" in response.text) == is_linked
