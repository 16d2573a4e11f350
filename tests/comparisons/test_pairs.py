"""The law of comparing: pairs of figures, with the verdict that a statistician gives."""

import pytest
from django.utils import translation
from hypothesis import given

from comparisons.engine.periods import changed_since
from comparisons.engine.relations import compares_with_its_like, rules_between
from comparisons.engine.rules import RULES
from comparisons.engine.verdicts import ATTRIBUTES, Verdict
from tests.comparisons.figures import MERGER, figure, figures, likely, metric, row, scope

LAND = metric("land")
MONEY = metric("investment", "cny-100m", "money")
GROWTH = metric("growth", "percent", "growth")
DAYS = metric("time-limit", "working-day", "duration", "lower")
PEOPLE = metric("population", "person", "count")
RANK = metric("rank", "rank", "rank", "lower")
YIELD = metric("yield", "cny-100m/km2", "share")
LARGE = scope("large", "industry")
ASSESSED = {"aspect": "ranking", "assessor": "商务部", "edition": "2021", "out_of": 217}


def stock(period, **more):
    return {"basis": "at-point", "period": period, **more}


def total(period, **more):
    return {"basis": "cumulative", "period": period, **more}


def to_date(period):
    return {"basis": "year-to-date", "period": period}


def vague(period):
    return {"basis": "not-stated", "period": period}


def over(period, **more):
    return {"period": period, **more}


def money(**more):
    return {"unit": "cny-100m", **more}


def rate(**more):
    return {"unit": "percent", **more}


def ranked(key="all", **changes):
    return {"unit": "rank", "scope": scope(key, **(ASSESSED | changes))}


