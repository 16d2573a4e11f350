"""The page of a zone of which very many figures are recorded."""

import json
import re

import pytest

from tests import factories as make
from tests.site.reading import words
from zones import figures

pytestmark = pytest.mark.django_db
YEARS = range(2010, 2024)


@pytest.fixture
def zone(monkeypatch):
    monkeypatch.setattr(figures, "SHOWN_WHOLE", 20)
    zone = make.ZoneFactory(slug="here")
    for slug in ("jobs", "land"):
        metric = make.MetricFactory(slug=slug)
        for year in YEARS:
            make.ObservationFactory(
                slug=f"{slug}-{year}", zone=zone, metric=metric, period=f"{year}", value=year
            )
    return zone


def shown(response) -> set[str]:
    return {f.slug for _topic, rows in response.context["topics"] for f in rows}


def test_of_many_figures_the_newest_of_each_metric_stand_on_the_page(client, zone, monkeypatch):
    response = client.get("/en/zones/here/")
    assert shown(response) == {"jobs-2023", "land-2023"}
    assert response.text.count("13 figures of other periods") == 2
    assert '<a href="?metric=jobs#figures">' in response.text
    assert response.context["figure_count"] == 28
    monkeypatch.setattr(figures, "SHOWN_WHOLE", 28)
    assert len(shown(client.get("/en/zones/here/"))) == 28


def test_the_figures_of_one_metric_are_all_shown_when_it_is_chosen(client, zone):
    response = client.get("/en/zones/here/?metric=jobs")
    assert shown(response) == {f"jobs-{year}" for year in YEARS}
    assert "of other periods" not in response.text
    assert response.context["figure_count"] == 28
    assert response.context["canonical"] == "/en/zones/here/"


def test_a_disagreement_of_the_newest_period_is_shown(client, zone):
    newest = zone.observations.get(slug="jobs-2023")
    make.ObservationFactory(slug="rival", zone=zone, metric=newest.metric, period="2023", value=9)
    response = client.get("/en/zones/here/")
    assert shown(response) == {"jobs-2023", "land-2023", "rival"}
    assert "2 values" in response.text


def test_a_metric_that_there_is_not_is_told(client, zone):
    for file in ("", "&format=csv"):
        response = client.get(f"/en/zones/here/?metric=nonsense{file}")
        assert response.status_code == 400
        assert "“nonsense” is not a metric that we know." in response.text
        assert shown(response) == {"jobs-2023", "land-2023"}


def test_the_file_of_one_metric_has_its_figures_alone(client, zone):
    page = client.get("/en/zones/here/?metric=jobs")
    assert "?metric=jobs&amp;format=json" in page.text
    of_one = json.loads(client.get("/en/zones/here/?metric=jobs&format=json").getvalue())
    assert {row["slug"] for row in of_one["observations"]} == {f"jobs-{year}" for year in YEARS}
    of_all = json.loads(client.get("/en/zones/here/?format=json").getvalue())
    assert len(of_all["observations"]) == 28


def test_a_draft_is_neither_shown_nor_counted(client, zone):
    zone.observations.filter(slug="jobs-2023").update(is_draft=True)
    response = client.get("/en/zones/here/")
    assert shown(response) == {"jobs-2022", "land-2023"}
    assert "12 figures of other periods" in response.text


def test_it_begins_with_a_sentence_and_a_contents_whose_links_lead_somewhere(client, zone):
    group = make.ReformGroupFactory(name_en="Approvals")
    kinds = [make.ReformTypeFactory(group=group), make.ReformTypeFactory(group=group)]
    make.ReformFactory(zone=zone, types=kinds)
    make.ReformFactory(zone=zone, types=kinds[:1])
    make.ReformFactory(zone=zone)
    for issued in ("2018", "2020-05", "XXXX"):
        zone.sources_read.add(make.SourceFactory(issued=issued))
    text = client.get("/en/zones/here/").text
    told = words(re.search(r'<p class="answer">.*?</p>', text, re.DOTALL)[0])
    assert told.startswith("3 measures, 2 under Approvals; 28 figures; the last dated source")
    assert "May 2020" in told
    contents = re.search(r'<nav class="contents".*?</nav>', text, re.DOTALL)[0]
    links = re.findall(r'href="#([^"]+)"', contents)
    assert links[:2] == ["reforms", "figures"]
    assert all(f'id="{anchor}"' in text for anchor in links)
    assert text.index('id="profile"') > text.index('id="figures"')
    bare = client.get(make.ZoneFactory().get_absolute_url()).text
    assert "No measure recorded" in bare
