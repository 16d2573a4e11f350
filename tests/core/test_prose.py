"""What editors paste from articles: figures, limits, units and dates in Chinese prose."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.language import edtf, formatting
from core.language.prose.bounds import BOUNDS
from core.language.prose.counting import numbers_in
from core.language.prose.dates import dates_in
from core.language.prose.entries import understand
from core.language.prose.folding import fold
from core.language.prose.numerals import chinese_number
from core.language.prose.short_years import with_full_years
from core.language.prose.unit_names import unit_problem
from core.language.units import UNITS, convert
from sources.seeding import read_fixtures
from tests.core.tables import english_throughout, spread  # noqa: F401 - a fixture
from zones.choices import Bound


def one(text: str):
    """The only figure of a text."""
    [found] = numbers_in(text)
    return found


# Value and unit; the text with the figure, as it is printed, in brackets.
FIGURES = {
    "1413.03 mu": "出让面积[1413.03亩]",
    "135466.83 m2": "面积为[135,466.83平方米]",
    "1604.9 cny-100m": "总收入[１，６０４．９亿元]|总收入[1，604.9亿元]",
    "15.5 percent": "增长[15.5％]",
    "-3.5 percent": "下降[-3.5%]| [-3.5%]",
    "36 km2": "建成 [36 平方公里]",
    "20 ha": "占地[20公頃]",
    "10 mu": "出让[10畝]",
    "10 mu-10k": "[十萬畝]",
    "10 m2-10k": "厂房[10万平方米]",
    "300 m2": "厂房[300㎡]",
    "1.2 mu-10k": "出让[1.2万亩]",
    "5 cny-1m": "投资[5百万元]",
    "2 cny-1t": "总产值[2万亿元]",
    "3 cny-10k": "投资[三万元]",
    "20 working-day": "压缩至[20个工作日]",
    "80 day": "节约[80天]",
    "12 month": "[十二个月]办结",
    "0.5 day": "做到[半日]结",
    "1.5 year": "[一年半]建成",
    "15 department": "[15个部门]的事项",
    "20 firm": "为[20家企业]办理",
    "25 firm": "服务[25户企业]",
    "11 plot": "标准地[11宗]",
    "4 batch": "分[四批次]公布",
    "120 mu": "面积达[一百二十亩]",
    "60 percent": "缩短[百分之六十]|缩短[六成]",
    "3.5 permille": "不良率[3.5‰]",
    "38 rank": "名列[第38位]",
    "22 rank": "全省排名[22位]",
    "3 rank": "位居[第三名]",
    "1 rank": "均为全市[第一]。",
    "320000 ": "常住人口达[32万]",
    "2.3 percentage-point": "提高[2.3个百分点]|提高[2.3百分点]",
    "3 percentage-point": "提高[三个百分点]",
    "0.2 percentage-point": "降低[2个千分点]",
    "2330 ": "“[2330]”新流程",
    "2018 mu": "[2018亩]",
    "2018 ": "[2018家]",
    "2018.5 cny-100m": "[2018.5亿元]",
    "1 firm": "至少[一家企业]",
    "100 copy": "[百余册]",
    "3.2 usd-100m": "进口[3.2亿美元]|外资[USD 320 million]|外资[US$ 320 m]|外资[$0.32 bn]",
    "2000 usd-10k": "外资[两千万美元]|外资[2000万美金]",
    "500 cny-1k": "税收[500千元]",
    "120 teu-10k": "吞吐量[120万标箱]|吞吐量[120万TEU]",
    "2.3 kwh-100m": "用电[2.3亿千瓦时]|用电[230 million kWh]",
    "50 kw-10k": "装机[50万千瓦]",
    "5 km": "新建[5千米]",
    "80 m3-10k": "供水[80万立方米]",
    "3 person-time-10k": "接待[3万人次]",
    "0.35 tce/cny-10k": "能耗[0.35吨标准煤/万元]|[0.35 tce per CNY 10,000]",
    "35 cny-10k/mu": "税收[35万元/亩]|税收[35万元每亩]|税收[三十五万元/亩]",
    "3 cny-100m/km2": "产出[3亿元/平方公里]|[CNY 300 m per km²]",
    "350000 cny/mu": "[CNY 350,000 per mu]",
    "2000 person/km2": "[2000人/平方公里]|[2,000 people per km²]",
    "3 hkd-100m": "[港币3亿元]|[3亿港币]",
    "3.5 kwh-100m": "发电[3.5亿度]",
    "0.6 cny/kwh": "电价[0.6元/度]",
    "23.5 piece/person-10k": "[23.5件/万人]",
    "2 fold": "增长[2倍]",
    "98.5 score": "得[98.5分]，居首",
    "5 hour": "[5小时]办结",
}


@pytest.mark.parametrize(("marked", "read"), spread(FIGURES))
def test_a_figure_is_found_with_its_value_and_unit(marked, read):
    _before, printed, _after = re.split(r"[\[\]]", marked)
    value, unit = read.split(" ")
    found = one(marked.replace("[", "").replace("]", ""))
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


LIMITED = {
    "at-least": "不少于3年|不低于60%|至少3家|60%以上|≥60%|约60%以上|at least 60%|3 years or more",
    "at-most": "不超过3年|至多3年|100亩以内|100亩以下|2个工作日内|3年内|不足30亩",
    "about": "约10万平方米|大约10亩|近300家|300万吨左右|about 3 years",
    "over": "百余册|超过3亿元|超过了3亿元|突破100亿元|20余项|3000多万元|一年多来|more than 3 years",
    "": "节约20万元|近三年|1413.03亩",
}


@pytest.mark.parametrize(("text", "bound"), spread(LIMITED))
def test_the_words_around_a_figure_limit_it(text, bound):
    assert one(text).bound == bound


def test_the_limits_are_those_of_the_product():
    assert {*BOUNDS, "exactly"} == set(Bound.values)


@pytest.mark.parametrize("text", ["数十家", "三五个", "两三年", "十几项", "上百家", "三分之二"])
def test_a_number_in_words_only_has_no_value(text):
    assert one(text).value is None


def test_line_breaks_of_a_column_inside_a_figure_do_no_harm():
    text = "名列第\n38\n位，需2\n个工作日内，约1万\n\n平方米，三\n批次"
    printed = ["第\n38\n位", "2\n个工作日", "1万\n\n平方米", "三\n批次"]
    assert [found.text for found in numbers_in(text)] == printed


NO_FIGURES = (
    "一枚印章管审批|最多跑一次|一站式服务|三权分置|“三化三制”改革|保持了两位数增长|“四个一”指导|三位一体|"
    "第十四条规定|十分重要|一项重要举措|每一个都有一个领导|打造百亿元产业|第一时间解决|第四条规定|第三产业|十三五规划|一网通办|"
    "目录代码G431179|PM2.5|型号2b3|建设5G基站|上半年|①|"
    "2018年|2019年3月1日|2018—2020年|8月底|2019-03-01|2019.3.1|三月|2019"
)


@pytest.mark.parametrize("text", NO_FIGURES.split("|"))
def test_dates_and_numerals_that_count_nothing_are_no_figures(text):
    assert numbers_in(text) == []


def test_ranges_and_lists_are_several_figures():
    found = [(f.value, f.unit) for f in numbers_in("3—5个工作日")]
    assert found == [(3, "working-day"), (5, "working-day")]
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


NUMERALS = {
    0: "零",
    10: "十",
    15: "十五",
    38: "三十八",
    102: "一百零二",
    120: "一百二",
    2300: "两千三百",
    35_000: "三万五",
    120_000_000: "一亿二千万",
    2 * 10**12: "二万亿",
    Decimal("3.5"): "三点五",
    None: "三五|数十|三点|",
}


@pytest.mark.parametrize(("text", "value"), spread(NUMERALS))
def test_a_chinese_numeral_is_a_number(text, value):
    assert chinese_number(text) == value


PERIODS = {
    "2019-03": "2019年3月|2019年\n3月|２０１９年３月|二〇一九年三月| 2019-03 |March 2019",
    "2019-03-01": "2019年3月1日|2019.3.1|2019/3/1|自2019年3月1日起施行|1 March 2019|March 1, 2019",
    "2019-01/2019-06": "2019年上半年|2019年1—6月|2019年1～6月|2019年1〜6月|2019年1~6月|2019年1─6月|"
    "2019年1至6月|January–June 2019",
    "2019-07/2019-12": "2019年下半年",
    "2019-01/2019-03": "2019年一季度",
    "2019-01/2019-09": "2019年前三季度",
    "2019-01/2019-10": "2019年前10个月",
    "2018/2020": "2018—2020年|2018～2020年|2018年至2020年|2018-2020|2018/2020",
    "2019-03/2020-12": "自2019年3月起至2020年12月",
    "2020/..": "2020年以来|2020/..|since 2020",
    "2019-06": "截至2019年6月底|as of June 2019",
    "2020-12": "2020年年底前",
    "XXXX-06": "6月|今年6月底|XXXX-06",
    "XXXX-08-31": "8月31日",
    "XXXX-01/XXXX-06": "1—6月",
    "201X": "2010年代",
    "199X": "20世纪90年代",
    "2019~": "约2019年",
    "2019": "2019",
    "2019?": "2019?",
}


@pytest.mark.parametrize(("text", "period"), spread(PERIODS))
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
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert understand(edtf.parse(text).describe()).period == text


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


@given(values, st.sampled_from(sorted(set(UNITS) - {"times-per-week"})))
def test_a_formatted_figure_is_read_back_exactly(value, code):
    with translation.override("zh-hans"):
        shown = formatting.quantity(value, code)
    for text in (formatting.printed(value, code), shown):
        entry = understand(text, expected_unit=code)
        if code == "rank" and value != value.to_integral_value():
            continue
        assert (entry.value, entry.unit, entry.notes) == (value, code, ())
    if code != "rank":  # no. 38
        with translation.override("en"):
            entry = understand(formatting.quantity(value, code), expected_unit=code)
        assert convert(entry.value, entry.unit, code) == value


YEARS = {  # in a text of 2024, of 2019, and of an unknown year; "" is no year
    "2024-01 2024-01 2024-01": "24年1月|24年1月份|２４年１月",
    "2024 2024 2024": "2023、24年|从24年起|從24年起|较24年增长|24年全年|24年度|2023年和24年",
    "2024-01/2024-09 2024-01/2024-09 2024-01/2024-09": "24年前三季度",
    "2024  ": "24年，全区开工|在24年，全区开工",
    "  ": "用了24年|24年来|二十四年来|歷時24年|24年間|不少于24年|20年，全区|从20年延长到24年",
    "1992-01 1992-01 1992-01": "92年1月",
}


@pytest.mark.parametrize(("text", "years"), spread(YEARS))
def test_a_year_in_two_digits_is_a_date_where_the_words_or_the_date_of_issue_say_so(text, years):
    for issued, wanted in zip((2024, 2019, None), years.split(" "), strict=True):
        dates = dates_in(with_full_years(fold(text), issued).text)
        assert (dates[-1].edtf if dates else "") == wanted
        assert bool(numbers_in(text, issued)) is not bool(wanted)


UNCOUNTED = {
    "heading": "01、优化服务|01 优化|1.推进改革|1、推进|（1）推进|(2)推进|完成。2、加快",
    "slogan": "“1+3+3”产业布局|1+N模式|构建1＋3＋3体系|“344”工作法|“2330”审批|12345热线",
    "rhetoric": "四个方面|4个层面|三個層面|三个转变|3大体系",
    "ordinal": "第12号令|3号楼|第3批|No.5",
    "document": "国发〔2019〕12号|12号文",
    "title": "《蓝天保卫战三年行动计划》|三年行動計劃",
    "place": "2縣交界",
    "threshold": "投资5亿元以上项目|100亩以上的重大项目",
    "telephone": "电话：0731-58551234|13812345678",
    "": "六大产业|三项改革|第38位|投入3000万元以上支持企业|“2个工作日”办结|3年计划投资",
}


@pytest.mark.parametrize(("text", "why"), spread(UNCOUNTED))
def test_a_number_that_counts_nothing_says_why(text, why):
    assert {found.why for found in numbers_in(text)} <= {why}
    assert text == "六大产业" or numbers_in(text)


@pytest.mark.parametrize(
    "text", ["1", "一", "2019-", "第", "1,000", "24年", "1+", "《", "（1", "不超过", "“1”", "1 "]
)
def test_a_long_text_takes_no_more_than_its_length(text):
    start = time.process_time()
    numbers_in(text * (30_000 // len(text)), 2024)
    assert time.process_time() - start < 5  # a pattern that tries everything takes minutes
    understand(text * 3000)