OK, ABOUT, NOT = Verdict.COMPARABLE, Verdict.CAUTION, Verdict.NOT_COMPARABLE
OLD = {"changed": (MERGER,)}  # from before the zone took in another one
PAIRS = [
    (LAND, over("2019", **OLD), over("2019"), ABOUT, "territory changed-since"),
    # Flows
    (LAND, over("2019"), over("2019"), OK, ""),
    (LAND, over("2019"), over("2019-01/2019-12"), OK, ""),
    (LAND, over("2019"), over("2019-01-01/2019-12-31"), OK, ""),
    (LAND, over("2019-01/2019-03"), over("2019-01-01/2019-03-31"), OK, ""),
    (LAND, over("2020-02"), over("2020-02-01/2020-02-29"), OK, ""),
    (LAND, to_date("2019-08"), over("2019-01/2019-08"), OK, ""),
    (LAND, to_date("2019-01/2019-08"), to_date("2019-08"), OK, ""),
    (LAND, to_date("2019-12"), over("2019"), OK, ""),
    (LAND, to_date("2019-08"), to_date("2019-09"), NOT, "period length"),
    (LAND, over("2019"), over("2019-01/2019-06"), NOT, "period length"),
    (LAND, over("2019"), over("2015/2019"), NOT, "period length"),
    (LAND, over("2019-06"), over("2019-04/2019-06"), NOT, "period length"),
    (LAND, over("2019-10-01/2019-10-07"), over("2019-10"), NOT, "period length"),
    (LAND, over("XXXX"), over("XXXX-01/XXXX-06"), NOT, "period length"),
    (LAND, over("XXXX-01/XXXX-06"), over("2019"), NOT, "period length"),
    (LAND, over("2018"), over("2019"), ABOUT, "period gap"),
    (LAND, over("2019-01/2019-03"), over("2019-04/2019-06"), ABOUT, "period gap"),
    (LAND, to_date("2018-08"), to_date("2019-08"), ABOUT, "period gap"),
    (LAND, over("XXXX"), over("2019"), ABOUT, "period one-not-stated"),
    (LAND, over("XXXX"), over("XXXX"), ABOUT, "period none-stated"),
    (LAND, over(""), over(""), ABOUT, "period none-stated"),
    (LAND, over("2019~"), over("2019"), ABOUT, "period approximate"),
    # Stocks
    (LAND, stock("2019"), stock("2019-12"), OK, ""),
    (LAND, stock("2019-12-31"), stock("2019"), OK, ""),
    (LAND, stock("../2019-06"), stock("2019-06-30"), OK, ""),
    (LAND, stock("2018"), stock("2019"), ABOUT, "period date"),
    (LAND, stock("2019-06"), stock("2019"), ABOUT, "period date"),
    (LAND, stock("XXXX"), stock("2019"), ABOUT, "period one-not-stated"),
    (LAND, stock("2019"), over("2019"), NOT, "basis stock-flow"),
    (LAND, stock("2019-08"), to_date("2019-08"), NOT, "basis stock-flow"),
    # Totals, rules, bases not stated
    (LAND, total("2018/2020"), total("2018-01/2020-12"), OK, ""),
    (LAND, total("2020/.."), over("XXXX"), NOT, "basis cumulative-flow"),
    (LAND, total("2015/2019"), stock("2019"), NOT, "basis cumulative-stock"),
    (LAND, total("2018/.."), total("2020/.."), NOT, "period start"),
    (LAND, total("2018/2020"), total("2019/2020"), NOT, "period start"),
    (LAND, total("2018/2020"), total("2018/2022"), NOT, "period end"),
    (LAND, total("2020/.."), total("2020/.."), ABOUT, "period open"),
    (LAND, total("../2022"), total("2020/2022"), ABOUT, "period open"),
    (LAND, total("2022"), total("2020/2022"), ABOUT, "period open"),
    (LAND, total("2022"), total("2022"), ABOUT, "period open"),
    (LAND, to_date("2019"), over("2019"), ABOUT, "period open"),
    (LAND, to_date("2019"), to_date("2019"), ABOUT, "period open"),
    (LAND, {"basis": "standing-rule"}, over("2018"), NOT, "basis rule"),
    (LAND, vague("2018"), over("2018"), ABOUT, "basis one-not-stated"),
    (LAND, vague("2018"), vague("2018"), ABOUT, "basis none-stated"),
    (LAND, vague("2019"), vague("2019-06"), ABOUT, "basis none-stated"),
    (LAND, vague("2019"), vague("2019-01/2019-06"), NOT, "period length"),
    # Status, scope, detail
    (LAND, {"status": "target"}, {}, NOT, "status differs"),
    (LAND, {"status": "forecast"}, {"status": "commitment"}, NOT, "status differs"),
    (LAND, {"scope": LARGE}, {"scope": LARGE}, OK, ""),
    (LAND, {"scope": LARGE}, {"scope": scope("industry")}, NOT, "scope part-of"),
    (LAND, {"scope": LARGE}, {}, NOT, "scope coverage"),
    (
        PEOPLE,
        {"unit": "person", "scope": scope("resident", aspect="population")},
        {"unit": "person", "scope": scope("registered", aspect="population")},
        NOT,
        "scope population",
    ),
    (LAND, {"scope": scope("x", aspect="denominator")}, {}, NOT, "scope denominator"),
    (LAND, {"scope": scope("permit", aspect="procedure")}, {}, NOT, "scope procedure"),
    (RANK, ranked(), ranked(), OK, ""),
    (RANK, ranked(), ranked("2019", edition="2019"), NOT, "scope edition"),
    (RANK, ranked(), ranked("other", assessor="某杂志"), NOT, "scope assessor"),
    (RANK, ranked(), ranked("few", out_of=30), NOT, "scope out-of"),
    (LAND, {"detail": "ＡＢ 公司"}, {"detail": "ab公司"}, OK, ""),
    (LAND, {"detail": "甲公司"}, {"detail": "乙公司"}, NOT, "detail differs"),
    (LAND, {"detail": "甲公司"}, {}, NOT, "detail differs"),
    # Units
    (LAND, {}, {"unit": "ha"}, Verdict.CONVERTIBLE, "unit scale"),
    (MONEY, money(), {"unit": "cny-10k"}, Verdict.CONVERTIBLE, "unit scale"),
    (MONEY, money(), {"unit": "usd-100m"}, NOT, "unit currency"),
    (YIELD, {"unit": "cny-100m/km2"}, {"unit": "cny-10k/mu"}, Verdict.CONVERTIBLE, "unit scale"),
    (YIELD, {"unit": "cny-100m/km2"}, {"unit": "usd-100m/km2"}, NOT, "unit currency"),
    (GROWTH, rate(), {"unit": "percentage-point"}, NOT, "unit points"),
    (DAYS, {"unit": "working-day"}, {"unit": "day"}, NOT, "unit days"),
    (PEOPLE, {"unit": "person"}, {"unit": "household"}, NOT, "unit counted"),
    # Growth, prices, how far come true, release
    (GROWTH, rate(growth_base="year-before"), rate(growth_base="year-before"), OK, ""),
    (
        GROWTH,
        rate(growth_base="year-before"),
        rate(growth_base="period-before"),
        NOT,
        "growth_base differs",
    ),
    (GROWTH, rate(growth_base="year-before"), rate(), ABOUT, "growth_base one-not-stated"),
    (
        GROWTH,
        rate(growth_base="named-period", base_period="2015"),
        rate(growth_base="named-period", base_period="2017"),
        NOT,
        "base_period differs",
    ),
    (GROWTH, rate(prices="constant"), rate(prices="current"), NOT, "prices differs"),
    (GROWTH, rate(prices="constant"), rate(), ABOUT, "prices one-not-stated"),
    (MONEY, money(period="2010"), money(period="2020"), ABOUT, "prices other-years"),
    (
        MONEY,
        money(realisation="contracted"),
        money(realisation="paid"),
        NOT,
        "realisation contracted-paid",
    ),
    (LAND, {"realisation": "planned"}, {"realisation": "built"}, NOT, "realisation stages"),
    (LAND, {"realisation": "planned"}, {"realisation": "approved"}, NOT, "realisation stages"),
    (MONEY, money(realisation="paid"), money(), ABOUT, "realisation one-not-stated"),
    (LAND, {"release": "preliminary"}, {"release": "final"}, ABOUT, "release preliminary"),
    (LAND, {"release": "revised"}, {}, ABOUT, "release revised"),
    (LAND, {"release": "final"}, {}, OK, ""),
    # Bounds and words
    (LAND, {"bound": "at-least"}, {}, ABOUT, "bound bound"),
    (LAND, {"bound": "about"}, {"bound": "about"}, ABOUT, "bound bound"),
    (LAND, {"high": "120"}, {}, ABOUT, "bound range"),
    (LAND, {"value": None}, {}, NOT, "value in-words"),
    (LAND, {"value": None}, {"value": None}, NOT, "value in-words"),
]


