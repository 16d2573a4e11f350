"""The words that headings of tables are made of: fields, metrics and their scopes."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache
from types import ModuleType
from typing import NamedTuple

from django.db import models
from django.db.models import F

import policies.fields
import reforms.fields
import sources.fields
import zones.fields
from core.language.text import name_key, split_terms
from core.language.units import UNITS
from core.web.tables import Table
from intake.tables.columns import REVISION, columns_of
from intake.tables.kinds import spoken
from intake.tables.layouts import GROUP
from reforms.models import Reform
from sources.evidence.reading import as_read
from zones.models import Metric, Observation, Province, Scope, Zone

ZONE_NAME = re.compile("(?:[开新保园]发?税?区|[业园]园|园区|集聚区|集中区|示范区|基地)$")


def key_of(words: Sequence[str] | str) -> str:
    """Words for comparison: width, case, spaces, signs and traditional characters removed."""
    return name_key(as_read(words if isinstance(words, str) else "".join(words)))


ORDINALS = {name_key(word) for word in ("序号", "No.", "编号", "行号", "排序", "#", "序", "number")}
TABLE = re.compile(
    "(?:(?:目标|任务|计划|分解|完成|执行|统计)+(?:情况)?(?:[及和与](?:完成|执行))?)?"
    "(?:情况)?(?:统计|一览|汇总|对比)?表?$"
)
SHARE_FIRST = re.compile(
    "(占(?:全|本|所在(?:地级)?|所在城)市)(?:的)?(.{2,}?)(?:的)?(比重|比例|份额)$"
)
CITY_SHARE = re.compile("占(?:全|本|所在(?:地级)?|所在城)市的?(?:比重|比例|份额|百分比)?$")
OF_ZONES = re.compile(
    "^(?:历年|近年来?|部分|各|全国|全省|全市|我省|国家级|省级|主要|年)*"
    "(?:经济技术开发区|高新技术产业开发区|经开区|高新区|开发区|园区)?(?:历年|近年来?|各年)?的?$"
)
# 苏州工业园区、昆山经开区分季度
OF_NAMED = re.compile("^.*(?:开发区|经开区|高新区|保税区|园区)(?:分季度|分月度?|逐月|历年)?的?$")
IN_CITY = "占所在城市比重"  # how metrics call it
ALIKE = 0.6  # below it a metric's name is not near
MOST_NEAR = 6
TIERS = re.compile("国家级|省级")
OF_A_ZONE = ("全区", "区内", "本区", "园区", "开发区", "辖区")
_ZONE = {
    "name": "开发区名称、开发区、园区名称、园区、名称、单位名称、功能区、功能区名称、经开区、"
    "经开区名称、高新区、高新区名称、国家级经开区、国家级高新区、化工园区、化工园区名称、产业园区、工业园区、集聚区名称、name、zone、"
    "name of zone、zone name、park",
    "short_name": "简称、开发区简称",
    "aliases": "别名、曾用名、原名称、原园区名称、原开发区名称、原名、又名、其他名称、其它名称",
    "catalogue_code": "代码、开发区代码、园区代码、目录代码、code",
    "province": "所在省市、所在省区市、"
    "省份、省、省市、省市区、省区市、省自治区直辖市、所在省份、所在省、"
    "所属省份、所属省、所属省市、省区、所在省区、省级行政区、省份名称、province",
    "city": "所在地、所在市、城市、市、地市、设区市、市州、所在地市、所在城市、属地、所属地市、"
    "所属市、所在市县、所在区县、区县、县区、县市区、所在市州、所属市州、地市州、市地州、州市、所在州市、"
    "所在设区市、所属设区市、设区市名称、地级市、所在地级市、所属地级市、城市名称、所在县市、所在县市区、所在区市、"
    "所在市县区、city",
    "tier": "级别、批准级别、审批级别、开发区级别、层级、等级、批准机关、审批机关、level、tier",
    "kind": "类型、开发区类型、类别、开发区类别、园区类型、园区类别、kind、type",
    "approved": "批准时间、批准日期、批准年月、批准年份、批准设立时间、批复时间、获批时间、"
    "设立时间、设立日期、approved",
    "industries": "主导产业、主要产业、主导产业名称、首位产业、产业定位、"
    "leading industries、industries",
    "website": "网址、网站、官网",
    "note": "备注、说明、remarks、note",
}
_FIGURE = {
    "zone": "开发区名称、开发区、园区名称、园区、单位名称、经开区、高新区、化工园区、zone",
    "catalogue_code": "开发区代码、园区代码、经开区代码、高新区代码、目录代码、zone code",
    "metric": "指标、指标名称、统计指标、indicator、metric",
    "value": "数值、指标值、数据、值、数量、绝对数、绝对值、实绩、本年实绩、完成值、实际值、value",
    "unit": "单位、计量单位、unit",
    "period": "年份、年度、时间、时期、报告期、统计年度、统计时间、"
    "年月、月份、期间、报告期别、统计期、统计年份、数据年份、数据时间、数据期、日期、year、period",
    "scope": "统计范围、口径、统计口径",
    "source": "来源、资料来源、数据来源、出处、source",
    "note": "备注、说明、remarks、note",
}
HEADINGS = {Zone: {**{name: _FIGURE[name] for name in ("period", "scope", "source")}, **_ZONE}}
HEADINGS[Observation] = _FIGURE
HEADINGS[Reform] = {
    "zone": "开发区名称、园区名称、经开区、高新区、园区、单位名称",
    "title": "改革举措、改革事项、改革名称、改革措施、改革任务、举措名称、做法名称、典型做法",
    "types": "改革类型、改革类别、举措类型",
    "summary": "主要做法、改革内容、主要内容、具体做法、做法简介",
    "started": "启动时间、实施时间、改革时间、开始实施时间",
    "legal_basis": "文件依据、依据文件、政策依据、文号",
    "stage": "实施阶段、实施状态、进展情况",
}
KEYS = {key_of(w) for w in ("slug", *spoken(Zone._meta.get_field("slug").verbose_name))}
AREA = {name_key(word) for word in ("地区", "区域", "所属地区", "所在地区")}
PROVINCE = {key_of(word) for word in _ZONE["province"].split("、")}
MODULES: tuple[ModuleType, ...] = (sources.fields, zones.fields, reforms.fields, policies.fields)


def has_keys(header: Iterable[Sequence[str] | str]) -> bool:
    """Whether a column has the keys of records."""
    return not KEYS.isdisjoint(map(key_of, header))


@cache
def field_names(model: type[models.Model]) -> dict[str, str]:
    """The field that a heading names, by its key: codes, labels in both languages, and others."""
    found: dict[str, str] = {}
    for name, words in HEADINGS.get(model, {}).items():
        found |= dict.fromkeys(map(key_of, words.split("、")), name)
    columns = columns_of(model)
    found |= {key_of(word): one.name for one in columns for word in spoken(one.field.verbose_name)}
    return found | {key_of(one.name): one.name for one in columns} | {REVISION: REVISION}


@cache
def derived_names(model: type[models.Model]) -> frozenset[str]:
    """The keys of public columns that this site works out, in codes and both languages."""
    tables = (one for module in MODULES for one in vars(module).values() if isinstance(one, Table))
    own = {column.name for column in columns_of(model)}
    columns = [c for one in tables if one.model is model for c in one.columns if c.name not in own]
    return frozenset(key_of(word) for c in columns for word in (c.name, *spoken(c.label)))


class Measured(NamedTuple):
    """A metric as headings need it."""

    slug: str
    name: str
    name_en: str
    aliases: str
    unit: str
    quantity: str
    definition: str


class Vocabulary:
    """The words of one kind of rows. Four queries; at most one for rows that are no zones.

    `is_ours`: the table has the keys of records, so that it may be a file of this site.
    """

    def __init__(self, model: type[models.Model], *, is_ours: bool):
        self.model, self.is_ours = model, is_ours
        self.has_figures = model is Zone
        self.fields, self.derived = field_names(model), derived_names(model)
        self.metrics: dict[str, Measured] = {}
        self.called: dict[str, dict[str, None]] = {}  # metrics by the key of a name
        self.scopes: dict[str, dict[str, str]] = {}  # by metric and key of a name
        self.places: dict[str, str] = {}  # provinces by the key of a name
        self.bases: dict[str, str] = {}
        if self.has_figures:
            self._read()
        if model in (Zone, Observation):
            for names in Province.objects.values_list("name", "short_name", "name_en", "slug"):
                self.places |= dict.fromkeys(map(key_of, names), names[-1])

    def _read(self) -> None:
        rows = Metric._base_manager.order_by("slug").values_list(*Measured._fields)
        self.metrics = {row[0]: Measured(*row) for row in rows}
        for one in self.metrics.values():
            for name in (one.slug, one.name, one.name_en, *split_terms(one.aliases)):
                if key := key_of(name):
                    self.called.setdefault(key, {})[one.slug] = None
        names = ("slug", "name", "name_en", "aliases")
        rows = Scope._base_manager.order_by("slug").annotate(of=F("metric__slug"))
        for of, slug, name, name_en, aliases in rows.values_list("of", *names):
            known = self.scopes.setdefault(of, {})
            for word in filter(None, (slug, name, name_en, *split_terms(aliases))):
                known.setdefault(key_of(word), slug)
        rows = Observation._base_manager.order_by().values_list("metric__slug", "basis").distinct()
        bases: dict[str, set[str]] = {}
        for metric, basis in rows:
            bases.setdefault(metric, set()).add(basis)
        self.bases = {
            metric: next(iter(known)) for metric, known in bases.items() if len(known) == 1
        }

    def is_ordinal(self, words: Sequence[str]) -> bool:
        return bool(words) and (key_of(words) in ORDINALS or words[-1].strip() == "#")

    def field_called(self, words: Sequence[str], samples: Sequence[str]) -> str:
        """The field that is called so; "" for none. 地区 may be of provinces or of cities."""
        key = key_of(words)
        is_of_figures = self.model is Observation
        is_place = key in (*AREA, GROUP) or (is_of_figures and key in PROVINCE)
        if (self.model is Zone or is_of_figures) and is_place:
            if key == GROUP and samples and all(map(TIERS.search, samples)):
                return "tier"
            are_provinces = {key_of(one) in self.places for one in samples}
            if are_provinces == {True}:
                return "province"
            is_city = key in AREA and not is_of_figures and True not in are_provinces
            return "city" if is_city else ""
        return self.fields.get(key, "")

    def is_derived(self, words: Sequence[str]) -> bool:
        return self.is_ours and key_of(words) in self.derived

    def metrics_called(self, name: str) -> tuple[str, ...]:
        name = SHARE_FIRST.sub(r"\2\1\3", name)  # 占全市GDP比重
        key = key_of(CITY_SHARE.sub(IN_CITY, name))
        return tuple(self.called.get(key) or self.called.get(f"{key}数", ()))  # 上市公司

    def metric_at_end(self, title: str) -> tuple[str, str] | None:
        """The metric whose name a title ends with, and what stands before it besides zones."""
        key = key_of(TABLE.sub("", title))
        name = max((one for one in self.called if key.endswith(one)), key=len, default="")
        if not name or len(self.called[name]) > 1:
            return None
        before = key.removesuffix(name)
        for place in sorted(self.places, key=len, reverse=True):
            before = before.removeprefix(place)
        return next(iter(self.called[name])), OF_ZONES.sub("", OF_NAMED.sub("", before))

    def scoped(self, name: str) -> list[tuple[str, str]]:
        """Metrics and scopes whose names together make this one: 规模以上工业 + 工业总产值."""
        key, found = key_of(name), []
        for called, metrics in self.called.items():
            if not key.endswith(called):
                continue
            rest = key.removesuffix(called)
            for metric in metrics:
                for word, scope in self.scopes.get(metric, {}).items():
                    if word == rest or (word.startswith(rest) and key.startswith(word)):
                        found.append((metric, scope))
        return found

    def scope_called(self, words: str, metric: str) -> str:
        return self.scopes.get(metric, {}).get(key_of(words), "")

    def scope_alike(self, scope: str, metric: str) -> str:
        """The scope of this metric that shares a name with a scope of another one."""
        names = {word for known in self.scopes.values() for word, s in known.items() if s == scope}
        own = self.scopes.get(metric, {})
        return next((own[word] for word in names if word in own), "")

    def growth_of(self, metric: str) -> str:
        """The metric of its growth; "" if there is none."""
        if f"{metric}-growth" in self.metrics:
            return f"{metric}-growth"
        name = self.metrics[metric].name
        found = {s for end in ("增速", "增长率", "增幅") for s in self.metrics_called(name + end)}
        return found.pop() if len(found) == 1 else ""

    def basis_of(self, metric: str) -> str:
        """The basis of all figures of this metric so far; "" if they differ."""
        return self.bases.get(metric, "")

    def near(self, name: str, units: Sequence[str]) -> tuple[str, ...]:
        """Metrics with names like this one, those most alike first."""
        key = key_of(name)
        for word in OF_A_ZONE:
            key = key.removeprefix(word) or key
        kinds = {UNITS[code].family for code in units}
        best: dict[str, float] = {}
        for called, metrics in self.called.items():
            likeness = SequenceMatcher(None, key, called).ratio()
            if len(key) > 1 and (key in called or called in key):
                likeness = max(likeness, ALIKE)
            for metric in metrics:
                if likeness >= ALIKE and (
                    not kinds or UNITS[self.metrics[metric].unit].family in kinds
                ):
                    best[metric] = max(best.get(metric, 0), likeness)
        return tuple(sorted(best, key=lambda slug: (-best[slug], slug))[:MOST_NEAR])


def fitting_units(codes: Sequence[str], of_metric: str) -> list[str]:
    """The units in which figures of this metric may stand."""
    family = UNITS[of_metric].family
    return [code for code in codes if UNITS[code].family == family]


def only_unit(codes: Sequence[str], of_metric: str) -> str:
    """The one unit that is meant: of the counters that 个 can be the metric's own."""
    own = [code for code in codes if _without_scale(code) == _without_scale(of_metric)]
    if 1 in (len(codes), len(own)):
        return (own or codes)[0]
    sizes = {(UNITS[code].dimension, UNITS[code].factor) for code in (*codes, of_metric)}
    return of_metric if codes and len(sizes) == 1 else ""


def _without_scale(code: str) -> str:
    """人 for 万人."""
    return UNITS[code].scale_of or code
