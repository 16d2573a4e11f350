"""Layouts, units and traps of tables that people have: each staged value, and what is told."""

import pytest
from django.utils.translation import override

from history.models import ImportRun
from intake.imports.runs import tried
from intake.imports.staging import staged
from intake.mapping.mapping import problems, proposed
from intake.mapping.translating import questions, translated
from intake.tables.grids import grids
from tests import factories as make
from tests.intake.printed_tables import records
from tests.intake.tables import csv_file, xlsx_file
from zones.models import Province

MONEY, GROWTH = "cny-100m", "percent"


def lines(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.strip().splitlines()]


YEARS = """\
国家级经开区地区生产总值|||
单位：万元|||
开发区|2019年|2020年|2021年
苏州工业园区|27,430,000|—|33300000"""
EARLIER = """\
开发区|2023年地区生产总值（亿元）|上年同期|增长（%）
苏州工业园区|3686|3515.6|5.9"""
MONTHS = """\
2023年6月主要指标|||
开发区|实际使用外资（万美元）||
|本月|1-6月累计|同比增长%
苏州工业园区|1,200|8900|-3.1"""
LATER_FIRST = """\
开发区|地区生产总值（亿元）||
|2023年|2022年|增长%
苏州工业园区|3686|3515|5.9"""
TRANSPOSED = """\
2023年开发区主要指标|||||
指标|计量单位|苏州工业园区||广州经济技术开发区|
||绝对数|同比±%|绝对数|同比±%
地区生产总值①|亿元|3686|5.9|4315|-1
其中：第二产业|亿元|1500||2000|
①初步数。|||||"""
YEARS_OF_ONE = """\
苏州工业园区历年主要指标|||
指标|2021年|2022年|2023年
地区生产总值（亿元）|3330.3|—|12.5亿
实际使用外资[1]（万美元）|1200|(3)|1300"""
GROWN = """\
开发区|指标名称|2023年（亿元）|比上年增长（%）
苏州工业园区|地区生产总值|3686|5.9
天津经济技术开发区|地区生产总值|2588|"""
PARTS = """\
开发区|2023年地区生产总值（亿元）||实际使用外资（亿美元）|||
|上半年|全年|2023年|2022年|增减（%）|排名
苏州工业园区|1700|3686|19.5|20|-2.5|1"""
OF_TWO_PROVINCES = """\
地区|开发区|指标|绝对值|计量单位|年度
江苏|城郊高新区T|地区生产总值|10|亿元|2023
浙江省|城郊高新区T|地区生产总值|20|亿元|2023
江苏|苏州工业园区|实际使用外资|12|USD 100 mill.|2023
江苏|苏州工业园区|实际使用外资|13|USD 100 million|2022
江苏|城郊高新区T|地区生产总值|10|亿元|2023"""
SIGNS = """\
开发区|2023年地区生产总值②（万元）|2023年地区生产总值增速（%）
苏州工业园区|¥1,234.50|▲5.1
苏州工业园区|¥1,234.50|▲5.1
广州经济技术开发区|(12.5)|4.2
②按现价计算。||"""
SUZHOU = ("suzhou", "gdp")
# A table, the columns that stay open, its figures, and what is told of other cells and rows.
TABLES = {
    "years under a metric's title": (
        csv_file(*lines(YEARS), encoding="gb18030"),
        [],
        [(*SUZHOU, "27430000", "cny-10k", "2019"), (*SUZHOU, "33300000", "cny-10k", "2021")],
        ["1 cell says that it has no value (—)"],
    ),
    "the year before beside its figures": (
        csv_file(*lines(EARLIER), encoding="utf-16"),
        [],
        [
            (*SUZHOU, "3686", MONEY, "2023"),
            (*SUZHOU, "3515.6", MONEY, "2022"),
            ("suzhou", "gdp-growth", "5.9", GROWTH, "2023"),
        ],
        [],
    ),
    "growth of the later of two years": (
        csv_file(*lines(LATER_FIRST), delimiter="\t"),
        [],
        [
            (*SUZHOU, "3686", MONEY, "2023"),
            (*SUZHOU, "3515", MONEY, "2022"),
            ("suzhou", "gdp-growth", "5.9", GROWTH, "2023"),
        ],
        [],
    ),
    "a month, and growth that may be of either period": (
        xlsx_file({"表": [[cell or None for cell in line] for line in lines(MONTHS)]}),
        ["实际使用外资（万美元） · 同比增长%"],
        [],
        [],
    ),
    "a long table of two provinces": (
        csv_file(*lines(OF_TWO_PROVINCES)),
        [],
        [
            ("here", "gdp", "10", MONEY, "2023"),
            ("there", "gdp", "20", MONEY, "2023"),
            ("suzhou", "foreign-capital", "13", "usd-100m", "2022"),
        ],
        [
            "“USD 100 mill.” is not a known unit",
            "1 row is left out: the same as a row above in all cells.",
        ],
    ),
    "metrics as rows, zones as columns": (
        csv_file(*lines(TRANSPOSED), encoding="gb18030"),
        [],
        [
            (*SUZHOU, "3686", MONEY, "2023"),
            ("suzhou", "gdp-growth", "5.9", GROWTH, "2023"),
            ("guangzhou", "gdp", "4315", MONEY, "2023"),
            ("guangzhou", "gdp-growth", "-1", GROWTH, "2023"),
        ],
        ["there is no metric “其中：第二产业”"],
    ),
    "metrics as rows, years of one zone as columns": (
        csv_file(*lines(YEARS_OF_ONE)),
        [],
        [
            (*SUZHOU, "3330.3", MONEY, "2021"),
            (*SUZHOU, "12.5", MONEY, "2023"),
            ("suzhou", "foreign-capital", "1200", "usd-10k", "2021"),
            ("suzhou", "foreign-capital", "1300", "usd-10k", "2023"),
        ],
        ["1 row is left out: no value is given.", "“(3)” in brackets can be negative"],
    ),
    "growth beside the values of a long table": (
        csv_file(*lines(GROWN)),
        [],
        [
            (*SUZHOU, "3686", MONEY, "2023"),
            ("suzhou", "gdp-growth", "5.9", GROWTH, "2023"),
            ("tianjin", "gdp", "2588", MONEY, "2023"),
        ],
        [],
    ),
    "parts of a year, and growth beside two years": (
        xlsx_file({"表": [[cell or None for cell in line] for line in lines(PARTS)]}),
        ["实际使用外资（亿美元） · 排名"],
        [],
        [],
    ),
    "signs beside figures": (
        csv_file(*lines(SIGNS), encoding="utf-8-sig"),
        [],
        [
            (*SUZHOU, "1234.5", "cny-10k", "2023"),
            ("guangzhou", "gdp-growth", "4.2", GROWTH, "2023"),
        ],
        [
            "“▲5.1” with a triangle can be negative",
            "“(12.5)” in brackets can be negative",
            "1 row is left out: the same as a row above in all cells.",
        ],
    ),
}


