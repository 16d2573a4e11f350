"""Figures in the reader's convention, with every reported digit; names as they are searched."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.language.formatting import conversion, number, printed, quantity
from core.language.text import joined_and_initials, normalise, pinyin, split_terms


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        ("1604.9", "cny-100m", "1,604.9亿元", "CNY 160.49 bn"),
        ("909.65", "cny-10k", "909.65万元", "CNY 9.0965 m"),
        ("0", "cny", "0元", "CNY 0"),
        ("550", "tonne-10k", "550万吨", "5.5 million t"),
        ("10", "m2-10k", "10万平方米", "100,000 m²"),
        ("32", "person-10k", "32万人", "320,000 people"),
        ("1413.03", "mu", "1,413.03亩", "1,413.03 mu"),
        ("85.5", "percent", "85.5%", "85.5 %"),
        ("38", "rank", "第38位", "no. 38"),
        ("1", "year", "1年", "1 year"),
        ("3", "batch", "3批", "3 batches"),
        ("1", "batch", "1批", "1 batch"),
        ("20", "working-day", "20个工作日", "20 working days"),
        ("12", "usd-100m", "12亿美元", "USD 1.2 bn"),
        ("35", "cny-10k/mu", "35万元/亩", "CNY 350,000 per mu"),
        ("0.35", "tce/cny-10k", "0.35吨标准煤/万元", "0.35 tce per CNY 10,000"),
        ("1", "person/km2", "1人/平方公里", "1 person per km²"),
        ("1.2", "mu-10k", "1.2万亩", "12,000 mu"),
        ("3", "percentage-point", "3个百分点", "3 percentage points"),
    ],
)
def test_a_quantity_reads_as_the_reader_writes_it(value, unit, chinese, english):
    for language, words in (("zh-hans", chinese), ("en", english)):
        with override(language):
            assert quantity(Decimal(value), unit) == words


@pytest.mark.parametrize(
    ("low", "high", "unit", "chinese", "english"),
    [
        ("2", "3", "month", "2—3个月", "2–3 months"),
        ("1", "2", "year", "1—2年", "1–2 years"),
        ("5", "8.5", "percent", "5%—8.5%", "5–8.5 %"),
        ("8", "12", "cny-100m", "8—12亿元", "CNY 800 m–1.2 bn"),
        ("-5", "-3", "percentage-point", "-5—-3个百分点", "-5–-3 percentage points"),
    ],
)
def test_a_range_says_its_unit_once(low, high, unit, chinese, english):
    assert printed(Decimal(low), unit, Decimal(high)) == chinese
    for language, words in (("zh-hans", chinese), ("en", english)):
        with override(language):
            assert quantity(Decimal(low), unit, Decimal(high)) == words


def test_the_printed_form_is_the_articles_and_mu_alone_are_shown_in_hectares_too():
    assert printed(Decimal("1413.030000"), "mu") == "1413.03亩"
    assert printed(Decimal("38"), "rank") == "第38位"
    for language, words in (("zh-hans", "94.20公顷"), ("en", "94.20 ha")):
        with override(language):
            assert conversion(Decimal("1413.03"), "mu") == words
    assert conversion(Decimal("5"), "km2") == ""


@given(st.decimals(min_value=0, max_value=Decimal("1e15"), places=6))
def test_no_digit_is_lost(value):
    assert Decimal(number(value).replace(",", "")) == value


def test_full_width_case_and_spaces_do_not_matter_in_searches():
    assert normalise("  ＡＢＣ　Ｄ\n标准地 ") == "abc d 标准地"


def test_a_list_in_one_field_is_split_at_its_separators():
    assert split_terms("标准地、standard land；; 标准地改革") == [
        "标准地",
        "standard land",
        "标准地改革",
    ]


def test_pinyin_sorts_and_finds_chinese_names():
    assert pinyin("临汾经济开发区") == "lin fen jing ji kai fa qu"
    assert joined_and_initials("lin fen jing ji") == "linfenjingji lfjj"
