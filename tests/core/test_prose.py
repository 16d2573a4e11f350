"""What editors paste from articles: figures, limits, units and dates in Chinese prose."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.language import edtf, formatting
from core.language.prose import (
    numbers_in,
    understand,
    unit_code,
    unit_codes,
    unit_problem,
    unit_suggestion,
)
from core.language.prose.bounds import BOUNDS
from core.language.prose.dates import dates_in
from core.language.prose.folding import TRADITIONAL, fold
from core.language.prose.numerals import chinese_number
from core.language.units import ALIASES, UNITS
from sources.seeding import read_fixtures
from zones.choices import Bound


@pytest.fixture(scope="module", autouse=True)
def in_english():
    """For the whole module: properties try many examples in one test."""
    with translation.override("en"):
        yield


def one(text: str):
    """The only figure of a text."""
    [found] = numbers_in(text)
    return found


# -- Figures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed", "value", "unit"),
    [
        ("出让面积1413.03亩", "1413.03亩", "1413.03", "mu"),
        ("面积为135,466.83平方米", "135,466.83平方米", "135466.83", "m2"),
        ("总收入１，６０４．９亿元", "１，６０４．９亿元", "1604.9", "cny-100m"),
        ("总收入1，604.9亿元", "1，604.9亿元", "1604.9", "cny-100m"),
        ("增长15.5％", "15.5％", "15.5", "percent"),
        ("下降-3.5%", "-3.5%", "-3.5", "percent"),
        ("总收入9亿元 -3.5%".partition("元")[2], "-3.5%", "-3.5", "percent"),
        ("建成 36 平方公里", "36 平方公里", "36", "km2"),
        ("占地20公頃", "20公頃", "20", "ha"),
        ("出让10畝", "10畝", "10", "mu"),
        ("厂房10万平方米", "10万平方米", "10", "m2-10k"),
        ("厂房300㎡", "300㎡", "300", "m2"),
        ("出让1.2万亩", "1.2万亩", "12000", "mu"),
        ("投资5百万元", "5百万元", "500", "cny-10k"),
        ("总产值2万亿元", "2万亿元", "20000", "cny-100m"),
        ("投资三万元", "三万元", "3", "cny-10k"),
        ("常住人口达32万", "32万", "320000", ""),
        ("压缩至20个工作日", "20个工作日", "20", "working-day"),
        ("节约80天", "80天", "80", "day"),
        ("十二个月办结", "十二个月", "12", "month"),
        ("做到半日结", "半日", "0.5", "day"),
        ("一年半建成", "一年半", "1.5", "year"),
        ("15个部门的事项", "15个部门", "15", "department"),
        ("为20家企业办理", "20家企业", "20", "firm"),
        ("服务25户", "25户", "25", "firm"),
        ("标准地11宗", "11宗", "11", "plot"),
        ("分四批次公布", "四批次", "4", "batch"),
        ("面积达一百二十亩", "一百二十亩", "120", "mu"),
        ("缩短百分之六十", "百分之六十", "60", "percent"),
        ("缩短六成", "六成", "60", "percent"),
        ("不良率3.5‰", "3.5‰", "0.35", "percent"),
        ("提高2.3个百分点", "2.3个百分点", "2.3", ""),
        ("名列第38位", "第38位", "38", "rank"),
        ("位居第三名", "第三名", "3", "rank"),
        ("均为全市第一。", "第一", "1", "rank"),
        ("“2330”新流程", "2330", "2330", ""),
    ],
)
def test_a_figure_is_found_with_its_value_and_unit(text, printed, value, unit):
    found = one(text)
    assert (found.text, found.value, found.unit) == (printed, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("4个", {"project", "park", "department", "group", "base"}),
        ("25家", {"firm", "institution"}),
        ("1056件", {"case", "piece"}),
        ("再进两位", {"place", "person"}),
    ],
)
def test_a_word_that_several_units_share_names_them_all_and_none(text, units):
    assert one(text).unit == ""
    assert set(one(text).units) == units


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不少于3年", "at-least"),
        ("不低于60%", "at-least"),
        ("至少3家", "at-least"),
        ("60%以上", "at-least"),
        ("≥60%", "at-least"),
        ("不超过3年", "at-most"),
        ("至多3年", "at-most"),
        ("100亩以内", "at-most"),
        ("100亩以下", "at-most"),
        ("2个工作日内", "at-most"),
        ("3年内", "at-most"),
        ("不足30亩", "at-most"),
        ("约10万平方米", "about"),
        ("大约10亩", "about"),
        ("近300家", "about"),
        ("300万吨左右", "about"),
        ("超过3亿元", "over"),
        ("超过了3亿元", "over"),
        ("突破100亿元", "over"),
        ("20余项", "over"),
        ("3000多万元", "over"),
        ("一年多来", "over"),
        ("约60%以上", "at-least"),
        ("节约20万元", ""),
        ("近三年", ""),
        ("1413.03亩", ""),
        ("more than 3 years", "over"),
        ("at least 60%", "at-least"),
        ("about 3 years", "about"),
        ("3 years or more", "at-least"),
    ],
)
def test_the_words_around_a_figure_limit_it(text, bound):
    assert one(text).bound == bound


def test_the_limits_are_those_of_the_product():
    assert {*BOUNDS, "exactly"} == set(Bound.values)


@pytest.mark.parametrize("text", ["数十家", "三五个", "两三年", "十几项", "上百家", "三分之二"])
def test_a_number_in_words_only_has_no_value(text):
    assert one(text).value is None


def test_line_breaks_of_a_column_inside_a_figure_do_no_harm():
    text = "名列第\n38\n位，需2\n个工作日内，约1万\n\n平方米，三\n批次"
    assert [found.text for found in numbers_in(text)] == [
        "第\n38\n位",
        "2\n个工作日",
        "1万\n\n平方米",
        "三\n批次",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一枚印章管审批",
        "最多跑一次",
        "一站式服务",
        "三权分置",
        "“三化三制”改革",
        "保持了两位数增长",
        "“四个一”指导",
        "三位一体",
        "一项重要举措",
        "每一个都有一个领导",
        "打造百亿元产业",
        "第一时间解决",
        "第四条规定",
        "第三产业",
        "十三五规划",
        "一网通办",
        "目录代码G431179",
        "PM2.5",
        "型号2b3",
        "建设5G基站",
        "上半年",
        "①",
    ],
)
def test_numerals_that_are_no_figures_are_left_alone(text):
    assert numbers_in(text) == []


def test_a_figure_of_speech_with_a_limit_is_a_figure():
    assert (one("百余册").value, one("百余册").bound) == (Decimal(100), "over")
    assert one("至少一家企业").value == 1


@pytest.mark.parametrize(
    "text",
    ["2018年", "2019年3月1日", "2018—2020年", "8月底", "2019-03-01", "2019.3.1", "三月", "2019"],
)
def test_dates_are_no_figures(text):
    assert numbers_in(text) == []


def test_four_digits_with_a_unit_are_a_figure():
    assert one("2018亩").value == 2018
    assert one("2018家").value == 2018
    assert one("2018.5亿元").value == Decimal("2018.5")


def test_both_ends_of_a_range_have_the_unit_of_its_end():
    assert [(f.value, f.unit) for f in numbers_in("3—5个工作日")] == [
        (3, "working-day"),
        (5, "working-day"),
    ]


def test_a_list_in_full_width_commas_is_no_number_with_thousands():
    assert [f.value for f in numbers_in("100，200和300亩")] == [100, 200, 300]


@pytest.mark.parametrize(
    ("text", "value", "unit", "says"),
    [
        ("常住人口32万", 32, "person-10k", True),
        ("8000万元", 8000, "cny-10k", True),
        ("8000万元", Decimal("0.8"), "cny-100m", True),
        ("25家", 25, "institution", True),
        ("25家", 25, "project", True),
        ("25家", 25, "mu", False),
        ("20个工作日", 20, "day", False),
        ("数十家", 10, "firm", False),
        ("2330", 2330, "", True),
    ],
)
def test_a_figure_says_a_value_also_in_another_scale_but_not_of_another_thing(
    text, value, unit, says
):
    assert one(text).says(Decimal(value), unit) is says


IN_WORDS = {
    "huaian-agency-fee": "全程免费",
    "huaian-visits": "每周",
    "lingchuan-agency-fee": "零收费",
    "xiangtan-indicator-growth": "两位数",
}


def test_the_quotations_of_the_seed_print_the_values_that_were_recorded():
    silent = []
    for record in read_fixtures(Path(settings.BASE_DIR) / "fixtures"):
        values = record.values
        if values.get("value") is None or not values.get("quote"):
            continue
        found = numbers_in(values["quote"])
        if not any(f.says(Decimal(str(values["value"])), values["unit"]) for f in found):
            silent.append(values["quote"])
    assert len(silent) == len(IN_WORDS)
    assert all(any(words in quote for quote in silent) for words in IN_WORDS.values())


# -- Numerals and dates -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("三十八", 38),
        ("一百零二", 102),
        ("一百二", 120),
        ("两千三百", 2300),
        ("三万五", 35000),
        ("一亿二千万", 120000000),
        ("二万亿", 2 * 10**12),
        ("三点五", Decimal("3.5")),
        ("三五", None),
        ("数十", None),
        ("三点", None),
        ("", None),
    ],
)
def test_a_chinese_numeral_is_a_number(text, value):
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2019年3月", "2019-03"),
        ("2019年\n3月", "2019-03"),
        ("２０１９年３月", "2019-03"),
        ("二〇一九年三月", "2019-03"),
        ("2019年3月1日", "2019-03-01"),
        ("2019.3.1", "2019-03-01"),
        ("2019/3/1", "2019-03-01"),
        ("2019年上半年", "2019-01/2019-06"),
        ("2019年下半年", "2019-07/2019-12"),
        ("2019年一季度", "2019-01/2019-03"),
        ("2019年前三季度", "2019-01/2019-09"),
        ("2019年1—6月", "2019-01/2019-06"),
        ("2019年1～6月", "2019-01/2019-06"),
        ("2019年1〜6月", "2019-01/2019-06"),
        ("2019年1~6月", "2019-01/2019-06"),
        ("2019年1─6月", "2019-01/2019-06"),
        ("2019年1至6月", "2019-01/2019-06"),
        ("2018～2020年", "2018/2020"),
        ("2019年前10个月", "2019-01/2019-10"),
        ("2018—2020年", "2018/2020"),
        ("2018年至2020年", "2018/2020"),
        ("2018-2020", "2018/2020"),
        ("自2019年3月起至2020年12月", "2019-03/2020-12"),
        ("2020年以来", "2020/.."),
        ("自2019年3月1日起施行", "2019-03-01"),
        ("截至2019年6月底", "2019-06"),
        ("2020年年底前", "2020-12"),
        ("6月", "XXXX-06"),
        ("今年6月底", "XXXX-06"),
        ("8月31日", "XXXX-08-31"),
        ("1—6月", "XXXX-01/XXXX-06"),
        ("2010年代", "201X"),
        ("20世纪90年代", "199X"),
        ("约2019年", "2019~"),
        ("2019", "2019"),
        (" 2019-03 ", "2019-03"),
        ("2018/2020", "2018/2020"),
        ("2020/..", "2020/.."),
        ("XXXX-06", "XXXX-06"),
        ("2019?", "2019?"),
        ("March 2019", "2019-03"),
        ("1 March 2019", "2019-03-01"),
        ("March 1, 2019", "2019-03-01"),
        ("January–June 2019", "2019-01/2019-06"),
        ("since 2020", "2020/.."),
        ("as of June 2019", "2019-06"),
    ],
)
def test_a_date_becomes_a_period(text, period):
    entry = understand(text)
    assert (entry.period, entry.leftover, entry.problems) == (period, "", ())


@pytest.mark.parametrize("text", ["2019年2月30日", "2019年13月"])
def test_a_date_that_does_not_exist_is_said_to_be_none(text):
    entry = understand(text)
    assert entry.period == ""
    assert entry.problems == (f"“{text}” is not a date that exists.",)
    assert numbers_in(text) == []


years = st.integers(1900, 2099).map(str)
months = st.integers(1, 12).map("{:02d}".format)
points = st.one_of(years, st.tuples(years, months).map("-".join), months.map("XXXX-{}".format))
spans = st.tuples(years, months, months).map(
    lambda p: f"{p[0]}-{min(p[1:])}/{p[0]}-{max(p[1:])}" if p[1] != p[2] else p[0]
)


@given(st.one_of(points, spans))
def test_a_date_in_words_is_read_back(text):
    words = edtf.parse(text).describe("zh-hans")
    assert understand(words).period == text
    words = edtf.parse(text).describe("en")
    assert understand(words).period == text


# -- Entries ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("1413.03亩", "1413.03", "mu", ""),
        ("不少于3年", "3", "year", "at-least"),
        ("约10万平方米", "10", "m2-10k", "about"),
        ("20余万元", "20", "cny-10k", "over"),
        ("about 3 years", "3", "year", "about"),
        ("at least 60%", "60", "percent", "at-least"),
        ("16.5 km²", "16.5", "km2", ""),
    ],
)
def test_a_pasted_figure_fills_value_unit_and_bound(text, value, unit, bound):
    entry = understand(text)
    assert (entry.value, entry.unit, entry.bound) == (Decimal(value), unit, bound)
    assert (entry.leftover, entry.problems, entry.notes) == ("", (), ())


def test_of_two_dates_none_is_taken():
    entry = understand("2018年和2020年")
    assert entry.period == ""
    assert entry.notes == ("More than one date stands here: 2018年, 2020年.",)


def test_a_number_in_words_goes_into_words():
    entry = understand("数十家")
    assert (entry.value, entry.unit, entry.value_text) == (None, "", "数十")
    assert entry.problems == ()
    assert understand("三分之二以上").value_text == "三分之二"


def test_an_unknown_unit_is_a_problem_with_a_suggestion():
    sentence = "“公倾” is not a known unit; did you mean “公顷”?"
    assert understand("100公倾").problems == (sentence,)
    assert understand("100公倾").unit == ""
    assert understand("3000万美元").problems == ("“美元” is not a known unit.",)
    assert understand("提高2.3个百分点").problems == ("“百分点” is not a known unit.",)


def test_a_number_without_a_unit_is_a_problem():
    assert understand("2330").problems == ("No unit is printed with “2330”.",)
    assert understand("12345").problems == ("No unit is printed with “12345”.",)
    assert understand("100以上").problems == ("No unit is printed with “100”.",)


def test_the_metrics_unit_decides_between_the_units_of_a_word_but_never_replaces_one():
    assert "can stand for several units" in understand("4个").problems[0]
    assert understand("4个", expected_unit="park").unit == "park"
    assert understand("4个", expected_unit="park").problems == ()
    assert understand("4亩", expected_unit="ha").unit == "mu"
    assert understand("4", expected_unit="ha").unit == ""


@pytest.mark.parametrize("text", ["hello", "最多跑一次", "？"])
def test_a_snippet_without_a_figure_or_a_date_is_a_problem(text):
    assert understand(text).is_empty
    assert understand(text).problems == (("No number and no date was found in this."),)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_snippet_says_nothing(text):
    assert understand(text) == understand("")
    assert understand(text).is_empty
    assert understand(text).problems == ()


# -- Names of units ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mu", "mu"),
        ("亩", "mu"),
        ("亩 · mu", "mu"),
        ("畝", "mu"),
        (" 公顷 ", "ha"),
        ("Hectares", "ha"),
        ("KM²", "km2"),
        ("㎡", "m2"),
        ("％", "percent"),
        ("CNY 10,000", "cny-10k"),
        ("个 · parks", "park"),
        ("parks", "park"),
        ("工作日", "working-day"),
        ("working day", "working-day"),
        ("公倾", None),
        ("个", None),
        ("", None),
    ],
)
def test_a_unit_is_known_by_its_code_symbol_and_names(text, code):
    assert unit_code(text) == code


@given(st.sampled_from(sorted(UNITS)))
def test_every_unit_is_known_by_its_code_its_label_and_its_further_names(code):
    unit = UNITS[code]
    assert unit_code(code) == code
    assert unit_code(f"{unit.symbol} · {unit.symbol_en}") == code
    assert code in unit_codes(unit.symbol)
    assert all(unit_codes(name) for name in ALIASES.get(code, ()))


def test_further_names_belong_to_units_that_exist():
    assert set(ALIASES) <= set(UNITS)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("公倾", "公顷"),
        ("平方功里", "平方公里"),
        ("平方公理", "平方公里"),
        ("工作曰", "工作日"),
        ("亿圆", "亿元"),
        ("hectars", "hectares"),
        ("pecent", "percent"),
        ("美元", None),
        ("acres", None),
        ("倍", None),
        ("亩", None),
        ("x" * 1000, None),
        ("", None),
    ],
)
def test_a_misspelt_unit_is_suggested_only_when_it_is_near(text, nearest):
    assert unit_suggestion(text) == nearest


def test_the_problem_with_a_units_name_is_told_in_a_sentence():
    assert unit_problem("亩") == ""
    assert unit_problem("公倾") == "“公倾” is not a known unit; did you mean “公顷”?"
    assert unit_problem("家") == (
        "“家” can stand for several units (firms, institutions): choose one."
    )


# -- Any text ---------------------------------------------------------------------------

alphabet = st.sampled_from(
    "0123456789０９.,，。%％‰-—～~/年月日号底季度上下半前个工作日家项宗亩公顷平方米里元万亿百千十"
    "一二三四五六七八九〇零两数几余多第位名约近超不少于低于以内左右分之点成 \n\t(（abXmkt²㎡①"
)
prose = st.one_of(st.text(max_size=60), st.text(alphabet, max_size=40))


@given(prose)
def test_no_text_breaks_and_every_offset_points_at_the_text(text):
    place = 0
    for found in numbers_in(text):
        assert text[found.start : found.end] == found.text
        assert found.start >= place
        assert found.unit in ("", *UNITS)
        assert found.bound in ("", *BOUNDS)
        place = found.end
    understand(text)
    unit_problem(text)


@given(prose)
def test_whatever_is_understood_as_a_period_is_a_partial_date(text):
    entry = understand(text)
    if entry.period:
        edtf.parse(entry.period)
    assert all(date.edtf == "" or edtf.parse(date.edtf) for date in dates_in(fold(text).text))


values = st.decimals(Decimal("0.0001"), Decimal("999999999"), places=4).map(
    lambda value: value.normalize()
)


@given(values, st.sampled_from(sorted(UNITS)))
def test_a_formatted_figure_is_read_back_exactly(value, code):
    if code == "times-per-week":
        return
    for text in (formatting.printed(value, code), formatting.quantity(value, code, "zh-hans")):
        entry = understand(text, expected_unit=code)
        if code == "rank" and value != value.to_integral_value():
            continue
        assert (entry.value, entry.unit, entry.notes) == (value, code, ())


def test_folding_leaves_every_traditional_character_behind():
    assert len(TRADITIONAL) == len(set(TRADITIONAL.values()))
    assert fold("十萬畝").text == "十万亩"


def test_a_long_text_takes_no_more_than_its_length():
    for text in ("1" * 20000, "一" * 20000, "2019-" * 4000, "第" * 20000, "1,000" * 4000):
        numbers_in(text)
        understand(text)