@pytest.fixture
def known(db):
    records()
    for slug, province in (("here", "jiangsu"), ("there", "zhejiang")):
        of = {"province": Province.objects.get(slug=province), "aliases": ""}
        make.ZoneFactory(slug=slug, name="城郊高新区T", catalogue_code="", **of)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_by_its_headings_and_what_is_not_certain_is_told(known, name):
    file, still_open, figures, told = TABLES[name]
    [grid] = grids(file)
    with override("en"):
        mapped = proposed(grid)
        mapped.constants["source"] = "yearbook"
        columns = [one.words for one in mapped.columns.values() if one.to == "unknown"]
        assert columns == still_open
        if columns:
            return
        assert problems(mapped) == []
        asked = [one.words.rpartition(": ")[2] for one in questions(grid, mapped)]
        assert all(any(words in sentence for sentence in told) for words in asked)
        run = ImportRun.objects.create(file_name="x", sha256="0" * 64, size=1)
        for _step in (*staged(run, translated(grid, mapped), {}), *tried(run)):
            pass
        run.refresh_from_db()
    rows = run.rows.order_by("pk")
    codes = ("zone", "metric", "value", "unit", "period")
    read = [tuple(map(row.after.get, codes)) for row in rows if row.action == "create"]
    assert sorted(read) == sorted(figures)
    errors = [problem for row in rows for _column, problem in row.errors or ()]
    sentences = [*dict.fromkeys(errors), *(run.notices or [])]
    assert len(sentences) >= len(told)
    for words in told:
        assert any(words in sentence for sentence in sentences), sentences
    assert all(any(words in sentence for words in told) for sentence in sentences), sentences
