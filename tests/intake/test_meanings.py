"""What headings mean: each fact is in the words, and nothing is added to them."""

import pytest
from django.utils.translation import override

from intake.mapping.headwords import period_of, units_above
from intake.mapping.mapping import mapping_from, problems, propose
from intake.mapping.meanings import FIELD, FIGURE, GROWTH, IGNORE, UNKNOWN
from intake.tables.layouts import Heading, Layout
from tests import factories as make
from zones.models import Metric

pytestmark = pytest.mark.once

METRICS = (
    ("gdp", "地区生产总值", "GDP、生产总值", "cny-100m", "money"),
    ("gdp-growth", "地区生产总值增速", "", "percent", "growth"),
    ("foreign-capital", "实际使用外资", "实际利用外资", "usd-100m", "money"),
    ("industrial-output", "工业总产值", "", "cny-100m", "money"),
    ("energy-use", "单位工业增加值能耗", "", "tce/cny-10k", "money"),
    ("approved-area", "核准面积", "审核面积", "ha", "area"),
    ("built-up-area", "建成区面积", "", "km2", "area"),
    ("population", "常住人口", "", "person-10k", "count"),
    ("firms", "高新技术企业数", "高新技术企业", "firm", "count"),
    ("investment", "固定资产投资", "", "cny-100m", "money"),
    ("rank", "国家级经开区排名", "", "rank", "rank"),
)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def metrics(db) -> None:
    for slug, name, aliases, unit, quantity in METRICS:
        definition = "比上年同期增长的百分比。" if quantity == "growth" else "见来源。"
        words = {"name_en": slug.replace("-", " "), "definition": definition}
        make.MetricFactory(
            slug=slug, name=name, aliases=aliases, unit=unit, quantity=quantity, **words
        )


def meanings(*headings: tuple | str, around=(), samples=("1", "2")) -> list:
    words = [one if isinstance(one, tuple) else (one,) for one in headings]
    found = [Heading(place, one, tuple(samples)) for place, one in enumerate(words)]
    return list(propose(Layout(), found, around).columns.values())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("开发区名称", "name"),
        ("园 区 名 称", "name"),
        ("省份", "province"),
        ("省（区、市）", "province"),
        ("所在地", "city"),
        ("批准时间", "approved"),
        ("主导产业", "industries"),
        ("批准级别", "tier"),
        ("开发区类型", "kind"),
        ("代码", "catalogue_code"),
        ("备注（原园区名称）", "aliases"),
        ("Name in English", "name_en"),
        ("英文名称", "name_en"),
        ("catalogue_code", "catalogue_code"),
    ],
)
def test_a_field_is_known_by_its_name_its_label_and_what_catalogues_call_it(
    metrics, heading, field
):
    [meaning] = meanings(heading, samples=())
    assert (meaning.to, meaning.field) == (FIELD, field)


def test_a_column_of_areas_is_of_provinces_if_its_cells_are(metrics):
    make.ProvinceFactory(slug="hunan", name="湖南省", short_name="湖南")
    assert meanings("地区", samples=("湖南省", "湖南"))[0].field == "province"
    assert meanings("地 区", samples=("杭州市",))[0].field == "city"


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("核准面积_公顷", {"metric": "approved-area", "unit": "ha", "basis": "at-point"}),
        ("2023年地区生产总值（亿元）", {"metric": "gdp", "unit": "cny-100m", "period": "2023"}),
        ("GDP总量（亿元）", {"metric": "gdp", "unit": "cny-100m", "period": ""}),
        ("实际使用外资（万美元）", {"metric": "foreign-capital", "unit": "usd-10k", "status": ""}),
        (("2022年", "固定资产投资", "亿元"), {"metric": "investment", "period": "2022"}),
        (("地区生产总值", "绝对数（亿元）"), {"metric": "gdp", "unit": "cny-100m"}),
        ("单位工业增加值能耗（吨标准煤/万元）", {"metric": "energy-use", "unit": "tce/cny-10k"}),
        ("年末常住人口（万人）", {"metric": "population", "basis": "at-point"}),
        ("2023年末常住人口（万人）", {"period": "2023-12", "basis": "at-point"}),
        ("高新技术企业（个）", {"metric": "firms", "unit": "firm"}),
        (("2024年计划", "地区生产总值（亿元）"), {"status": "target", "period": "2024"}),
        ("2024年预计地区生产总值（亿元）", {"metric": "gdp", "status": "forecast"}),
        ("固定资产投资（亿元，快报数）", {"unit": "cny-100m", "release": "preliminary"}),
        ("国家级经开区排名", {"metric": "rank", "unit": "rank"}),
        ("2023年1-6月固定资产投资（亿元）", {"period": "2023-01/2023-06"}),
        (("主要经济指标", "地区生产总值（亿元）"), {"metric": "gdp"}),
    ],
)
def test_a_metric_is_known_with_its_unit_period_basis_and_status(metrics, heading, said):
    [meaning] = meanings(heading)
    assert meaning.to == FIGURE
    assert {name: getattr(meaning, name) for name in said} == said


