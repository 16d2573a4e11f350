"""What is proposed of an article is stored once, cited, and proposed again without losing work."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from intake.articles import reviewing
from intake.articles.adding import add, add_to
from intake.articles.asides import open_asides, set_all_aside
from intake.articles.citing import Citing
from intake.articles.deciding import accept, reject
from intake.articles.missed import mark_missed
from intake.articles.proposing.proposals import (
    Aside,
    Proposals,
    ProposedFigure,
    ProposedReform,
    ProposedZone,
    Recorded,
)
from intake.articles.reviewing import begin, plain_values, propose_again, stands
from intake.articles.texts import attach
from sources.evidence.reading import read_article
from sources.models import ArticleText, SetAsideNumber
from tests import factories as make
from tests.intake.reviews import TEXT, reviewed, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "晋源经济技术开发区"
LONG = "打破高新区与区直单位的干部交流通道机制"


def of(kind, words: str, text: str = TEXT, **values):
    start = text.index(words)
    span = {"start": start, "end": start + len(words), "quote": words}
    return kind(**span, **{"confidence": 0.95, "why": "because"} | values)


@pytest.fixture
def rules(monkeypatch):
    """What the rules propose: set `.found` to other proposals."""

    class Rules:
        found = Proposals("")

        def __call__(self, _text, _issued):
            return self.found

    found = Rules()
    monkeypatch.setattr("intake.articles.reviewing.propose", found)
    return found


@pytest.fixture
def curator():
    return somebody("curator")


def figure(words="323.17亩", text=TEXT, **values):
    found = {"value": Decimal("323.17"), "unit": "mu", "zone": NAME, "period": "2022"}
    return of(ProposedFigure, words, text, **found | values)


def test_records_that_are_proposed_together_refer_to_each_other(rules, curator):
    plots = figure("11宗", unit="plot", value=Decimal(11))
    rules.found = Proposals(
        "",
        zones=(of(ProposedZone, NAME, name=NAME, slug=None, role="subject", province="shanxi"),),
        reforms=(of(ProposedReform, "全代办服务", types=("a",), title="全代办", zone=NAME),),
        figures=(plots, figure(reform=0), figure("74.1亿元", total=0, unit="plot")),
    )
    review = reviewed(curator)
    zone, reform = (review.proposals.get(kind=kind) for kind in ("zone", "reform"))
    rows = {row.quote: row for row in review.proposals.filter(kind="figure")}
    first, second, part = rows["11宗"], rows["323.17亩"], rows["74.1亿元"]
    assert first.values["zone"] == reform.values["zone"] == f"#{zone.pk}"
    assert second.values["reform"] == f"#{reform.pk}"
    assert part.values["part_of"] == f"#{first.pk}"
    assert plain_values(second)["quote"] == "出让标准地11宗323.17亩"
    assert (zone.values["locator"], reform.values["locator"]) == ("¶1", "¶2")


def test_a_rate_of_growth_is_no_part_of_its_total(rules, curator):
    rules.found = Proposals("", figures=(figure(), figure("11宗", total=0, unit="percent")))
    assert "part_of" not in reviewed(curator).proposals.get(quote="11宗").values


def test_a_zone_that_is_only_mentioned_is_no_proposal(rules, curator):
    rules.found = Proposals(
        "", zones=(of(ProposedZone, NAME, name=NAME, slug=None, role="mention"),)
    )
    assert not reviewed(curator).proposals.exists()


def test_beginning_again_changes_nothing(rules, curator):
    rules.found = Proposals("", figures=(figure(),))
    review = reviewed(curator)
    keys = set(review.proposals.values_list("pk", flat=True))
    assert begin(review.source, somebody("editor")) == review
    assert set(review.proposals.values_list("pk", flat=True)) == keys


def test_proposing_again_replaces_what_is_open_and_keeps_what_is_settled(rules, curator):
    rules.found = Proposals("", figures=(figure(), figure("11宗"), figure("74.1亿元")))
    review = reviewed(curator)
    rejected = review.proposals.get(quote="11宗")
    reject(rejected, "no figure", curator)
    missed = mark_missed(review, TEXT.index("20个"), TEXT.index("20个") + 6, "figure")
    rules.found = Proposals("", figures=(figure(period="2021"), figure("11宗")))
    propose_again(review)
    rows = {row.quote: row for row in review.proposals.all()}
    assert set(rows) == {"323.17亩", "11宗", "20个工作日"}
    assert rows["323.17亩"].values["period"] == "2021"
    assert (rows["11宗"].pk, rows["11宗"].state) == (rejected.pk, "rejected")
    assert rows["20个工作日"].pk == missed.pk


def test_proposing_again_keeps_keys_and_settles_nothing_that_nobody_has_seen(rules, curator):
    """A second mention of a measure that was just accepted is still to be looked at."""
    first = of(ProposedReform, "推行全代办服务", types=("a",), title="全代办")
    second = of(ProposedReform, "审批时限压缩", types=("a",), title="压缩时限")
    rules.found = Proposals("", reforms=(first, second), figures=(figure(),))
    review = reviewed(curator)
    keys = dict(review.proposals.values_list("quote", "pk"))
    make.ReformTypeFactory(slug="a")
    zone = make.ZoneFactory().slug
    values = {"zone": zone, "types": ["a"], "summary": "s", "stage": "in-force"}
    record = accept(review.proposals.get(pk=keys["推行全代办服务"]), values, curator)
    same = (Recorded("reforms.reform", record.slug, says_same=True),)
    rules.found = replace(rules.found, reforms=(first, replace(second, recorded=same)))
    propose_again(review)
    assert dict(review.proposals.values_list("quote", "pk")) == keys
    states = dict(review.proposals.values_list("quote", "state"))
    assert states == {"推行全代办服务": "corrected", "审批时限压缩": "open", "323.17亩": "open"}


def test_the_rules_read_while_nothing_is_locked(rules, curator, monkeypatch):
    """They take a second, and SQLite has one lock for all who write."""
    depths = []
    monkeypatch.setattr(
        "intake.articles.reviewing.propose",
        lambda *_said: depths.append(len(connection.atomic_blocks)) or Proposals(""),
    )
    monkeypatch.setattr("intake.articles.adding.propose", reviewing.propose)
    outside = len(connection.atomic_blocks)
    propose_again(reviewed(curator))
    add(TEXT + "x", curator, values={"title": "一", "kind": "newspaper", "issued": "2023"})
    add_to(make.SourceFactory(), TEXT + "y", curator)
    assert depths == [outside] * 4


def test_settled_proposals_move_with_their_words_when_the_text_is_replaced(rules, curator):
    rules.found = Proposals("", figures=(figure(), figure("11宗")))
    review = reviewed(curator)
    for words in ("323.17亩", "11宗"):
        reject(review.proposals.get(quote=words), "no figure", curator)
    text = "另有323.17亩在别处。\n\n" + TEXT.replace("11宗", "十一宗")
    attach(review.source, text, curator)
    rules.found = Proposals("", figures=(figure("74.1亿元", text),))
    review = begin(review.source, curator)
    moved = review.proposals.get(quote="323.17亩")
    assert moved.start == text.rindex("323.17亩")
    assert stands(moved, text)
    assert not stands(review.proposals.get(quote="11宗"), text)
    assert stands(review.proposals.get(quote="74.1亿元"), text)


def test_a_fact_that_this_source_has_already_is_settled_from_the_start(rules, curator):
    source = make.SourceFactory()
    ArticleText.objects.create(source=source, text=TEXT)
    here = make.ObservationFactory(source=source)
    there = make.ObservationFactory(zone=here.zone)
    same = [(Recorded("zones.observation", one.slug, True),) for one in (here, there)]
    rules.found = Proposals(
        "", figures=(figure(recorded=same[0]), figure("11宗", recorded=same[1]))
    )
    first, second = begin(source, curator).proposals.order_by("-start")
    assert (first.state, first.record) == ("accepted", here.pk)
    assert second.state == "open"
    assert second.recorded == [
        {"model": "zones.observation", "slug": there.slug, "says_same": True}
    ]


def test_numbers_that_count_nothing_are_set_aside_together_with_the_reason(rules, curator):
    rules.found = Proposals("", set_aside=(of(Aside, "11宗", why="a slogan"),))
    review = reviewed(curator)
    assert [why for _number, why in open_asides(review)] == ["a slogan"]
    assert set_all_aside(review, curator) == 1
    assert SetAsideNumber.objects.get().reason == "a slogan"
    assert open_asides(review) == []


def test_the_same_proposal_twice_is_stored_once(rules, curator):
    rules.found = Proposals("", figures=(figure(), figure(period="2021")))
    assert reviewed(curator).proposals.count() == 1


def test_the_minutes_of_a_review_leave_pauses_out(rules, curator):
    rules.found = Proposals("", figures=(figure(), figure("11宗"), figure("74.1亿元")))
    review = reviewed(curator)
    for words, minutes in (("323.17亩", 2), ("11宗", 7), ("74.1亿元", 1)):
        review.refresh_from_db()
        review.decided -= timedelta(minutes=minutes)
        review.save()
        reject(review.proposals.get(quote=words), "no figure", curator)
    review.refresh_from_db()
    assert round(review.seconds / 60) == 3
    assert review.finished


def test_the_number_of_queries_does_not_grow_with_the_proposals(
    rules, curator, django_assert_max_num_queries
):
    text = "某区报告。\n\n" + "".join(f"第{n}处出让土地{n}亩。" for n in range(100, 160))
    found = [figure(f"{n}亩", text, value=Decimal(n), zone=None) for n in range(100, 160)]
    rules.found = Proposals("", figures=tuple(found))
    source = make.SourceFactory()
    ArticleText.objects.create(source=source, text=text)
    with django_assert_max_num_queries(20):
        assert begin(source, curator).proposals.count() == 60


def test_every_proposal_of_the_rules_themselves_can_be_cited(curator):
    review = reviewed(curator)
    assert review.proposals.exists()
    assert all(one.values["quote"] and one.values["locator"] for one in review.proposals.all())
    reading = read_article(TEXT).reading
    for one in review.proposals.all():
        assert len(one.values["quote"]) <= 16
        assert len(reading.find(one.values["quote"])) == 1


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        ("全年出让土地11宗。另有11宗待批。", "11宗", "全年出让土地11宗"),
        ("出让11宗，收回11宗，出让11宗。", "11宗", "11宗，收"),
        ("推进“三化三制”改革。", "三化三制", "推进“三化三制”改革"),
        ("以“一枚印章管审批”为主。", "一枚印章管审批”", "以“一枚印章管审批”为主"),
        (f"{LONG}。", LONG, LONG[:16]),
        ("十一十一十一", "十一", "十一十一十一"),
    ],
)
def test_a_quotation_is_short_whole_and_found_once(text, words, quote):
    start = text.index(words)
    citing = Citing(read_article(text), ())
    assert citing.quote(start, start + len(words)) == quote


def test_an_article_about_several_zones_has_a_section_for_each():
    text = "见闻\n\n甲开发区推进改革。\n\n成效明显。\n\n乙开发区紧随其后。\n\n成效也明显。"
    zones = tuple(
        of(ProposedZone, name, text, name=name, slug=None, role="subject")
        for name in ("甲开发区", "乙开发区")
    )
    found = [Citing(read_article(text), zones).locator(text.index(w)) for w in ("成效明", "成效也")]
    assert found == ["甲开发区 ¶2", "乙开发区 ¶2"]
    assert Citing(read_article(text), zones[:1]).locator(text.index("成效也")) == "¶4"
