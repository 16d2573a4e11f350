"""The first page of the admin: each count is that of the list it leads to."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from core.records.changes import unit
from core.records.doubts import Doubt
from intake.articles.models import ArticleReview, ProposalState
from intake.dashboard import ARTICLES_COUNTED, CHANGES_SHOWN, attention, last_changes
from intake.models import Upload
from sources.doubts import confirm
from sources.models import ArticleText, ConfirmedDoubt, SetAsideNumber
from tests import factories as make
from tests.admin.pages import address, queries_of
from tests.factories import FACTS
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db

INDEX = "/admin/"


def concern(user, name: str):
    found = [one for one in attention(user) if one.name == name]
    return found[0] if found else None


def lists_of(client, one) -> dict[str, list]:
    """The records of each list that a concern leads to, by the list's address."""
    found = {}
    for part in one.parts:
        changelist = client.get(part.address).context["cl"]
        assert changelist.result_count == part.count
        found[part.address.split("?")[0]] = list(changelist.result_list)
    return found


@pytest.mark.parametrize(
    ("name", "factory", "columns"),
    [
        *(
            ("drafts", factory, {"is_draft": True})
            for factory in (*FACTS, make.SourceFactory, make.MetricFactory)
        ),
        *(("no-place", factory, {"locator": ""}) for factory in FACTS),
        ("no-english", make.ZoneFactory, {"name_en": ""}),
        ("no-english", make.ZoneFactory, {"note": "注", "note_en": ""}),
        ("no-english", make.ObservationFactory, {"detail": "范围"}),
        ("no-english", make.ReformFactory, {"summary_en": ""}),
        ("no-english", make.PolicyFactory, {"covers": "范围"}),
        ("no-english", make.TargetFactory, {"title_en": ""}),
        ("no-english", make.FollowUpFactory, {"note": "注"}),
    ],
)
def test_what_a_fact_lacks_is_counted_and_listed(admin_client, admin_user, name, factory, columns):
    complete = factory()
    assert concern(admin_user, name) is None
    concerned = factory(**columns)
    page = address(type(concerned), "changelist")
    assert lists_of(admin_client, concern(admin_user, name)) == {page: [concerned]}
    if name == "no-english":
        rows = admin_client.get(page, {"english": "complete"}).context["cl"].result_list
        assert list(rows) == [complete]


def test_sources_that_disagree_are_counted_until_they_are_ranked(admin_client, admin_user):
    first = make.ObservationFactory(value=100)
    second = make.ObservationFactory(value=120, zone=first.zone, metric=first.metric)
    [rows] = lists_of(admin_client, concern(admin_user, "disagreements")).values()
    assert set(rows) == {first, second}
    make.change(second, rank="deprecated", rank_reason="较早的统计")
    assert concern(admin_user, "disagreements") is None


def test_targets_due_without_a_follow_up_are_counted_and_listed(admin_client, admin_user):
    overdue = make.TargetFactory(due="2020")
    make.TargetFactory(due="2999")
    make.TargetFactory(due="")
    make.FollowUpFactory(target__due="2020")
    make.FollowUpFactory(target__due="2020", is_draft=True)
    [rows] = lists_of(admin_client, concern(admin_user, "overdue")).values()
    assert rows == [overdue]


def attach(text: str) -> ArticleText:
    return ArticleText.objects.create(source=make.SourceFactory(), text=text)


def test_open_numbers_are_counted_for_each_article_and_lead_to_its_page(admin_client, admin_user):
    assert concern(admin_user, "open-numbers") is None
    text = attach("某区标准地面积1413.03亩，另有项目37个。")
    assert not_recorded(admin_user) == [(str(text.source), 2, True)]
    bare = attach("没有数字的文章。")
    assert not_recorded(admin_user)[0] == (str(bare.source), 0, True)
    make.ObservationFactory(source=bare.source)
    [part] = concern(admin_user, "open-numbers").parts
    page, anchor = part.address.split("#")
    assert f'id="{anchor}"' in admin_client.get(page).text
    make.ObservationFactory(source=text.source, value="1413.03", quote="面积1413.03亩")
    assert not_recorded(admin_user) == [(str(text.source), 1, False)]
    SetAsideNumber.objects.create(source=text.source, wording="37", after="个", reason="x")
    assert concern(admin_user, "open-numbers") is None


def not_recorded(user) -> list[tuple]:
    """Articles with their open numbers, and whether they are said to have no fact at all."""
    return [(one.label, one.count, bool(one.note)) for one in concern(user, "open-numbers").parts]


def test_doubts_set_aside_lately_are_counted_and_listed_newest_first_with_their_record(
    admin_client, admin_user
):
    figure = make.ObservationFactory(slug="wrong")
    doubts = [Doubt("future", about, (), "") for about in ("2091", "2092", "2093")]
    confirm([(figure, doubts)], reason="so", actor=admin_user)
    long_ago = timezone.now() - timedelta(days=31)
    ConfirmedDoubt.objects.filter(about="2091").update(confirmed=long_ago)
    [rows] = lists_of(admin_client, concern(admin_user, "doubts")).values()
    assert [row.about for row in rows] == ["2093", "2092"]
    text = admin_client.get(address(ConfirmedDoubt, "changelist")).text
    link = re.search(r'<a href="([^"]+)">[^<]*: wrong</a>', text)[1]
    assert list(admin_client.get(link).context["cl"].result_list) == [figure]


