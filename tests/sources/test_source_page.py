"""The page of a source: each fact has a row there, to which its citations lead."""

import pytest

from sources import views
from sources.evidence.citations import cited_models
from tests import factories as make

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def facts() -> list:
    """One of each kind, of one source."""
    source = make.SourceFactory(slug="s")
    cited = {"source": source, "locator": "甲 ¶2", "quote": "原文"}
    zone = make.ZoneFactory(**cited)
    policy = make.PolicyFactory(**cited)
    target = make.TargetFactory(policy=policy, **cited)
    made = [zone, policy, target, make.FollowUpFactory(target=target, **cited)]
    made += [make.ReformFactory(zone=zone, **cited), make.ObservationFactory(zone=zone, **cited)]
    made += [make.ZoneNameFactory(zone=zone, **cited), make.ZoneEventFactory(zone=zone, **cited)]
    assert {type(fact) for fact in made} == {*cited_models()}
    return made


def row(page: str, fact) -> str:
    return page.partition(f'id="{fact.fact_key}"')[2].partition("</li>")[0]


def test_the_link_to_the_source_of_a_fact_leads_to_its_row_with_place_and_quotation(client, facts):
    for fact in facts:
        assert f'href="{fact.row_url}"' in client.get(fact.get_absolute_url()).text
        page = client.get(fact.row_url).text
        assert page.count(f'id="{fact.fact_key}"') == 1
        assert "甲 第2段" in row(page, fact)
        assert "原文</q>" in row(page, fact)


def test_a_fact_behind_the_end_of_a_cut_list_is_shown_where_it_is_asked_for(
    client, facts, monkeypatch
):
    monkeypatch.setattr(views, "SHOWN_AT_MOST", 1)
    source = facts[0].source
    second, third = (make.ZoneFactory(source=source, pinyin=f"z z{n}") for n in (1, 2))
    page = client.get(third.row_url).text
    assert row(page, facts[0])
    assert row(page, third)
    assert not row(page, second)
    gone = client.get(f"{source.get_absolute_url()}?fact=zone.gone\0")
    assert gone.status_code == 404
    assert "zone.gone" in gone.text
