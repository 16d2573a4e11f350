"""What the choosers of a form offer, and how they name it."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin.pages import address, form_of, queries_of
from zones.choices import Tier
from zones.models import Scope

pytestmark = pytest.mark.django_db


def choices(client, column: str, model: str = "zones.observation", **query) -> list[str]:
    app, name = model.split(".")
    query |= {"app_label": app, "model_name": name, "field_name": column}
    answer = client.get(reverse("admin:autocomplete"), query)
    return [found["text"] for found in answer.json()["results"]]


@pytest.fixture
def reform():
    names = {"name": "临汾开发区", "name_en": "Linfen", "slug": "linfen"}
    zone = make.ZoneFactory(**names, province__name_en="Shanxi")
    return make.ReformFactory(zone=zone, title="标准地改革", title_en="Standard land")


def test_a_chooser_offers_what_belongs_to_the_zone_of_the_form(editor, reform):
    make.ReformFactory(title_en="Of another zone")
    figure = make.ObservationFactory(zone=reform.zone, metric__name_en="Area", period="2018-06")
    make.ObservationFactory()
    owner = {"owner": reform.zone_id}
    assert choices(editor, "reform", **owner, term="biaozhundi") == ["Standard land · Linfen"]
    assert choices(editor, "part_of", **owner) == [f"{figure} · 100亩 · 2018-06"]
    assert len(choices(editor, "reform")) == len(choices(editor, "reform", owner="x")) == 2
    page = "{}?app_label=zones&model_name=observation&field_name=reform&owner={}"
    page = page.format(reverse("admin:autocomplete"), reform.zone_id)
    queries = queries_of(editor, page)
    make.ReformFactory.create_batch(3, zone=reform.zone)
    assert queries_of(editor, page) == queries


@pytest.mark.parametrize("term", ["施工许可", "sgxk", "shigong", "permit", "建设许可", ""])
def test_a_chooser_finds_the_scopes_of_the_metric_by_any_of_their_names(editor, term):
    names = {"name": "施工许可", "name_en": "Permits", "aliases": "建设许可"}
    scope = make.ScopeFactory(**names, metric__name_en="Time limit")
    make.ScopeFactory(**names)
    found = choices(editor, "scope", owner=scope.metric_id, term=term)
    assert found == ["Permits · Time limit"]


def test_without_scripts_a_link_begins_a_scope_of_the_metric_and_of_ranks_a_ranking(editor):
    metric = make.MetricFactory(quantity="rank", unit="rank")
    figure = make.ObservationFactory(metric=metric, unit="rank")
    link = f"{address(Scope, 'add')}?metric={metric.pk}"
    assert f'<noscript><a href="{link}">' in editor.get(address(figure, "change")).text
    begun = form_of(editor.get(link)).initial
    assert (begun["metric"], begun["aspect"]) == (str(metric.pk), "ranking")


def test_a_chooser_says_that_a_zone_has_none(editor):
    zone = make.ZoneFactory(name_en="Huguan")
    assert choices(editor, "reform", owner=zone.pk) == ["No reform of Huguan yet."]
    assert choices(editor, "reform", owner=zone.pk, term="a") == [
        "No reform of Huguan is called so."
    ]


def test_records_of_one_name_are_told_apart_in_choosers_and_in_what_is_chosen(editor, reform):
    # Made later and sorted earlier, by the pinyin of its name.
    other = {"name": "阿开发区", "name_en": "Linfen", "slug": "other"}
    make.ZoneFactory(**other, tier=Tier.PROVINCIAL, province=reform.zone.province)
    zone = "Linfen · Shanxi · National · linfen"
    assert choices(editor, "zone") == ["Linfen · Shanxi · Provincial · other", zone]
    metric = make.MetricFactory(name_en="Time", unit="working-day")
    assert choices(editor, "metric") == ["Time · working days"]
    kind = reform.types.get()
    assert choices(editor, "types", "reforms.reform") == [f"{kind.name_en} · {kind.group.name_en}"]
    figure = make.ObservationFactory(
        zone=reform.zone, reform=reform, metric=metric, unit="working-day"
    )
    page = editor.get(address(figure, "change")).text
    for label in (zone, "Standard land · Linfen", "Time · working days"):
        assert f"selected>{label}</option>" in page