@pytest.mark.once
def test_the_page_shows_every_concern_with_its_count_and_link(admin_client, admin_user):
    make.ReformFactory.create_batch(3, is_draft=True, locator="", title_en="")
    make.TargetFactory(due="2020")
    text = admin_client.get(INDEX, headers={"accept-language": "en"}).text
    for one in attention(admin_user):
        assert str(one.title) in text
        for part in one.parts:
            assert f'<a href="{html.escape(part.address)}">{part.label}</a>' in text
    assert len(attention(admin_user)) == 5


@pytest.mark.once
def test_where_everything_is_in_order_the_page_says_so():
    make.ReformFactory()
    assert "Nothing: every fact is published" in client_of("viewer").get(INDEX).text


@pytest.mark.once
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_an_empty_site_says_how_to_begin_to_those_who_can(role):
    text = client_of(role).get(INDEX).text
    assert "Facts begin with the source that they were read in." in text
    assert ("Add the first source" in text) is (role == "editor")


@pytest.mark.once
def test_a_curator_goes_from_the_page_straight_to_publishing(curator):
    drafts = make.ReformFactory.create_batch(2, is_draft=True)
    make.ReformFactory()
    text = curator.get(INDEX).text
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', text, re.DOTALL)
    data = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    shown = curator.post(html.unescape(form[1]), data)
    assert "2 of 2 chosen records would change." in shown.text
    assert all(str(draft) in shown.text for draft in drafts)


@pytest.mark.once
@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_see_the_drafts_and_no_way_to_publish_them(role):
    make.ReformFactory(is_draft=True)
    text = client_of(role).get(INDEX).text
    assert "is_draft__exact=1" in text
    assert 'value="publish"' not in text


@pytest.mark.once
def test_who_may_see_no_records_reads_of_none(django_user_model, client):
    make.ReformFactory(is_draft=True, locator="")
    make.TargetFactory(due="2020")
    client.force_login(django_user_model.objects.create(username="nobody", is_staff=True))
    text = client.get(INDEX, headers={"accept-language": "en"}).text
    assert "attention__concern" not in text
    assert "/history/reforms.reform/" not in text


def test_the_last_changes_tell_who_what_when_and_why_and_lead_to_the_history():
    reform = make.ReformFactory(is_draft=True, title_en="A new bureau")
    source = make.SourceFactory()
    with unit(route="import", reason="second article"):
        make.change(reform, summary="改过的摘要。")
    slug = source.slug
    source.delete()
    client = client_of("viewer")
    text = client.get(INDEX).text
    module = text[text.index("last-changes") :]
    assert f'/history/reforms.reform/{reform.slug}/">A new bureau</a>' in module
    assert "second article" in module
    assert "import of a file" in module
    link = re.search(rf'<a href="([^"]*/history/sources.source/{slug}/)">', module)[1]
    assert client.get(link).status_code == 200


def test_only_the_latest_changes_are_shown_newest_first(admin_user):
    for number in range(CHANGES_SHOWN + 2):
        make.SourceFactory(title=f"第{number}篇")
    names = [view.name for view in last_changes(admin_user)]
    assert names[0] == f"第{CHANGES_SHOWN + 1}篇"
    assert len(names) == CHANGES_SHOWN


@pytest.mark.once
def test_queries_do_not_grow_with_what_needs_attention(curator):

    def queries(number):
        with unit(route="command"):  # at once: the history of each by itself takes longest
            for factory in FACTS:
                factory.create_batch(number, is_draft=True, locator="")
            for _number in range(number):
                attach("某区标准地面积1413.03亩。")
                first = make.ObservationFactory(value=1)
                make.ObservationFactory(value=2, zone=first.zone, metric=first.metric)
        return queries_of(curator, INDEX)

    few = queries(ARTICLES_COUNTED)
    assert queries(ARTICLES_COUNTED) <= few
    assert few < 114  # three for each kind of fact: each count by its own index
    assert Observation.objects.undecided().count() > ARTICLES_COUNTED


def test_begun_work_stands_first_articles_and_the_users_own_tables():
    client_of("curator")
    curator, other = User.objects.get(username="curator"), User.objects.create(username="li")
    source = make.SourceFactory()
    ArticleText.objects.create(source=source, text="开发区")
    review = ArticleReview.objects.create(source=source, sha256="1")
    said = {"kind": "zone", "quote": "区"}
    review.proposals.create(start=0, end=1, **said)
    rejected = {"state": ProposalState.REJECTED, "settled": timezone.now(), "reason": "no zone"}
    review.proposals.create(start=1, end=2, **said, **rejected)
    ArticleReview.objects.create(source=make.SourceFactory(), sha256="2", finished=timezone.now())
    for user, name in [(curator, "园区名单.xlsx"), (other, "别人的.xlsx")]:
        Upload.objects.create(actor=user, file_name=name, content=b"1")
    first, second, *_ = attention(curator)
    assert [first.name, second.name] == ["under-review", "being-mapped"]
    assert [(part.label, part.count) for part in first.parts] == [(str(review), 1)]
    assert [part.label for part in second.parts] == ["园区名单.xlsx"]
    viewer = client_of("viewer")
    assert "/review/" not in viewer.get(INDEX).text
    assert "under-review" not in [
        one.name for one in attention(User.objects.get(username="viewer"))
    ]
