"""Mapped tables as staged rows: every value, unit, period, place and quotation as printed."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from history.models import ImportRun
from intake.imports.runs import applied, tried
from intake.imports.staging import staged
from intake.mapping.mapping import problems, propose
from intake.mapping.meanings import IN_CELLS
from intake.mapping.translating import questions, translated
from intake.tables.cells import Formula, Merged
from intake.tables.layouts import Heading, Layout
from intake.tables.table import Grid
from sources.models import Source
from tests import factories as make
from tests.intake.tables import counts
from tests.intake.tables import problems as told
from zones.models import Observation, Zone

TITLE = "2023年国家级经开区主要经济指标"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def grid(*lines: list, title: str = "主要经济指标") -> Grid:
    """A grid of these lines; None for a blank row, which a grid does not have."""
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line is not None]
    return Grid(title, lambda: iter((n, [*line]) for n, line in numbered))


def table(found: Grid, *, headers: tuple = (1,), titles: tuple = (), last=None, kind=""):
    """The proposed mapping; headings of two rows are filled in as their merged cells are."""
    lines = dict(found.rows())
    layout = Layout(titles, headers, headers[-1] + 1, last)
    above = list(zip(*(lines[n] for n in headers), strict=True))
    below = [line for n, line in lines.items() if n > headers[-1]]
    headings = [
        Heading(
            place,
            tuple(dict.fromkeys(filter(None, words))),
            tuple(line[place] for line in below if place < len(line) and line[place])[:3],
        )
        for place, words in enumerate(above)
    ]
    around = [word for n, line in lines.items() if n in titles for word in line if word]
    return propose(layout, headings, around, kind)


def staged_run(found: Grid, mapped) -> ImportRun:
    assert problems(mapped) == []
    run = ImportRun.objects.create(file_name="x", sha256="0" * 64, size=1)
    for _step in staged(run, translated(found, mapped), {}):
        pass
    for _step in tried(run):
        pass
    return run


def taken(found: Grid, mapped) -> ImportRun:
    run = staged_run(found, mapped)
    assert told(run) == []
    for _step in applied(run, user=None, reason="x", confirmed=True):
        pass
    return run


@pytest.fixture
def known(db) -> Source:
    """The zones, metrics and the source of the tables below."""
    growth = {"quantity": "growth", "unit": "percent", "definition": "比上年同期增长的百分比。"}
    gdp = {"slug": "gdp", "name": "地区生产总值", "unit": "cny-100m"}
    make.MetricFactory(**gdp, quantity="money", definition="见来源。")
    make.MetricFactory(slug="gdp-growth", name="地区生产总值增速", **growth)
    make.MetricFactory(slug="capital", name="实际使用外资", unit="usd-100m", quantity="money")
    make.MetricFactory(slug="capital-growth", name="实际使用外资增速", **growth)
    make.MetricFactory(slug="trade", name="进出口总额", unit="cny-100m", quantity="money")
    energy = {"slug": "energy", "name": "单位工业增加值能耗", "unit": "tce/cny-10k"}
    make.MetricFactory(**energy, quantity="mass")
    make.MetricFactory(slug="approved-area", name="核准面积", unit="ha", quantity="area")
    jiangsu = make.ProvinceFactory(slug="jiangsu", name="江苏省", short_name="江苏")
    for slug, name in (("suzhou", "苏州工业园区"), ("guangzhou", "广州经济技术开发区")):
        make.ZoneFactory(slug=slug, name=name, aliases="", catalogue_code="", province=jiangsu)
    return make.SourceFactory(slug="yearbook", title="统计年鉴")


INDICATORS = grid(
    [TITLE, *[None] * 7],
    [*[None] * 7, "单位：亿元、%"],
    [
        *("序号", "开发区", "地区生产总值", "地区生产总值"),
        *("实际使用外资（亿美元）", "实际使用外资（亿美元）"),
        *("进出口总额", "单位工业增加值能耗（吨标准煤/万元）"),
    ],
    [None, None, "绝对数", "同比±%", "绝对数", "同比±%", None, None],
    ["1", "苏州工业园区", "3686", "5.9", "19.5", "-4.2", "6070", "0.07"],
    ["2", "广州经济技术开发区", "4315", "7.0", "24.8①", "-3", "3,126", "0.11"],
    ["3", "苏州工业园区（二期）", "—", "…", None, None, None, None],
)


def test_a_wide_table_with_two_header_rows_becomes_figures_with_their_evidence(known):
    mapped = table(INDICATORS, headers=(3, 4), titles=(1, 2), last=6)
    assert problems(mapped) == ["Say which source these facts stand in."]
    mapped = replace(mapped, constants={**mapped.constants, "source": "yearbook"})
    run = taken(INDICATORS, mapped)
    assert counts(run) == (12, 2, 0, 0)
    said = ("metric__slug", "value", "unit", "period", "basis", "growth_base", "locator", "quote")
    found = Observation.objects.filter(zone__slug="guangzhou").order_by("metric__slug")
    place = "主要经济指标 第6行"
    year, base = ("2023", "over-period"), "year-before"
    assert [(m, f"{v.normalize():f}", *more) for m, v, *more in found.values_list(*said)] == [
        ("capital", "24.8", "usd-100m", *year, "not-stated", place, "24.8①"),
        ("capital-growth", "-3", "percent", *year, base, place, "-3"),
        ("energy", "0.11", "tce/cny-10k", "2023", "not-stated", "not-stated", place, "0.11"),
        ("gdp", "4315", "cny-100m", *year, "not-stated", place, "4315"),
        ("gdp-growth", "7", "percent", *year, base, place, "7.0"),
        ("trade", "3126", "cny-100m", *year, "not-stated", place, "3,126"),
    ]
    assert found.get(metric__slug="capital").note == "原表注①"
    zone = Zone.objects.get(slug="guangzhou")
    assert known in zone.sources_read.all()
    assert (zone.name, zone.locator) == ("广州经济技术开发区", "湘潭 ¶2")


def test_the_same_table_changes_nothing_twice_and_next_years_has_figures_of_its_own(known):
    mapped = table(INDICATORS, headers=(3, 4), titles=(1, 2), last=6)
    constants = {"source": "yearbook", "period": "2023"}
    taken(INDICATORS, replace(mapped, constants=constants))
    again = staged_run(INDICATORS, replace(mapped, constants=constants))
    assert counts(again) == (0, 0, 12, 0)
    after = staged_run(INDICATORS, replace(mapped, constants={**constants, "period": "2024"}))
    assert counts(after) == (12, 0, 0, 0)


CATALOGUE_LINES = """
省份 开发区名称 开发区代码 批准时间 批准级别 开发区类型 核准面积_公顷 主导产业
江西省 江西新余高新区T S367001 2001.11 省政府 经济开发区 612.5 光伏、钢铁
江西省 江西丰城工业园区T S367002 2006.03 省政府 工业园区 1,203.33 再生资源
江西省 江西西咸新区T S617006 2014/01 国务院 其他类型开发区 约88200 航空
江西省 江西上库高新区T S657008 2012-12 省政府 高新技术产业开发区 1500余 石化
江西省 江西通州经济开发区T S117010 1992年11月 省政府 经济技术开发区 — 印刷
"""
CATALOGUE = grid(*(line.split() for line in CATALOGUE_LINES.split("\n") if line), title="")


def test_a_catalogue_adds_zones_with_their_areas(known):
    make.ProvinceFactory(slug="jiangxi", name="江西省", short_name="江西")
    mapped = table(CATALOGUE)
    constants = {"source": "yearbook", "period": "2018", "locator": "目录"}
    run = taken(CATALOGUE, replace(mapped, constants=constants))
    assert counts(run) == (9, 0, 0, 0)
    assert any("—" in sentence for sentence in run.notices)
    zone = Zone.objects.get(catalogue_code="S617006")
    assert (zone.name, zone.province.slug) == ("江西西咸新区T", "jiangxi")
    assert (zone.tier, zone.kind, zone.approved) == ("national", "other", "2014-01")
    assert (zone.industries, zone.source_id, zone.quote) == ("航空", known.pk, zone.name)
    assert (zone.locator, *zone.sources_read.all()) == ("目录 第4行", known)
    areas = Observation.objects.order_by("zone__catalogue_code", "slug")
    said = areas.values_list("zone__catalogue_code", "value", "bound", "unit", "period", "basis")
    assert [(code, f"{value.normalize():f}", *more) for code, value, *more in said] == [
        ("S367001", "612.5", "exactly", "ha", "2018", "at-point"),
        ("S367002", "1203.33", "exactly", "ha", "2018", "at-point"),
        ("S617006", "88200", "about", "ha", "2018", "at-point"),
        ("S657008", "1500", "over", "ha", "2018", "at-point"),
    ]


def test_what_a_file_leaves_blank_stays_in_known_zones(known):
    zone = Zone.objects.get(slug="suzhou")
    found = grid(["开发区", "所在地", "批准时间"], ["苏州工业园区", None, "1994.02"])
    run = taken(found, replace(table(found), constants={"source": "yearbook"}))
    assert counts(run) == (0, 1, 0, 0)
    now = Zone.objects.get(slug="suzhou")
    assert (now.city, now.approved, now.source) == (zone.city, "1994-02", zone.source)
    assert (now.tier, now.kind, now.quote) == (zone.tier, zone.kind, zone.quote)


def test_merged_cells_and_names_of_before_are_read_and_a_zone_needs_its_province(known):
    found = grid(
        ["地 区", "园 区 名 称", "核准面积（公顷）", "备注（原园区名称）"],
        ["杭州市", "建德化工园区T", "781.27", "建德高新园T"],
        [Merged("杭州市"), "天目医药港集聚区T", "111.11", None],
    )
    constants = {"source": "yearbook", "period": "2020", "kind": "other"}
    mapped = replace(table(found), constants=constants)
    assert len(told(staged_run(found, mapped))) == 2
    taken(found, replace(mapped, constants={**constants, "province": "jiangsu"}))
    said = Zone.objects.filter(name__endswith="T").order_by("pk").values_list("city", "aliases")
    assert [*said] == [("杭州市", "建德高新园T"), ("杭州市", "")]


def test_results_of_formulas_are_read_and_told(known):
    found = grid(
        ["序号", "开发区", "地区生产总值（亿元）"], [Formula("1"), "苏州工业园区", Formula("34")]
    )
    mapped = replace(table(found), constants={"source": "yearbook", "period": "2023"})
    [zones, _figures] = translated(found, mapped)
    list(zones[1].rows)
    assert zones[1].told() == [
        "1 cell holds a formula: the result that is stored beside it is read."
    ]
    assert staged_run(found, mapped).rows.get(after__metric="gdp").after["value"] == "34"


def test_cells_that_say_no_value_are_errors_of_their_rows_and_a_range_has_two_ends(known):
    found = grid(
        ["开发区", "地区生产总值（亿元）", "地区生产总值增速（%）"],
        ["苏州工业园区", "12abc", "5-6"],
        ["广州经济技术开发区", "34", None],
    )
    mapped = replace(table(found), constants={"source": "yearbook", "period": "2023"})
    run = staged_run(found, mapped)
    [problem] = told(run)
    assert "地区生产总值" in problem
    assert "12abc" in problem
    [row] = run.rows.filter(action="error")
    assert row.raw["value"] == "12abc"
    growth = run.rows.get(after__metric="gdp-growth").after
    assert (growth["value"], growth["value_high"], growth["quote"]) == ("5", "6", "5-6")


def test_years_in_rows_make_one_zone_and_a_figure_for_each_year(known):
    found = grid(
        ["开发区", "年份", "地区生产总值（亿元）"],
        ["苏州工业园区", "2022", "3515.61"],
        ["苏州工业园区", "2023年", "3686"],
    )
    run = taken(found, replace(table(found), constants={"source": "yearbook"}))
    assert counts(run) == (2, 1, 0, 0)
    assert {*Observation.objects.values_list("period", flat=True)} == {"2022", "2023"}


def test_a_long_table_of_our_own_columns_is_read_as_printed(known):
    found = grid(
        ["slug", "zone", "metric", "value", "unit", "bound", "period", "basis", "source"],
        ["hp-1", "suzhou", "gdp", "约1600", "亿元", None, "2019年", "over-period", "yearbook"],
        ["hp-2", "suzhou", "gdp", "1604.9亿元", None, None, "2020年", "over-period", "yearbook"],
        [
            "hp-3",
            "suzhou",
            "gdp",
            "1600余",
            "亿元",
            None,
            "2019年1～6月",
            "over-period",
            "yearbook",
        ],
        ["hp-4", "suzhou", "gdp", "—", "亿元", None, "2018年", "over-period", "yearbook"],
        ["hp-5", "suzhou", "gdp", "16049000", "千元", None, "2017年", "over-period", "yearbook"],
        ["hp-6", "suzhou", "gdp", "19.5", "亿美元", None, "2016年", "over-period", "yearbook"],
    )
    mapped = table(found)
    assert mapped.kind == "zones.observation"
    run = taken(found, mapped)
    assert counts(run) == (5, 0, 0, 0)
    assert run.notices
    said = Observation.objects.order_by("slug").values_list(
        "slug", "value", "unit", "bound", "period"
    )
    assert [(slug, f"{value.normalize():f}", *more) for slug, value, *more in said] == [
        ("hp-1", "1600", "cny-100m", "about", "2019"),
        ("hp-2", "1604.9", "cny-100m", "exactly", "2020"),
        ("hp-3", "1600", "cny-100m", "over", "2019-01/2019-06"),
        ("hp-5", "16049000", "cny-1k", "exactly", "2017"),
        ("hp-6", "19.5", "usd-100m", "exactly", "2016"),
    ]


def test_a_long_table_of_names_finds_its_records_and_its_figures_again(known):
    found = grid(
        ["开发区", "指标", "数值", "单位", "年份"],
        ["苏州工业园区", "地区生产总值", "3686", "亿元", "2023"],
        ["广州经济技术开发区", "进出口总额", "3,126", "亿元", "2023"],
    )
    mapped = replace(table(found), constants={"source": "yearbook"})
    assert mapped.kind == "zones.observation"
    assert counts(taken(found, mapped)) == (2, 0, 0, 0)
    assert counts(staged_run(found, mapped)) == (0, 0, 2, 0)
    figure = Observation.objects.get(metric__slug="trade")
    assert (figure.locator, figure.quote) == ("主要经济指标 第3行", "3,126")


def test_unknown_names_are_asked_once_and_answers_are_followed(known):
    found = grid(
        ["开发区", "地区生产总值（亿元）"], ["某某区", "1"], ["某某区", "2"], ["苏州工业园区", "3"]
    )
    mapped = replace(table(found), constants={"source": "yearbook", "period": "2023"})
    [question] = questions(found, mapped)
    assert (question.words, question.rows, question.may_be_new) == ("某某区", [2, 3], True)
    left = staged_run(found, replace(mapped, answers={question.key: "leave-out"}))
    assert counts(left) == (1, 1, 0, 0)
    assert "2 rows" in left.notices[0]
    one = grid(*[line for n, line in found.rows() if n != 3])
    meant = staged_run(one, replace(mapped, answers={question.key: "guangzhou"}))
    assert counts(meant) == (2, 2, 0, 0)


def test_units_may_stand_in_the_cells_of_a_column(known):
    found = grid(
        ["开发区", "地区生产总值"],
        ["苏州工业园区", "3686亿元"],
        ["广州经济技术开发区", "43150000万元"],
    )
    mapped = table(found)
    assert mapped.columns[1].unit == IN_CELLS
    run = taken(found, replace(mapped, constants={"source": "yearbook", "period": "2023"}))
    assert counts(run) == (2, 2, 0, 0)
    assert {*Observation.objects.values_list("unit", flat=True)} == {"cny-100m", "cny-10k"}


def test_a_table_of_figures_keeps_the_limits_of_its_own_column_and_each_cell_as_printed(known):
    found = grid(
        ["zone", "metric", "value", "unit", "bound", "period", "source"],
        ["苏州工业园区", "地区生产总值", "1600", "亿元", "约", "2019年", "yearbook"],
    )
    row = staged_run(found, table(found, kind="zones.observation")).rows.get()
    assert (row.errors, row.after["bound"], row.after["unit"]) == ([], "about", "cny-100m")
    names = ("zone", "metric", "unit", "bound", "period", "slug")
    assert [row.raw.get(name) for name in names] == [
        *("苏州工业园区", "地区生产总值", "亿元", "约", "2019年", "")
    ]
