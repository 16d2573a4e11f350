"""What is due when, and which policies and zones lead to each other."""

import re

import pytest

from policies.deadlines import Deadlines
from policies.models import Target
from tests.factories import FollowUpFactory, PolicyFactory, TargetFactory, ZoneFactory
from tests.site.reading import words

pytestmark = pytest.mark.django_db


def test_commitments_stand_by_date_and_those_without_a_day_last():
    for due in ("", "2020", "2019-06", "XXXX-06", "2018/..", "9999"):
        TargetFactory(title=due or "none", due=due)
    FollowUpFactory(target=Target.objects.get(due="2020"))
    deadlines = Deadlines(Target.objects.public())
    assert [one.due for one in deadlines.dated] == ["2018/..", "2019-06", "2020", "9999"]
    assert {one.due for one in deadlines.undated} == {"", "XXXX-06"}
    assert (deadlines.past, deadlines.followed, deadlines.unlisted) == (2, 1, 0)
    few = Deadlines(Target.objects.public(), most=2)
    assert ([one.due for one in few.listed], few.unlisted) == (["2018/..", "2019-06"], 4)


@pytest.mark.once
def test_a_zone_names_the_policies_of_its_province_and_a_policy_the_zones(client):
    policy, elsewhere = PolicyFactory(covers="全部园区", covers_en="All parks"), PolicyFactory()
    zone = ZoneFactory(province=policy.province)
    page = client.get(f"/en/zones/{zone.slug}/").text
    assert f'href="/en/policies/{policy.slug}/"' in page
    assert "What it covers: All parks" in words(page)
    assert f"/policies/{elsewhere.slug}/" not in page
    page = client.get(f"/en/policies/{policy.slug}/").text
    assert re.search(r"Zones of .{1,40} 1 Which of them", words(page))
    assert f'href="/en/zones/?province={policy.province.slug}"' in page
