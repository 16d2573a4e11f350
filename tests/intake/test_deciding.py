"""Decisions on proposals: a record, a reason, and back to open; each once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from history.models import Change, Proposal
from history.reverting import RefusedError
from intake.articles.deciding import SettledError, accept, accept_sure, cite, reject, undo
from intake.articles.learning import AlwaysAside, AlwaysCalled
from intake.articles.missed import mark_missed
from intake.articles.models import ArticleProposal, AsideRule, ProposalState
from intake.articles.reviewing import plain_values
from intake.drafts import drafts_of, publish
from reforms.models import Reform
from sources.evidence.citations import State, article_of, check
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from tests.intake.reviews import TEXT, reviewed, somebody
from zones.models import Metric, Observation, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def proposal_of(review, words: str, of: str = "figure", **values) -> ArticleProposal:
    """A proposal of these words, as the rules store one."""
    start = TEXT.index(words)
    review.proposals.filter(kind=of, start=start).delete()
    return ArticleProposal.objects.create(
        review=review,
        kind=of,
        start=start,
        end=start + len(words),
        quote=words,
        values={"source": review.source.slug, "locator": "¶1", "quote": words, **values},
        confidence=0.95,
    )


@pytest.fixture
def curator():
    return somebody("curator")


@pytest.fixture
def figure(curator):
    """A proposed figure of a zone and a metric that there are."""
    review = reviewed(curator)
    zone, metric = make.ZoneFactory(), make.MetricFactory(unit="mu")
    values = {"zone": zone.slug, "metric": metric.slug, "value": "323.17", "unit": "mu"}
    return proposal_of(review, "323.17亩", **values, period="2022")


def test_an_accepted_figure_of_a_curator_is_public_with_its_citation_and_history(figure, curator):
    record = accept(figure, {}, curator)
    figure.refresh_from_db()
    assert (figure.state, figure.slug, figure.record) == ("accepted", record.slug, record.pk)
    assert (record.is_draft, record.value, record.period) == (False, record.value, "2022")
    change = Change.objects.get(model="zones.observation", record=record.pk)
    assert (change.actor, change.unit, change.action) == (curator, figure.unit, "create")
    assert str(record.source) in change.reason
    article = article_of(record.source, TEXT)
    assert [one.state for one in check(article, [record]).citations] == [State.FOUND]


def test_an_editor_makes_drafts(figure):
    assert accept(figure, {}, somebody("editor")).is_draft


def test_a_fact_of_a_draft_source_stays_a_draft_for_a_curator_too(figure, curator):
    source = figure.review.source
    make.change(source, is_draft=True)
    assert accept(figure, {}, curator).is_draft


def test_corrected_fields_are_noted(figure, curator):
    accept(figure, {"period": "2021", "value": "323.170", "bound": "exactly"}, curator)
    figure.refresh_from_db()
    assert (figure.state, figure.corrected) == ("corrected", ["period"])


def test_a_proposal_is_decided_once(figure, curator):
    stale = ArticleProposal.objects.get(pk=figure.pk)
    accept(figure, {}, curator)
    with pytest.raises(SettledError, match="Settled meanwhile by one curator: accepted"):
        reject(stale, "no figure", curator)
    with pytest.raises(SettledError):
        accept(stale, {}, curator)
    assert Observation.objects.count() == 1


def test_a_refused_value_writes_nothing_and_names_its_field(figure, curator):
    with pytest.raises(ValidationError) as refused:
        accept(figure, {"unit": "day"}, curator)
    assert "unit" in refused.value.message_dict
    figure.refresh_from_db()
    assert figure.state == "open"
    assert not Observation.objects.exists()


def test_a_zone_that_is_proposed_too_is_accepted_in_the_same_step(figure, curator):
    province = make.ProvinceFactory()
    zone = proposal_of(
        figure.review,
        "晋源经济技术开发区",
        "zone",
        name="晋源经济技术开发区",
        province=province.slug,
        kind="etdz",
    )
    figure.values["zone"] = f"#{zone.pk}"
    figure.save()
    record = accept(figure, {}, curator)
    zone.refresh_from_db()
    assert record.zone.name == "晋源经济技术开发区"
    # Nobody has looked at it: a draft, also of a curator, with what needs it.
    assert (zone.state, zone.slug, zone.settled_by) == ("accepted", record.zone.slug, None)
    assert record.zone.is_draft
    assert record.is_draft
    assert list(record.zone.sources_read.all()) == [figure.review.source]
    assert plain_values(ArticleProposal.objects.get(pk=figure.pk))["zone"] == zone.slug
    figure.refresh_from_db()
    assert figure.state == "accepted"


def test_a_measure_that_is_recorded_is_cited_and_not_recorded_again(figure, curator):
    known = make.ReformFactory()
    again = proposal_of(figure.review, "推行全代办服务", "reform", zone=known.zone.slug)
    again.recorded = [{"model": "reforms.reform", "slug": known.slug, "says_same": True}]
    again.save()
    assert cite(again, curator) == known
    again.refresh_from_db()
    assert (again.state, again.record, again.settled_by) == ("accepted", known.pk, curator)
    with pytest.raises(SettledError):
        cite(again, curator)
    undo(again, curator)
    again.refresh_from_db()
    assert (again.state, Reform.objects.get()) == ("open", known)
    known.delete()
    with pytest.raises(ValidationError, match="there no more"):
        cite(again, curator)


def test_a_rejected_proposal_keeps_its_reason_until_it_is_undone(figure, curator):
    with pytest.raises(ValidationError, match="Say why"):
        reject(figure, " ", curator)
    reject(figure, "a slogan", curator)
    figure.refresh_from_db()
    assert (figure.state, figure.reason, figure.settled_by) == ("rejected", "a slogan", curator)
    undo(figure, curator)
    figure.refresh_from_db()
    assert (figure.state, figure.reason, figure.settled) == ("open", "", None)


def test_undoing_takes_the_record_back(figure, curator):
    accept(figure, {}, curator)
    undo(figure, curator)
    figure.refresh_from_db()
    assert (figure.state, figure.slug) == ("open", "")
    assert not Observation.objects.exists()
    accept(figure, {}, curator)
    assert Observation.objects.count() == 1


def test_a_record_that_was_changed_since_is_not_taken_back(figure, curator):
    record = accept(figure, {}, curator)
    make.change(record, period="2020")
    with pytest.raises(RefusedError, match="changed since"):
        undo(figure, curator)
    figure.refresh_from_db()
    assert (figure.state, Observation.objects.count()) == ("accepted", 1)


def test_an_editor_does_not_take_back_what_is_public(figure, curator):
    accept(figure, {}, curator)
    with pytest.raises(PermissionDenied, match="Only a curator"):
        undo(figure, somebody("editor"))


def test_what_is_sure_is_accepted_together_and_what_is_not_is_left(figure, curator):
    other = proposal_of(figure.review, "74.1亿元", **figure.values | {"quote": "74.1亿元"})
    other.values |= {"value": "74.1", "unit": "cny-100m"}
    other.save()
    unsure = proposal_of(figure.review, "11宗", **figure.values)
    ArticleProposal.objects.filter(pk=unsure.pk).update(confidence=0.5)
    keys = [figure.pk, other.pk, unsure.pk]
    figure.review.proposals.filter(kind="figure").exclude(pk__in=keys).delete()
    outcome = accept_sure(figure.review, "figure", curator)
    assert [record.value for record in outcome.records] == [Observation.objects.get().value]
    assert [one.pk for one, _why in outcome.left] == [other.pk]
    assert figure.review.proposals.filter(state=ProposalState.OPEN, kind="figure").count() == 2


def test_nothing_is_made_of_a_review_that_was_only_begun(curator):
    reviewed(curator)
    assert not Observation.objects.exists()
    assert not Zone.objects.exists()
    assert ArticleText.objects.count() == 1


def test_the_numbers_of_a_rejected_figure_are_set_aside_until_it_is_undone(figure, curator):
    reject(figure, "only the total counts", curator)
    row = SetAsideNumber.objects.get()
    assert (row.wording, row.reason) == ("323.17亩", "only the total counts")
    undo(ArticleProposal.objects.get(pk=figure.pk), curator)
    assert not SetAsideNumber.objects.exists()


def test_a_rejection_can_teach_that_such_a_number_never_counts(figure, curator):
    reject(figure, "a slogan", curator, always=AlwaysAside(before="出让标准地", after="宗"))
    assert str(AsideRule.objects.get()) == "出让标准地[…]宗"
    assert AsideRule.objects.get().reason == "a slogan"


def test_a_decision_can_teach_another_name_of_a_metric(figure, curator):
    metric = Metric.objects.get()
    AlwaysCalled(metric, "出让面积").save(curator, "said of a figure")
    assert Metric.objects.get().aliases.endswith("出让面积")


def test_an_editor_proposes_another_name_of_a_public_metric(figure):
    editor, metric = somebody("editor"), Metric.objects.get()
    AlwaysCalled(metric, "出让面积").save(editor, "said of a figure")
    assert Metric.objects.get().aliases == metric.aliases
    assert "出让面积" in Proposal.objects.get().after["aliases"]


def test_marked_words_become_a_proposal_with_what_they_say(figure):
    review = figure.review
    review.proposals.exclude(pk=figure.pk).delete()  # so the figure is the one before it
    start = TEXT.index("20个工作日")
    missed = mark_missed(review, start - 3, start + 6, "figure")
    assert (missed.is_missed, missed.quote) == (True, "压缩到20个工作日")
    assert (missed.values["value"], missed.values["unit"]) == ("20", "working-day")
    assert missed.values["zone"] == figure.values["zone"]
    assert missed.values["locator"] == "¶2"


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (0, 9999), (10, 11)])
def test_marks_outside_the_text_or_of_nothing_are_refused(figure, start, end):
    with pytest.raises(ValidationError, match="Select"):
        mark_missed(figure.review, start, end, "figure")


def test_a_measure_without_a_type_is_refused_unless_it_shall_be_a_draft(figure, curator):
    said = {"zone": figure.values["zone"], "title": "全代办", "summary": "全代办"}
    measure = proposal_of(figure.review, "推行全代办服务", "reform", **said, stage="in-force")
    with pytest.raises(ValidationError, match="not classified yet: choose a type"):
        accept(measure, {}, curator)
    assert accept(measure, {"is_draft": True}, curator).is_draft


def test_the_zone_gains_the_source_of_its_facts_until_they_are_taken_back(figure, curator):
    source, zone = figure.review.source, Zone.objects.get()
    before = set(zone.sources_read.all())
    values = figure.values | {"quote": "11宗", "period": "2021"}
    other = proposal_of(figure.review, "11宗", **values)
    accept(figure, {}, curator)
    accept(other, {}, curator)
    assert set(zone.sources_read.all()) == {*before, source} != before
    figure.refresh_from_db()
    assert Change.objects.filter(unit=figure.unit, model="zones.zone").exists()
    undo(figure, curator)
    assert source in zone.sources_read.all()  # the other fact stands
    undo(other, curator)
    assert set(zone.sources_read.all()) == before


def test_a_public_zone_gains_a_draft_source_when_its_facts_are_published(figure, curator):
    source, zone = figure.review.source, Zone.objects.get()
    make.change(source, is_draft=True)
    accept(figure, {}, curator)
    assert source not in zone.sources_read.all()
    publish(drafts_of(source, with_text=False), user=curator, reason="seen")
    assert source in zone.sources_read.all()


def test_a_source_that_was_read_before_stays_read(figure, curator):
    zone = Zone.objects.get()
    zone.sources_read.add(figure.review.source)
    accept(figure, {}, curator)
    undo(figure, curator)
    assert figure.review.source in zone.sources_read.all()


def test_a_changed_quotation_has_the_place_where_it_stands(figure, curator):
    with pytest.raises(ValidationError, match="do not stand in the text"):
        accept(figure, {"quote": "出让323.18亩"}, curator)
    assert accept(figure, {"quote": "审批时限压缩"}, curator).locator == "¶2"
    undo(figure, curator)
    assert accept(figure, {"quote": "推行全代办", "locator": "p. 3"}, curator).locator == "p. 3"
