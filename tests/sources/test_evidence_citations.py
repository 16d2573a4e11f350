"""Each fact is where it says: found once, several times, not at all, or without its figure."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.evidence.citations import State, check, cited_models, facts_of
from sources.evidence.reading import read_article
from sources.models import CitedModel
from tests import factories as make
from tests.sources.article import ARTICLE

pytestmark = pytest.mark.django_db


def figure(quote: str, value, unit: str, **columns):
    """A figure with its quotation, not saved: nothing here asks the database."""
    value = None if value is None else Decimal(value)
    metric = make.MetricFactory.build(unit=unit or "firm")
    return make.ObservationFactory.build(
        quote=quote, value=value, unit=unit, metric=metric, **columns
    )


def state_of(fact, text: str = ARTICLE) -> State:
    [citation] = check(read_article(text), [fact]).citations
    return citation.state


@pytest.mark.parametrize(
    ("quote", "value", "unit"),
    [
        ("总收入103.5亿元", "103.5", "cny-100m"),
        ("总收入103.5亿元", "1035000", "cny-10k"),
        ("同比增长8.5%", "8.5", "percent"),
        ("达到1234.6万元", "1234.6", "cny-10k"),
        ("常住人口约32万", "32", "person-10k"),
        ("常住人口约32万", "320000", "person"),
        ("新引进企业三十八家", "38", "firm"),
        ("其中两家从事设计", "2", "firm"),
        ("15个部门的53项", "15", "department"),
        ("15个部门的53项", "53", "item"),
        ("出让标准地7宗", "7", "plot"),
        ("压缩至20个工作日", "20", "working-day"),
        ("分四批出让", "4", "batch"),
        ("全程免费代办", "0", "cny"),
    ],
)
def test_a_figure_is_found_as_it_is_printed(quote, value, unit):
    assert state_of(figure(quote, value, unit)) == State.FOUND


def test_a_figure_may_stand_near_its_quotation():
    assert state_of(figure("压缩至", "20", "working-day")) == State.FOUND
    assert state_of(figure("园区审批时限", "20", "working-day")) == State.FOUND


@pytest.mark.parametrize(
    ("quote", "value", "unit"),
    [
        ("总收入103.5亿元", "103.6", "cny-100m"),
        ("总收入103.5亿元", "103.5", "cny-10k"),  # another order of magnitude
        ("总收入103.5亿元", "103.5", "percent"),
        ("压缩至20个工作日", "20", "day"),  # a working day is no day
        ("新引进企业三十八家", "8", "firm"),  # a part of the numeral
        ("青禾虚构开发区是", "103.5", "cny-100m"),  # too far away
        ("全程免费代办", "1", "cny"),
    ],
)
def test_a_figure_that_does_not_stand_near_its_quotation_is_told(quote, value, unit):
    assert state_of(figure(quote, value, unit)) == State.FIGURE_AWAY


def test_a_figure_in_words_must_stand_there_too():
    dozens = figure("另有数十家", None, "", value_text="数十")
    hundreds = figure("另有数十家", None, "", value_text="数百")
    assert (state_of(dozens), state_of(hundreds)) == (State.FOUND, State.FIGURE_AWAY)


def test_a_fact_without_a_figure_needs_only_its_quotation():
    assert state_of(make.ReformFactory.build(quote="一枚印章管审批")) == State.FOUND
    assert state_of(make.ReformFactory.build(quote="两枚印章管审批")) == State.MISSING
    assert state_of(make.ReformFactory.build(quote="标准地")) == State.SEVERAL
    assert state_of(make.ReformFactory.build(quote="")) == State.NO_QUOTE


def test_a_follow_up_states_its_value_in_the_unit_of_its_target():
    reached = make.FollowUpFactory.build(quote="出让标准地7宗", value=Decimal(7))
    missed = make.FollowUpFactory.build(quote="出让标准地7宗", value=Decimal(8))
    assert (state_of(reached), state_of(missed)) == (State.FOUND, State.FIGURE_AWAY)


def test_the_report_counts_every_state_and_follows_the_article():
    facts = [
        make.ReformFactory.build(slug="last", quote="拿地即开工"),
        make.ReformFactory.build(slug="none", quote=""),
        make.ReformFactory.build(slug="twice", quote="标准地"),
        make.ReformFactory.build(slug="first", quote="一枚印章管审批"),
        make.ReformFactory.build(slug="nowhere", quote="两枚印章管审批"),
        figure("分四批出让", "5", "batch", slug="away"),
    ]
    report = check(read_article(ARTICLE), facts)
    assert [c.fact.slug for c in report.citations][:4] == ["first", "away", "twice", "last"]
    assert [report.counts[state] for state in State] == [2, 1, 1, 1, 1]
    assert {state: [c.fact.slug for c in found] for state, found in report.problems.items()} == {
        State.MISSING: ["nowhere"],
        State.SEVERAL: ["twice"],
        State.FIGURE_AWAY: ["away"],
    }
    assert [c.fact.slug for c in report.without_quote] == ["none"]


# -- The facts of a source ----------------------------------------------------------------


def one_of_each_kind(source, **columns) -> list[CitedModel]:
    zone = make.ZoneFactory(source=source, **columns)
    return [
        zone,
        make.ReformFactory(source=source, **columns),
        make.ObservationFactory(source=source, **columns),
        make.PolicyFactory(source=source, **columns),
        make.TargetFactory(source=source, **columns),
        make.FollowUpFactory(source=source, **columns),
    ]


def test_facts_of_every_kind_are_looked_for():
    source = make.SourceFactory()
    facts = one_of_each_kind(source)
    make.ZoneFactory()
    found = facts_of(source, with_drafts=False)
    assert {(type(f), f.pk) for f in found} == {(type(f), f.pk) for f in facts}
    assert {type(fact) for fact in facts} == set(cited_models())


def test_drafts_are_looked_for_only_when_asked():
    source = make.SourceFactory()
    drafts = one_of_each_kind(source, is_draft=True)
    assert facts_of(source, with_drafts=False) == []
    assert len(facts_of(source, with_drafts=True)) == len(drafts)


def test_queries_do_not_grow_with_the_facts_of_a_source():
    source = make.SourceFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            for fact in facts_of(source, with_drafts=True):
                assert str(fact)
                assert fact.get_absolute_url()
        return len(asked)

    one_of_each_kind(source)
    few = queries()
    for _ in range(3):
        one_of_each_kind(source)
    assert queries() == few == len(cited_models())
