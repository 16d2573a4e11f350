"""The law of comparing: for each attribute and each way in which two figures differ in it, the
verdict and its words. The engine, the method page and the tests follow from this table.

A new way to differ also needs its code in `relations.py`.
"""

from django.utils.translation import gettext_lazy as _

from comparisons.engine.rules_of_values import RULES_OF_VALUES
from comparisons.engine.verdicts import Rule, Verdict
from comparisons.engine.verdicts import rules_of as _rules

IN_DATA = "in the data"
COMPARABLE, CONVERTIBLE, CAUTION, NOT_COMPARABLE = Verdict
RULES: tuple[Rule, ...] = (
    *_rules(
        "value",
        NOT_COMPARABLE,
        (
            "in-words",
            _("A source gives words, not a number"),
            _("words have no size to compare"),
            _("dozens of firms, and 120 firms"),
        ),
    ),
    *_rules(
        "status",
        NOT_COMPARABLE,
        (
            "differs",
            _("Different kinds of statement"),
            _("an aim, a pledge, a forecast and a fact are different statements"),
            _("no agency fees: pledged in Lingchuan, a fact in Huai'an"),
            IN_DATA,
        ),
    ),
    *_rules(
        "basis",
        NOT_COMPARABLE,
        (
            "stock-flow",
            _("A stock and a flow"),
            _("a state at one moment does not stand beside what a period brought"),
            _("3,000 firms at the end of 2019, and 400 new firms in 2019"),
        ),
        (
            "cumulative-flow",
            _("A total since a start and a figure of one period"),
            _("a total since a start does not stand beside a single period"),
            _("standard land: Linfen since 2020, Yanhu in one year"),
            IN_DATA,
        ),
        (
            "cumulative-stock",
            _("A total since a start and a stock"),
            _("a total since a start does not stand beside a state at one moment"),
            _("500 firms settled since 2015, and 420 firms there at the end of 2019"),
        ),
        (
            "rule",
            _("A standing rule and a measured figure"),
            _("a rule says what shall hold, a figure what was measured"),
            _("a limit of 10 working days by rule, and 8 working days on average in 2019"),
        ),
    ),
    *_rules(
        "basis",
        CAUTION,
        (
            "one-not-stated",
            _("The basis is not stated everywhere"),
            _("not every source says whether it means a period or a moment"),
            _("CNY 5 bn over 2019, and CNY 6 bn “2019” with no further word"),
        ),
        (
            "none-stated",
            _("The basis is not stated"),
            _("no source says whether it means a period or a moment"),
            _("both “2019” with no further word"),
        ),
    ),
    *_rules(
        "period",
        NOT_COMPARABLE,
        (
            "length",
            _("Periods of different length"),
            _("figures of a longer and of a shorter period are not the same measure"),
            _("January–June 2019, and all of 2019"),
        ),
        (
            "start",
            _("Totals since different starts"),
            _("totals that begin at different times do not cover the same years"),
            _("cumulative since 2018, and since 2020"),
        ),
        (
            "end",
            _("Totals up to different ends"),
            _("totals from one start to different ends cover periods of different length"),
            _("cumulative 2018–2020, and 2018–2022"),
        ),
    ),
    *_rules(
        "period",
        CAUTION,
        (
            "gap",
            _("Periods of the same length at different times"),
            _("the periods are equally long, but times have changed"),
            _("2018, and 2019"),
        ),
        (
            "date",
            _("Different dates"),
            _("a stock changes from one date to another"),
            _("the end of 2018, and June 2019"),
        ),
        (
            "differs",
            _("Different periods"),
            _("the figures do not mean the same time"),
            _("“2019”, and “June 2019”, their basis not stated"),
        ),
        (
            "one-not-stated",
            _("The year is not stated everywhere"),
            _("it is not certain that the same time is meant"),
            _("2019, and a year that is not printed"),
        ),
        (
            "none-stated",
            _("The year is not stated"),
            _("no source states the year"),
            _("the standard land of Yanhu and of Tunliu"),
            IN_DATA,
        ),
        (
            "open",
            _("A start or an end is not stated"),
            _("it is not certain that the same span is meant"),
            _("both cumulative since 2020, up to dates that are not printed"),
        ),
        (
            "approximate",
            _("A time is only approximate"),
            _("it is not certain that the same time is meant"),
            _("about 2019, and 2019"),
        ),
    ),
    *_rules(
        "scope",
        NOT_COMPARABLE,
        (
            "part-of",
            _("One is a part of the other"),
            _("a part does not stand beside the whole that contains it"),
            _("industry above the designated size, and all industry"),
        ),
        (
            "coverage",
            _("Different coverage"),
            _("different things are counted in"),
            _("revenue with funds, and without them"),
        ),
        (
            "population",
            _("Different populations"),
            _("different people or bodies are counted"),
            _("residents, and people with a local household registration"),
        ),
        (
            "denominator",
            _("Different denominators"),
            _("the shares or rates are not of the same whole"),
            _("a share of all items, and a share of items on the list"),
        ),
        (
            "procedure",
            _("Different procedures"),
            _("different procedures take different time"),
            _("a construction permit, and all steps from project approval to it"),
        ),
        (
            "assessor",
            _("Rankings by different assessors"),
            _("each assessor ranks by standards of its own"),
            _("a place among zones ranked by the ministry, and by a magazine"),
        ),
        (
            "edition",
            _("Different editions of a ranking"),
            _("each edition ranks other achievements, and often other zones"),
            _("the assessments of 2019 and of 2021"),
        ),
        (
            "out-of",
            _("Ranked among different numbers"),
            _("a place means little without how many were ranked"),
            _("10th of 219, and 10th of 30"),
        ),
        (
            "ranking",
            _("Different rankings"),
            _("places in different rankings do not compare"),
            _("a place by foreign trade, and a place overall"),
        ),
        (
            "differs",
            _("Different scopes"),
            _("the figures are not of the same thing"),
            _("the whole zone's firms, and a share of its new firms"),
        ),
    ),
    *_rules(
        "detail",
        NOT_COMPARABLE,
        (
            "differs",
            _("Different details"),
            _("the figures are narrowed down in different ways"),
            _("one company's plot, and the whole zone"),
        ),
    ),
    *_rules(
        "unit",
        NOT_COMPARABLE,
        (
            "currency",
            _("Different currencies"),
            _("one currency is not converted into another, as rates change daily"),
            _("USD 100 m, and CNY 700 m"),
        ),
        (
            "points",
            _("Percent and percentage points"),
            _("a percentage and a difference of percentages are not the same measure"),
            _("up by 5 %, and up by 5 percentage points"),
        ),
        (
            "days",
            _("Working days and calendar time"),
            _("working days, days and months have no fixed relation"),
            _("10 working days, and 14 days"),
        ),
        (
            "counted",
            _("Different things are counted"),
            _("what is counted is not the same"),
            _("500 households, and 500 people"),
        ),
        (
            "dimension",
            _("Different measures"),
            _("the units do not measure the same"),
            _("kWh per CNY, and tonnes of standard coal per CNY"),
        ),
    ),
    *_rules(
        "unit",
        CONVERTIBLE,
        (
            "scale",
            _("Different units, converted"),
            _("converted exactly to be compared"),
            _("15 mu, and 1 ha"),
        ),
    ),
    *_rules(
        "growth_base",
        NOT_COMPARABLE,
        (
            "differs",
            _("Growth on different bases"),
            _("growth on the year before and on another base are different rates"),
            _("up by 8 % on a year before, and by 2 % on the quarter before"),
        ),
    ),
    *_rules(
        "growth_base",
        CAUTION,
        (
            "one-not-stated",
            _("The base of growth is not stated everywhere"),
            _("not every source says what growth compares with"),
            _("up by 8 % on a year before, and “up by 7 %”"),
        ),
    ),
    *_rules(
        "base_period",
        NOT_COMPARABLE,
        (
            "differs",
            _("Different base years"),
            _("figures on different base years do not compare"),
            _("up by 40 % on 2015, and by 30 % on 2017"),
        ),
    ),
    *_rules(
        "base_period",
        CAUTION,
        (
            "one-not-stated",
            _("The base year is not stated everywhere"),
            _("not every source states its base year"),
            _("in prices of 2015, and in constant prices of no stated year"),
        ),
    ),
    *_rules(
        "prices",
        NOT_COMPARABLE,
        (
            "differs",
            _("Real and nominal"),
            _("current prices contain the rise of prices, constant prices do not"),
            _("up by 8 % in constant prices, and by 10 % in current prices"),
        ),
    ),
    *_rules(
        "prices",
        CAUTION,
        (
            "one-not-stated",
            _("The prices are not stated everywhere"),
            _("not every source says in which prices"),
            _("up by 8 % in constant prices, and “up by 10 %”"),
        ),
        (
            "other-years",
            _("Money of different years"),
            _("money of different years: prices have changed in between"),
            _("CNY 5 bn in 2010, and CNY 6 bn in 2020"),
        ),
    ),
    *_rules(
        "realisation",
        NOT_COMPARABLE,
        (
            "contracted-paid",
            _("Contracted and paid in"),
            _("what is contracted is not always paid in"),
            _("USD 200 m of contracted foreign investment, and USD 90 m actually used"),
        ),
        (
            "stages",
            _("Planned, approved, built"),
            _("what is planned or approved is not all carried out"),
            _("20 km² planned, and 12 km² built up"),
        ),
    ),
    *_rules(
        "realisation",
        CAUTION,
        (
            "one-not-stated",
            _("Not stated everywhere how far it has come true"),
            _("not every source says how far it has come true"),
            _("CNY 2 bn paid in, and “investment of CNY 3 bn”"),
        ),
    ),
    *RULES_OF_VALUES,
)
RULE = {(rule.attribute, rule.kind): rule for rule in RULES}