def test_a_scope_of_the_metric_is_known_within_its_name_and_in_brackets(metrics):
    metric = Metric.objects.get(slug="industrial-output")
    make.ScopeFactory(slug="above-size", metric=metric, name="规模以上工业")
    for heading in ("规模以上工业总产值（亿元）", "工业总产值（规模以上工业，亿元）"):
        [meaning] = meanings(heading)
        assert (meaning.to, meaning.scope) == (FIGURE, "above-size"), heading
        assert meaning.unit == "cny-100m"


def test_growth_is_that_of_the_figures_under_the_same_heading_or_to_the_left(metrics):
    value, growth = meanings(("地区生产总值", "绝对数（亿元）"), ("地区生产总值", "同比±%"))
    assert (value.metric, value.to) == ("gdp", FIGURE)
    for one in (growth, meanings("地区生产总值（亿元）", "增长%")[1]):
        assert (one.to, one.metric, one.unit, one.of) == (GROWTH, "gdp-growth", "percent", 0)
        assert (one.growth_base, one.basis) == ("year-before", "over-period")
    named = meanings("地区生产总值可比价增速（%）")[0]
    assert (named.metric, named.prices, named.unit) == ("gdp-growth", "constant", "percent")


def test_growth_that_has_no_metric_or_no_figures_beside_it_is_asked(metrics):
    _value, growth = meanings("实际使用外资（亿美元）", "同比±%")
    assert growth.to == UNKNOWN
    assert "实际使用外资" in growth.why
    assert meanings("同比±%")[0].to == UNKNOWN


def test_units_above_the_table_go_to_the_metrics_of_their_kind(metrics):
    around = ("2023年国家级经开区主要经济指标", "单位：亿元、%")
    gdp, growth, area = meanings("地区生产总值", "地区生产总值增速", "核准面积", around=around)
    assert (gdp.unit, growth.unit, area.unit) == ("cny-100m", "percent", "")
    assert units_above(["（计量单位：万元/亩）"]) == ("cny-10k/mu",)
    around = ("单位：亿元、万美元",)
    gdp, capital = meanings("地区生产总值", "实际使用外资", around=around)
    assert (gdp.unit, capital.unit, gdp.sure) == ("cny-100m", "usd-10k", False)
    assert meanings("地区生产总值", around=("单位：亿元、万元",))[0].unit == ""
    assert meanings("常住人口", around=("单位：千元、人、个",))[0].unit == "person"
    assert meanings("常住人口", around=("单位：人、万人",))[0].unit == ""


def test_a_unit_above_the_table_with_the_name_of_a_column_is_that_columns(metrics):
    for line in ("单位：亿元（实际使用外资：万美元）", "单位：亿元，其中外资：万美元"):
        found = meanings("地区生产总值", "实际使用外资", "地区生产总值增速", around=(line,))
        assert [one.unit for one in found] == ["cny-100m", "usd-10k", ""]
        assert [one.sure for one in found[:2]] == [False, True], "what stands beside is looked at"