@pytest.mark.parametrize(("measure", "one", "other", "verdict", "reason"), PAIRS)
def test_a_pair_gets_the_verdict_of_a_statistician(measure, one, other, verdict, reason):
    a, b = (figure(measure=measure, key=key, **made) for key, made in (("a", one), ("b", other)))
    found = [row(measure, a=a, b=b), row(measure, a=b, b=a)]
    assert [result.verdict for result in found] == [verdict, verdict]
    told = [f"{r.rule.attribute} {r.rule.kind}" for r in found[0].reasons]
    assert reason in told if reason else not told
    assert bool(found[0].ranks) == verdict.allows_ranking


def test_every_rule_has_a_pair():
    paired = {reason for *_pair, reason in PAIRS}
    untold = {"scope ranking", "scope differs", "unit dimension", "base_period one-not-stated"}
    every = {f"{rule.attribute} {rule.kind}" for rule in RULES}
    assert every - paired == untold | {"period differs"}


@given(figures | likely, figures | likely)
def test_to_be_ranked_together_is_to_have_equal_terms(one, other):
    a, b = one.terms, other.terms
    assert (not rules_between(a, b)) == (a == b and compares_with_its_like(a))
    assert rules_between(a, b) == rules_between(b, a)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("measure", "one", "other", "verdict", "reason"), PAIRS)
def test_a_reason_is_told_in_a_sentence(measure, one, other, verdict, reason, language):
    a, b = (figure(measure=measure, key=key, **made) for key, made in (("a", one), ("b", other)))
    with translation.override(language):
        told = row(measure, a=a, b=b).sentences
        rules = {str(rule.why) for rule in RULES if f"{rule.attribute} {rule.kind}" == reason}
    assert len(told) >= len(rules)
    end = "." if language == "en" else "。"
    for sentence in told:
        assert sentence.endswith(end)
        assert "%(" not in sentence
    assert not rules or any(why[1:] in sentence for why in rules for sentence in told)


def test_a_figure_from_before_a_merger_says_without_whom():
    old, new = figure(key="a", **OLD), figure("90", key="b")
    with translation.override("en"):
        [told] = row(LAND, a=old, b=new).sentences
    assert "from before March 2021, without Wu zone" in told


@pytest.mark.parametrize(
    ("period", "basis", "is_before"),
    [
        ("2020", "over-period", True),
        ("2021-02", "at-point", True),
        ("2021-03", "over-period", False),
        ("2021", "over-period", False),
        ("XXXX", "over-period", False),
        ("", "not-stated", False),
        ("2018/..", "cumulative", False),
    ],
)
def test_only_what_certainly_ended_before_a_growth_is_from_before_it(period, basis, is_before):
    assert changed_since([MERGER], period, basis) == ((MERGER,) if is_before else ())


def test_every_attribute_has_a_word():
    assert {rule.attribute for rule in RULES} == set(ATTRIBUTES)
