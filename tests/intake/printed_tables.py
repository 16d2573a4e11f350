"""Tables as people have them, and the records that stand here already when they come."""

from openpyxl import Workbook

from tests import factories as make
from tests.intake.tables import csv_file, saved
from zones.models import Province

CATALOGUE = """\
省份 开发区名称 开发区代码 批准时间 批准级别 开发区类型 核准面积_公顷 主导产业
江西省 江西新余高新区T S367001 2001.11 省政府 经济开发区 612.5 光伏、钢铁
江西省 江西丰城工业园区T S367002 2006.03 省政府 工业园区 1,203.33 再生资源、机电
浙江省 浙江南浔经济开发区T S337004 1993.11 省政府 经济开发区 — 新材料、木业
浙江省 浙江建德经济开发区T S337003 1992年11月 省政府 经济开发区 约88200 精细化工"""


def catalogue() -> bytes:
    """A: a list of zones in UTF-8 with a mark, with an approximate area and a missing one."""
    return csv_file(*(line.split() for line in CATALOGUE.splitlines()), encoding="utf-8-sig").read()


def chemical_parks() -> bytes:
    """B: a title, merged cities, a numbered first column, a note below, no word for the area."""
    book = Workbook()
    sheet = book.active
    sheet.title = "附件"
    for row in (
        ["某省化工园区复核认定（第一批）通过名单"],
        ["序号", "地 区", "园 区 名 称", "园区面积（公顷）", "备注（原园区名称）"],
        [1, "杭州市", "建德化工园区T", 781.27, "建德高新园T"],
        [2, None, "天目医药港集聚区T", 111.11],
        [3, "宁波市", "大榭化工园区T", 1199.67],
        [],
        ["注：面积以批复文件为准。"],
    ):
        sheet.append(row)
    for cells in ("A1:E1", "B3:B4"):
        sheet.merge_cells(cells)
    return saved(book).read()


def indicators(year: int = 2023) -> bytes:
    """C: two header rows with merged metrics, units above the table, a footnote's mark."""
    book = Workbook()
    sheet = book.active
    sheet.title = "主要经济指标"
    for row in (
        [f"{year}年国家级经开区主要经济指标"],
        [None, None, None, None, None, "单位：亿元、%"],
        ["序号", "开发区", "地区生产总值", None, "实际使用外资（亿美元）", None],
        [None, None, "绝对数", "同比±%", "绝对数", "同比±%"],
        [1, "苏州工业园区", 3686, 5.9, 19.5, -4.2],
        [2, "广州经济技术开发区", "4,315", "7.0", "24.8①", -3],
        [3, "天津经济技术开发区", 2588, "—", "…", None],
    ):
        sheet.append(row)
    for cells in ("A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:F3"):
        sheet.merge_cells(cells)
    return saved(book).read()


def figures() -> bytes:
    """H2: a file with keys whose values are printed as in articles."""
    return csv_file(
        ["slug", "zone", "metric", "value", "unit", "bound", "period", "basis", "source"],
        ["hp-1", "suzhou", "gdp", "约1600", "亿元", "", "2019年", "over-period", "yearbook"],
        ["hp-2", "suzhou", "gdp", "1604.9亿元", "", "", "2018年", "over-period", "yearbook"],
        ["hp-3", "suzhou", "gdp", "800余", "亿元", "", "2019年1～6月", "over-period", "yearbook"],
        ["hp-4", "tianjin", "gdp", "—", "亿元", "", "2019年", "over-period", "yearbook"],
        ["hp-5", "tianjin", "gdp", "16049000", "千元", "", "2018年", "over-period", "yearbook"],
    ).read()


def records() -> None:
    """A source, provinces, zones and metrics that these tables name."""
    make.SourceFactory(slug="yearbook", title="开发区统计年鉴", title_en="Yearbook", issued="2024")
    for slug, name, short, sign in (
        ("jiangxi", "江西省", "江西", "赣"),
        ("zhejiang", "浙江省", "浙江", "浙"),
        ("jiangsu", "江苏省", "江苏", "苏"),
    ):
        make.ProvinceFactory(
            slug=slug, name=name, short_name=short, abbreviation=sign, name_en=slug.title()
        )
    of = {"province": Province.objects.get(slug="jiangsu"), "aliases": ""}
    for slug, name in (
        ("suzhou", "苏州工业园区"),
        ("guangzhou", "广州经济技术开发区"),
        ("tianjin", "天津经济技术开发区"),
    ):
        make.ZoneFactory(slug=slug, name=name, name_en=slug.title(), **of)
    for slug, name, quantity, unit in (
        ("approved-area", "核准面积", "area", "ha"),
        ("gdp", "地区生产总值", "money", "cny-100m"),
        ("gdp-growth", "地区生产总值增速", "growth", "percent"),
        ("foreign-capital", "实际使用外资", "money", "usd-100m"),
        ("foreign-capital-growth", "实际使用外资增速", "growth", "percent"),
    ):
        make.MetricFactory(
            slug=slug,
            name=name,
            name_en=slug.replace("-", " ").capitalize(),
            aliases="",
            quantity=quantity,
            unit=unit,
        )