def test_the_number_before_a_heading_is_no_part_of_it(metrics):
    for number in ("1.", "（二）", "三、", "12．"):
        [gdp] = meanings(f"{number}地区生产总值（亿元）")
        assert (gdp.to, gdp.metric, gdp.unit) == (FIGURE, "gdp", "cny-100m")
    assert meanings("2.5地区生产总值")[0].to == UNKNOWN


def test_parts_of_a_year_are_of_the_metric_that_the_title_names(metrics):
    around = ("2022年各开发区固定资产投资完成情况（亿元）",)
    found = meanings("一季度", "上半年", "全年", around=around)
    assert {(one.to, one.metric, one.unit, one.sure) for one in found} == {
        (FIGURE, "investment", "cny-100m", False)
    }
    assert [one.period for one in found] == ["2022-01/2022-03", "2022-01/2022-06", ""]


def test_a_share_of_the_city_is_called_so_beside_its_figures(metrics):
    words = {"name_en": "share", "definition": "百分比。", "unit": "percent", "quantity": "share"}
    make.MetricFactory(slug="gdp-share", name="地区生产总值占所在城市比重", aliases="", **words)
    headings = (
        ("地区生产总值", one) for one in ("占全市比重（%）", "占全省比重（%）", "占比（%）")
    )
    city, province, any_whole = meanings(*headings)
    assert (city.to, city.metric, city.unit) == (FIGURE, "gdp-share", "percent")
    assert province.to == any_whole.to == UNKNOWN


@pytest.mark.parametrize(
    "heading",
    [
        "地区生产总值（公顷）",  # no unit of money
        "地区生产总值增速（亿元）",  # no unit of growth
        "地区生产总值排名",  # not the value
        "人均地区生产总值（元）",
        "地区生产总值占全市比重（%）",
        "园区面积（公顷）",  # which area is not said
        "经度",
        "上年同期地区生产总值（亿元）",  # of which year is not said
        ("其中：核心区", "地区生产总值（亿元）"),
        "地区生产总值比上年增加（亿元）",
        "2022年、2023年地区生产总值（亿元）",
    ],
)
def test_words_that_are_not_understood_are_asked_and_metrics_like_it_are_offered(metrics, heading):
    [meaning] = meanings(heading)
    assert meaning.to == UNKNOWN
    if "地区生产总值" in "".join(heading) and "亿元" in "".join(heading):
        assert {"gdp", "gdp-growth"}.intersection(meaning.near)
    if heading == "园区面积（公顷）":
        assert set(meaning.near) == {"approved-area", "built-up-area"}


def test_figures_of_the_year_before_get_that_year_if_the_table_prints_its_own(metrics):
    [meaning] = meanings("上年同期地区生产总值（亿元）", around=("2023年主要指标",))
    assert (meaning.to, meaning.period) == (FIGURE, "2022")


def test_the_target_of_a_whole_year_is_not_that_of_the_months_in_the_title(metrics):
    around = ("2023年1—10月各开发区主要指标完成情况",)
    heads = ("地区生产总值（亿元）", "固定资产投资（亿元）")
    found = meanings(
        (heads[0], "全年目标"), (heads[0], "完成"), (heads[1], "年度目标"), around=around
    )
    said = [(one.status, one.period) for one in found]
    assert said == [("target", "2023"), ("actual", ""), ("target", "2023")]


def test_a_bare_target_in_a_table_of_months_has_no_period_until_it_is_said(metrics):
    words = ("开发区", "地区生产总值（亿元）", "地区生产总值目标（亿元）")
    found = [Heading(n, (word,), ("1",)) for n, word in enumerate(words)]
    mapping = propose(Layout(), found, ["2023年1—10月目标任务完成情况"])
    [sentence] = [one for one in problems(mapping) if "period" in one]
    assert "目标" in sentence
    assert "地区生产总值（亿元）" not in sentence
    assert not any("period" in one for one in problems(propose(Layout(), found, ["2023年"])))


