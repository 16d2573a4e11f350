"""A provincial rule from an article to its public page: agency, rule, target."""

import pytest

from intake.articles.models import ArticleReview
from policies.models import Agency, Policy, Target
from tests import factories as make
from tests.intake.people import logged_in
from tests.intake.reviews import reviewed, somebody
from tests.intake.test_review import address, posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TEXT = (
    "2021年3月，湖南省工业和信息化厅印发《湖南省化工园区认定管理办法》，自2021年5月1日起施行。"
    "办法提出，到2025年，全省化工园区控制在20个以内。"
)


def of_kind(review: ArticleReview, kind: str):
    return review.proposals.get(kind=kind)


def test_a_rule_and_its_target_are_accepted_with_an_agency_that_no_record_has(client):
    make.ProvinceFactory(slug="hunan", name="湖南省", short_name="湖南")
    make.InstrumentFactory(name="园区认定")
    parks = {"topic": "chemical-parks", "quantity": "count", "unit": "park"}
    make.MetricFactory(name="全省化工园区数", **parks)
    curator = somebody("curator")
    browser, review = logged_in(curator), reviewed(curator, TEXT)
    rule = of_kind(review, "policy")
    page = browser.get(f"{address(review)}?proposal={rule.pk}")
    assert page.context["form"]["new_agencies"].value() == "湖南省工业和信息化厅"
    assert posted(browser, rule, "accept").status_code == 200
    policy, agency = Policy.objects.get(), Agency.objects.get()
    assert [*policy.agencies.all()] == [agency]
    assert (agency.name, agency.province.slug) == ("湖南省工业和信息化厅", "hunan")
    assert (policy.title, policy.issued, policy.effective, policy.is_draft) == (
        "湖南省化工园区认定管理办法",
        "2021-03",
        "2021-05-01",
        False,
    )
    rule.refresh_from_db()
    assert (rule.state, rule.corrected) == ("accepted", [])

    posted(browser, of_kind(review, "target"), "accept")
    target = Target.objects.get()
    assert (target.policy, target.value, target.due) == (policy, 20, "2025")
    page = client.get(policy.get_absolute_url(), headers={"accept-language": "zh-hans"}).text
    assert "湖南省工业和信息化厅" in page
    assert "2025" in page


def test_who_may_add_no_agency_reads_which_are_missing():
    make.ProvinceFactory(slug="hunan", name="湖南省", short_name="湖南")
    editor = somebody("editor")
    review = reviewed(editor, TEXT)
    page = logged_in(editor).get(f"{address(review)}?proposal={of_kind(review, 'policy').pk}")
    assert "new_agencies" not in page.context["form"].fields
    assert "Agencies that are not recorded: 湖南省工业和信息化厅." in page.text
