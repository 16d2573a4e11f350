"""Actions on many records: shown first, confirmed with a reason, kept in the history."""

import re

import pytest

from core.records.changes import unit
from history.models import Change, Proposal
from policies.models import Policy
from reforms.models import Reform, ReformType
from sources.drafts import needed_drafts
from sources.models import ConfirmedDoubt
from tests import factories as make
from tests.admin.pages import address, queries_of
from tests.factories import FACTS
from tests.intake.people import client_of
from zones.models import Observation

pytestmark = pytest.mark.django_db

PUBLISHING = {"publish", "back_to_draft"}


def chosen(action: str, records, **fields) -> dict:
    """What a list posts: an action and the records ticked."""
    return {"action": action, "_selected_action": [r.pk for r in records], **fields}


def seen_in(page) -> str:
    return re.search(r'name="seen" value="([0-9a-f]+)"', page.text)[1]


def do(client, action: str, records, **fields):
    """Look at what an action would change and confirm it."""
    page = address(type(records[0]), "changelist")
    shown = client.post(page, chosen(action, records, step="preview", **fields))
    assert shown.status_code == 200
    data = chosen(action, records, step="apply", seen=seen_in(shown), **fields)
    return client.post(page, data, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def states(model) -> list[bool]:
    return list(model.objects.order_by("pk").values_list("is_draft", flat=True))


@pytest.mark.parametrize("factory", FACTS)
def test_a_curator_publishes_drafts_of_every_kind_and_takes_them_back(curator, factory):
    drafts = factory.create_batch(3, is_draft=True)
    model = type(drafts[0])
    done = do(curator, "publish", drafts[:2], change_reason="checked")
    assert messages_of(done) == ["2 records were changed."]
    assert states(model) == [False, False, True]
    changes = Change.objects.filter(reason="checked").order_by("pk")
    for draft, change in zip(drafts[:2], changes, strict=True):
        assert (change.record, change.before) == (draft.pk, {"is_draft": True})
        assert (change.actor_name, change.route) == ("curator", "admin")
    do(curator, "back_to_draft", drafts[:1], change_reason="doubtful")
    assert states(model) == [True, False, True]


@pytest.mark.once
def test_the_page_shows_what_would_change_before_anything_does(curator):
    draft, published = make.ReformFactory(is_draft=True), make.ReformFactory()
    waits = make.ReformFactory(is_draft=True, zone=make.ZoneFactory(is_draft=True))
    data = chosen("publish", [draft, published, waits])
    page = curator.post(address(Reform, "changelist"), data)
    assert "3 of 4 chosen records would change." in page.text
    assert "Change 3 records<" in page.text
    cells = re.findall(r"</th><td>(.*?)</td><td>(.*?)</td></tr>", page.text)
    assert cells == [
        *[("draft", "<ins>published</ins>")] * 3,
        ("published", '<span class="quiet">unchanged</span>'),
    ]
    assert states(Reform) == [True, False, True]
    do(curator, "publish", [waits], change_reason="checked")
    assert states(Reform) == [True, False, False]
    assert set(Reform.objects.public()) == {published, waits}  # its zone as well


def test_publishing_takes_along_what_a_draft_needs_and_all_of_it_is_public(
    curator, django_assert_max_num_queries
):
    source, metric, kind = (
        make.SourceFactory(is_draft=True),
        make.MetricFactory(is_draft=True),
        make.ReformTypeFactory(is_draft=True),
    )
    zone = make.ZoneFactory(is_draft=True, source=source)
    reform = make.ReformFactory(is_draft=True, zone=zone, types=[kind], source=make.SourceFactory())
    scope = make.ScopeFactory(is_draft=True, metric=metric)
    cited = {"zone": zone, "reform": reform, "metric": metric, "scope": scope, "source": source}
    figures = [
        make.ObservationFactory(is_draft=True, **cited, period=str(2000 + n)) for n in range(9)
    ]
    with django_assert_max_num_queries(21):
        needed = needed_drafts(figures)
    assert set(needed) == {source, metric, scope, kind, zone, reform}
    done = do(curator, "publish", figures[:1], change_reason="checked")
    assert messages_of(done) == ["7 records were changed."]
    assert list(Observation.objects.public()) == figures[:1]
    assert not any(type(one).objects.get(pk=one.pk).is_draft for one in needed)


def test_a_reform_that_is_not_classified_is_not_published(curator):
    bare, whole = make.ReformFactory(is_draft=True, types=[]), make.ReformFactory(is_draft=True)
    refused = do(curator, "publish", [bare, whole], change_reason="checked")
    assert "It is not classified yet: choose a type, or let it be a draft." in refused.text
    assert states(Reform) == [True, True]


def test_curators_make_a_type_of_drafts_that_are_not_classified(curator):
    group, old = make.ReformGroupFactory(), make.ReformTypeFactory()
    drafts = make.ReformFactory.create_batch(2, is_draft=True, types=[])
    page = address(Reform, "changelist")
    assert set(curator.get(page, {"types__isnull": "True"}).context["cl"].result_list) == {*drafts}
    words = {
        "group": group.pk,
        "name": old.name,
        "definition": "先行先试。",
        "change_reason": "new",
    }
    refused = curator.post(page, chosen("new_type", drafts, step="preview", **words))
    assert "of this name already" in refused.text
    done = do(curator, "new_type", drafts, **words | {"name": "容缺受理"})
    assert messages_of(done) == ["2 records were changed."]
    made = ReformType.objects.get(name="容缺受理")
    assert (made.is_draft, made.slug, set(made.reforms.all())) == (
        False,
        "rong-que-shou-li",
        {*drafts},
    )
    assert Change.objects.filter(reason="new").values("unit").distinct().count() == 1


@pytest.mark.once
def test_what_was_not_shown_or_has_no_reason_is_not_done_and_is_shown_again(curator):
    draft = make.ReformFactory(is_draft=True)
    page = address(Reform, "changelist")
    seen = seen_in(curator.post(page, chosen("publish", [draft])))
    data = chosen("publish", [draft], step="apply", seen=seen, change_reason=" ")
    assert "This field is required." in curator.post(page, data).text
    make.change(draft, summary="别人刚改过。")
    data |= {"change_reason": "checked"}
    for one in ("", "0" * 64, seen):
        again = curator.post(page, data | {"seen": one})
        assert "Something was changed meanwhile." in messages_of(again)[0]
        assert states(Reform) == [True]
    assert curator.post(page, data | {"seen": seen_in(again)}).status_code == 302
    assert states(Reform) == [False]


def test_every_record_of_a_filtered_list_can_be_chosen(curator):
    make.ReformFactory.create_batch(2, is_draft=True)
    make.ReformFactory(is_draft=True, stage="pilot")
    page = f"{address(Reform, 'changelist')}?stage__exact=in-force"
    data = {"action": "publish", "select_across": "1", "_selected_action": "0"}
    shown = curator.post(page, data)
    assert "2 of 2 chosen records would change." in shown.text
    data |= {"step": "apply", "seen": seen_in(shown), "change_reason": "checked"}
    curator.post(page, data)
    assert states(Reform) == [False, False, True]


@pytest.mark.once
def test_too_many_records_at_once_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("intake.actions.AT_ONCE", 2)
    client, drafts = client_of("curator"), make.ReformFactory.create_batch(3, is_draft=True)
    response = client.post(address(Reform, "changelist"), chosen("publish", drafts), follow=True)
    assert messages_of(response) == ["Choose 1 to 2 records at once; filter the list first."]


def test_what_is_doubtful_is_published_only_once_it_was_looked_at_with_a_reason(curator):
    wrong = make.ObservationFactory(is_draft=True, period="2091", slug="wrong")
    sound = make.ObservationFactory(is_draft=True)
    page = address(Observation, "changelist")
    data = chosen("publish", [sound, wrong], change_reason="read twice")
    shown = curator.post(page, data)
    assert shown.text.count('class="import-doubts"') == 1
    assert "2091 is still to come" in shown.text
    data |= {"step": "apply", "seen": seen_in(shown)}
    for refused in ({}, {"confirmed": "yes"}):
        again = curator.post(page, data | refused)
        assert messages_of(again) == ["Some records are doubtful: look at them, and confirm them."]
        assert states(Observation) == [True, True]
    asked = re.search(r'name="confirmed" value="([0-9a-f]+)"', shown.text)[1]
    curator.post(page, data | {"confirmed": asked})
    assert states(Observation) == [False, False]
    confirmed = ConfirmedDoubt.objects.get()
    assert (confirmed.slug, confirmed.kind, confirmed.reason) == ("wrong", "future", "read twice")


@pytest.mark.once
@pytest.mark.parametrize("role", ["viewer", "editor"])
@pytest.mark.parametrize("action", sorted(PUBLISHING))
def test_who_may_not_publish_cannot_post_it(role, action):
    client, records = client_of(role), [make.PolicyFactory(is_draft=True), make.PolicyFactory()]
    data = chosen(action, records, step="apply", change_reason="because", seen="")
    response = client.post(address(Policy, "changelist"), data, follow=True)
    assert "No action selected." in messages_of(response) or role == "viewer"
    assert states(Policy) == [True, False]


@pytest.mark.once
def test_queries_of_the_page_do_not_grow_with_the_records(curator):
    kind = make.ReformTypeFactory()
    rank = {"step": "preview", "rank": "preferred", "change_reason": "更准"}
    types = {"step": "preview", "types": [kind.pk], "operation": "add", "change_reason": "x"}
    for factory, action, fields in [
        *((factory, "publish", {}) for factory in FACTS),
        (make.ObservationFactory, "re_rank", rank),
        (make.ReformFactory, "re_type", types),
    ]:
        with unit(route="command"):  # at once: the history of each by itself takes longest
            records = factory.create_batch(8, is_draft=True)
        few, many = (
            queries_of(
                curator,
                address(type(records[0]), "changelist"),
                chosen(action, records[:number], **fields),
            )
            for number in (2, 8)
        )
        assert few == many


def test_figures_are_ranked_with_a_reason_and_normal_takes_the_old_one_away():
    client, figures = client_of("curator"), make.ObservationFactory.create_batch(2)
    data = chosen("re_rank", figures[:1], step="preview", rank="deprecated")
    shown = client.post(address(Observation, "changelist"), data)
    assert "Say why this value is preferred or deprecated." in shown.text
    why = {"change_reason": "公报更准", "reason_en": "the bulletin is exact"}
    do(client, "re_rank", figures[:1], rank="preferred", **why)
    ranks = Observation.objects.order_by("pk").values_list("rank", "rank_reason", "rank_reason_en")
    assert list(ranks) == [("preferred", *why.values()), ("normal", "", "")]
    change = Change.objects.order_by("pk").last()
    assert (change.reason, change.actor_name) == ("公报更准", "curator")
    do(client, "re_rank", figures[:1], rank="normal")
    assert set(ranks.all()) == {("normal", "", "")}


def test_figures_of_one_thing_are_told_apart_by_value_and_source():
    client, figure = client_of("editor"), make.ObservationFactory(value="12.5", unit="mu")
    page = client.post(address(Observation, "changelist"), chosen("re_rank", [figure]))
    assert f"12.5亩 · 2018 · {figure.source}" in page.text
    assert "1 record is chosen." in page.text


@pytest.mark.parametrize(
    ("operation", "given", "expected"),
    [
        ("add", ["b", "c"], {"a", "b", "c"}),
        ("remove", ["b"], {"a"}),
        ("replace", ["c"], {"c"}),
    ],
)
def test_types_are_added_removed_and_replaced(operation, given, expected):
    client = client_of("curator")
    types = {slug: make.ReformTypeFactory(slug=slug) for slug in "abc"}
    reform = make.ReformFactory(types=[types["a"], types["b"]])
    untouched = make.ReformFactory(types=[types["b"]])
    keys = [types[slug].pk for slug in given]
    do(client, "re_type", [reform], operation=operation, types=keys, change_reason="修订分类")
    assert set(reform.types.values_list("slug", flat=True)) == expected
    assert list(untouched.types.all()) == [types["b"]]
    change = Change.objects.order_by("pk").last()
    assert (change.before, change.after["types"]) == ({"types": ["a", "b"]}, sorted(expected))
    assert change.reason == "修订分类"
    before = reform.revision  # who has the form of the reform open learns of it
    reform.refresh_from_db()
    assert reform.revision == before + 1


def test_a_reform_keeps_one_type_at_least():
    client, kind = client_of("editor"), make.ReformTypeFactory()
    bare, other = make.ReformFactory(types=[kind]), make.ReformFactory()
    other.types.add(kind)
    fields = {"operation": "remove", "types": [kind.pk], "change_reason": "x"}
    data = chosen("re_type", [bare, other], step="preview", **fields)
    shown = client.post(address(Reform, "changelist"), data)
    assert "It is not classified yet: choose a type" in shown.text
    client.post(address(Reform, "changelist"), data | {"step": "apply", "seen": seen_in(shown)})
    assert list(bare.types.all()) == [kind]
    assert other.types.count() == 2


@pytest.mark.once
@pytest.mark.parametrize(
    ("role", "figures", "reforms", "others"),
    [
        ("viewer", set(), set(), set()),
        ("editor", {"re_rank"}, {"re_type"}, set()),
        ("curator", {*PUBLISHING, "re_rank"}, {*PUBLISHING, "re_type", "new_type"}, PUBLISHING),
    ],
)
def test_a_list_offers_the_actions_that_fit_its_records_and_its_reader(
    role, figures, reforms, others
):
    client, ours = client_of(role), {*PUBLISHING, "re_rank", "re_type", "new_type"}
    for factory, expected in [
        (make.ZoneFactory, others),
        (make.ObservationFactory, figures),
        (make.ReformFactory, reforms),
        (make.SourceFactory, others),
        (make.ProvinceFactory, set()),
    ]:
        text = client.get(address(type(factory()), "changelist")).text
        assert {name for name in ours if f'<option value="{name}"' in text} == expected


def test_figures_get_one_scope_and_lose_the_detail_that_said_it(curator):
    metric = make.MetricFactory()
    scope = make.ScopeFactory(metric=metric, slug="permits", name_en="Permits")
    figures = [
        make.ObservationFactory(metric=metric, detail=words, detail_en="Permits")
        for words in ("施工许可", "施工 许可")
    ]
    page = curator.post(address(Observation, "changelist"), chosen("re_scope", figures))
    assert f'name="metric" value="{metric.pk}"' in page.text  # the chooser offers its scopes
    give = {"scope": scope.pk, "clears_detail": "on", "change_reason": "a record now"}
    assert messages_of(do(curator, "re_scope", figures, **give)) == ["2 records were changed."]
    assert set(Observation.objects.values_list("scope", "detail", "detail_en")) == {
        (scope.pk, "", "")
    }
    change = Change.objects.get(reason="a record now", record=figures[0].pk)
    assert change.before == {"scope": None, "detail": "施工许可", "detail_en": "Permits"}


def test_an_editor_proposes_a_scope_and_figures_of_several_metrics_get_none(curator):
    scope = make.ScopeFactory()
    figure = make.ObservationFactory(metric=scope.metric)
    give = {"scope": scope.pk, "change_reason": "a record now"}
    [told] = messages_of(do(client_of("editor"), "re_scope", [figure], **give))
    assert told == "1 change was proposed to the curators."
    assert Proposal.objects.get().after["scope"] == scope.slug
    both = [figure, make.ObservationFactory()]
    page = address(Observation, "changelist")
    refused = curator.post(page, chosen("re_scope", both), follow=True)
    assert "choose those of one metric" in messages_of(refused)[0]


def test_a_scope_that_would_make_two_figures_the_same_is_refused(curator):
    scope = make.ScopeFactory()
    first = make.ObservationFactory(metric=scope.metric, detail="甲")
    same = {"zone": first.zone, "source": first.source, "metric": scope.metric}
    both = [first, make.ObservationFactory(**same, detail="乙")]
    give = {"scope": scope.pk, "clears_detail": "on", "change_reason": "a record now"}
    assert "keep what tells them apart" in messages_of(do(curator, "re_scope", both, **give))[0]
    assert not Observation.objects.exclude(scope=None)