def test_growth_is_that_of_the_cumulated_figures_or_not_that_of_the_year_before(metrics):
    above, around = "地区生产总值", ("2022年8月主要指标", "单位：亿元、%")
    for whole, basis in (("1-8月累计", "year-to-date"), ("1至8月", "over-period")):
        growth = meanings(*((above, one) for one in ("本月", whole, "累计同比")), around=around)[2]
        said = (growth.to, growth.of, growth.period, growth.basis)
        assert said == (GROWTH, 1, "2022-01/2022-08", basis)
    headings = [(above, one) for one in ("本期", "上年同期", "增减")]
    growth = meanings(*headings, around=("2024年1—9月主要指标", "单位：亿元、%"))[2]
    assert (growth.to, growth.of, growth.unit) == (GROWTH, 0, "percent")


def test_amounts_per_person_and_shares_named_the_other_way_round_are_known(metrics):
    for slug, name, unit, quantity in (
        ("per-person", "人均地区生产总值", "cny/person", "money"),
        ("gdp-share", "地区生产总值占所在城市比重", "percent", "share"),
    ):
        words = {"name_en": slug, "definition": "见来源。", "unit": unit, "quantity": quantity}
        make.MetricFactory(slug=slug, name=name, aliases="", **words)
    each, share, growth = meanings(
        "人均地区生产总值（元）", "占全市地区生产总值的比重（%）", "按可比价计算增长（%）"
    )
    assert (each.metric, each.unit) == ("per-person", "cny/person")
    assert (share.metric, share.unit) == ("gdp-share", "percent")
    assert growth.to == UNKNOWN, "nothing stands to its left that grows"
    growth = meanings("地区生产总值（亿元）", "按可比价计算增长（%）")[1]
    assert (growth.metric, growth.prices) == ("gdp-growth", "constant")


def test_a_unit_stands_in_the_title_that_names_the_metric_or_in_the_cells_of_growth(metrics):
    around = ("2017年各开发区工业总产值（亿元）",)
    output, gdp = meanings("工业总产值", "地区生产总值", around=around)
    assert (output.unit, gdp.unit) == ("cny-100m", "")
    assert meanings(("固定资产投资", "总额（亿元）"))[0].metric == "investment"
    for samples, unit in (
        (("下降3.2%", "持平", "0.5%"), "percent"),
        (("下降3.2%", "0.5"), ""),
        (("持平",), ""),
    ):
        assert meanings("地区生产总值增速", samples=samples)[0].unit == unit


def test_a_title_of_several_years_gives_no_year_to_what_prints_none(metrics):
    around = ("2021-2022年主要指标",)
    found = [
        Heading(n, (w,), ("1",)) for n, w in enumerate(("开发区", "1-6月地区生产总值（亿元）"))
    ]
    mapping = propose(Layout(), found, around)
    assert "period" not in mapping.constants
    assert mapping.columns[1].period == "XXXX-01/XXXX-06"
    assert propose(Layout(), found, ("2022年主要指标",)).columns[1].period == "2022-01/2022-06"


def test_what_stands_in_the_cells_decides_between_figures_and_words(metrics):
    words = ("某某公司", "某某集团", "某某企业")
    assert meanings("实际使用外资（亿美元）", samples=words)[0].to == UNKNOWN
    assert meanings("实际使用外资（亿美元）", samples=("—", "…", "持平"))[0].to == FIGURE
    firms = "高新技术企业"
    counted, told = meanings(firms, samples=("630", "1,205"))[0], meanings(firms)[0]
    assert (counted.unit, counted.sure, told.unit) == ("firm", False, "firm")
    assert meanings("常住人口", samples=("630", "1205"))[0].unit == "", "人 or 万人"
    assert meanings(firms, samples=("6.3",))[0].unit == ""
    assert meanings(firms, samples=("38家", "4家"))[0].unit == "firm"
    assert meanings(firms, samples=("38家", "4"))[0].unit == ""
    assert meanings(firms, samples=("38户", "4户"))[0].unit != "household"
    [investment] = meanings(("固定资产投资", "投资额（亿元）"))
    make.MetricFactory(slug="x", name="固定资产投资额", unit="cny-100m", quantity="money")
    assert investment.to == UNKNOWN
    assert meanings(("固定资产投资", "投资额（亿元）"))[0].metric == "x"


