"""More policies than stand side by side: the newest are shown, the rest is counted and linked."""

import re

import pytest

from tests.factories import PolicyFactory, ProvinceFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]

ADDRESS = "/en/compare/policies/"


@pytest.fixture
def policies(monkeypatch):
    monkeypatch.setattr("comparisons.views.policies.POLICIES_LISTED", 4)
    provinces = [ProvinceFactory(), ProvinceFactory()]
    return {
        (province.slug, year): PolicyFactory(province=province, issued=year)
        for province in provinces
        for year in ("2017", "", "2019", "2018", "2016")[: 5 if province is provinces[0] else 2]
    }


def shown_in(page: str) -> set[str]:
    return set(re.findall(r'class="column-title"[^>]* href="/en/policies/([^/]+)/"', page))


def test_of_many_policies_the_newest_of_each_province_are_shown(client, policies):
    page = client.get(ADDRESS).content.decode()
    first, second = dict.fromkeys(province for province, _year in policies)
    expected = [(first, "2019"), (first, "2018"), (second, "2017"), (second, "")]
    assert shown_in(page) == {policies[one].slug for one in expected}
    [(path, more)] = re.findall(r'<a href="([^"]+)">[^<]+ \(\+(\d+)\)</a>', page)
    assert more == "3"
    linked = client.get(path).content.decode()
    found = set(re.findall(r'href="/en/policies/(policy-[^/"]+)/"', linked))
    assert found == {
        policy.slug for (province, _y), policy in policies.items() if province == first
    }


def test_the_files_have_every_policy(client, policies):
    columns = client.get(f"{ADDRESS}?format=json").json()["columns"]
    assert len(columns) == len(policies)
    assert {column["citation"]["source"] for column in columns} == {
        policy.source.slug for policy in policies.values()
    }
    drawing = client.get(f"{ADDRESS}?format=svg").content.decode()
    assert all(policy.slug in drawing or policy.title_en in drawing for policy in policies.values())


def test_an_embedded_comparison_tells_of_the_others_too(client, policies):
    assert " (+3)</a>" in client.get("/en/embed/policies/").content.decode()
