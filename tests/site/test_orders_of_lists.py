"""Lists are sorted by any shown column, both ways; what is blank stays last."""

import pytest

from tests import factories as make
from tests.site.files import table

pytestmark = pytest.mark.django_db


def names(client, query: str) -> list[str]:
    return [zone.name for zone in client.get(f"/en/zones/?{query}").context["rows"]]


@pytest.fixture
def zones():
    east, west = make.ProvinceFactory(code="11"), make.ProvinceFactory(code="61")
    made = [
        make.ZoneFactory(name="中新区", province=west, approved="2001", tier="national"),
        make.ZoneFactory(name="安宁区", province=east, approved="", tier="not-stated"),
        make.ZoneFactory(name="保定区", province=east, approved="1999-05", tier="provincial"),
    ]
    area = make.MetricFactory(slug="approved-area", unit="ha")
    for zone, value in zip(made[::2], (500, 300), strict=True):
        make.ObservationFactory(
            zone=zone, metric=area, value=value, unit="ha", basis="at-point", period="2018"
        )


@pytest.mark.parametrize(
    ("sort", "forwards", "backwards"),
    [
        ("name", "安保中", "中保安"),
        ("province", "安保中", "中安保"),
        ("tier", "中保安", "保中安"),
        ("approved", "保中安", "中保安"),
        ("area", "中保安", "保中安"),
    ],
)
def test_a_list_is_sorted_both_ways_with_blanks_last(client, zones, sort, forwards, backwards):
    for asked, expected in ((sort, forwards), (f"-{sort}", backwards)):
        assert [name[0] for name in names(client, f"sort={asked}")] == [*expected]
        rows = table(client, f"/en/zones/?sort={asked}&format=csv&header=codes")
        assert [name[0] for name in rows["name"]] == [*expected]


def test_the_heading_of_a_column_sorts_by_it_and_then_the_other_way(client, zones):
    page = client.get("/en/zones/?recorded=no&sort=approved&page=1").text
    assert 'aria-sort="ascending"><a href="?recorded=no&amp;sort=-approved"' in page
    assert page.count("aria-sort") == 1
    assert 'href="?recorded=no&amp;sort=name"' in page
    turned = client.get("/en/zones/?sort=-approved").text
    assert 'aria-sort="descending"><a href="?sort=approved"' in turned
    assert '<option value="-approved" selected>Approved, newest first</option>' in turned