def test_rows_that_head_others_by_region_say_nothing_of_zones(metrics):
    for word, to in (("成都平原", IGNORE), ("济南市", UNKNOWN), ("2022年", UNKNOWN)):
        found = [Heading(0, ("开发区",), ("甲",)), Heading(1, ("分组",), (word,))]
        assert propose(Layout(), found, []).columns[1].to == to


def test_the_words_of_a_column_of_types_must_be_those_of_zones(metrics):
    assert meanings("园区类型", samples=("工业园区", "综合类"))[0].field == "kind"
    [one] = meanings("园区类型", samples=("综合类", "专业类"))
    assert (one.to, one.near) == (UNKNOWN, ("kind",))


def test_a_date_that_stands_alone_below_counts_where_no_title_has_one(metrics):
    assert period_of(["开发区名录", "（截至2018年12月底）"]) == "2018-12"
    assert period_of(["2020年名录", "数据截至2018年12月底"]) == "2020"
    assert period_of(["2020年与2021年", "（截至2018年12月底）"]) == ""


def test_dates_of_those_who_fill_in_and_of_footnotes_are_not_that_of_the_table(metrics):
    for aside in ("填表人： 审核人： 填报日期：2024-07-12", "①2019年数据为快报数。", "＊为6月末数"):
        headings = [Heading(0, ("开发区",), ("甲",))]
        assert "period" not in propose(Layout(), headings, [aside]).constants
        mapping = propose(Layout(), headings, ["报告期：2024年1-6月", aside])
        assert mapping.constants["period"] == "2024-01/2024-06"


def test_metrics_of_one_name_and_columns_that_say_the_same_are_asked(metrics):
    make.MetricFactory(slug="gdp-2", name="另一口径", aliases="生产总值", unit="cny-100m")
    [meaning] = meanings("生产总值（亿元）")
    assert (meaning.to, set(meaning.near)) == (UNKNOWN, {"gdp", "gdp-2"})
    first, second = meanings("地区生产总值（亿元）", "GDP（亿元）")
    assert (first.to, second.to) == (FIGURE, UNKNOWN)


def test_the_number_of_a_row_is_ignored_and_what_titles_say_holds_for_all_rows(metrics):
    make.ProvinceFactory(slug="zhejiang", name="浙江省", short_name="浙江")
    source = make.SourceFactory(title="浙江省化工园区名单（2020年）")
    headings = [Heading(0, ("序号",), ("1",)), Heading(1, ("园区名称",), ("甲",))]
    mapping = propose(Layout(), headings, [source.title, "注：2019年批复。"])
    assert mapping.columns[0].to == IGNORE
    said = {"province": "zhejiang", "kind": "chemical-park", "period": "2020"}
    said |= {"source": source.slug}
    assert mapping.constants == said
    assert period_of(["2022年和2023年"]) == period_of(["国办发〔2018〕12号"]) == ""


def test_all_that_must_be_said_is_told_at_once(metrics):
    headings = ["开发区", "经度", "纬度", "地区生产总值", "工业总产值（亿元）"]
    found = [Heading(n, (word,), ("1",)) for n, word in enumerate(headings)]
    mapping = propose(Layout(), found, [])
    told = problems(mapping)
    assert len(told) == 4
    for words, sentence in zip(
        (("经度", "纬度"), ("source",), ("地区生产总值", "unit"), ("地区生产总值", "工业总产值")),
        told,
        strict=True,
    ):
        assert all(word in sentence for word in words), sentence


def test_a_mapping_survives_json_and_other_objects_are_refused(metrics):
    mapping = propose(Layout((1,), (2,), 3), [Heading(0, ("开发区",), ())], [])
    assert mapping_from(mapping.to_json()) == mapping
    good = mapping.to_json()
    wrong = (
        {"kind": "x"},
        {"columns": {"0": {"to": 5}}},
        {"answers": 1},
        {"layout": {"first": ""}},
    )
    for bad in ({}, *({**good, **one} for one in wrong)):
        with pytest.raises(ValueError, match=r"."):
            mapping_from(bad)
