"""Units of Chinese reports, with exact conversion within a dimension.

A unit is listed here or composed: a scale word with a base unit (亿美元 is "usd-100m"), or a ratio
of two units (万元/亩 is "cny-10k/mu"). Working days do not convert to days, percentage points not
to percent, no currency to another. All counters (家, 项, 宗) share one dimension. Money is
nominal: no exchange rate, no deflator.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.language.text import reads_chinese


class UnitMismatchError(ValueError):
    """Units of different dimensions cannot be converted."""


@dataclass(frozen=True)
class Unit:
    """A unit as printed. `factor` is its size in the dimension's base unit.

    `scale_of`: 元 for 亿元, the unit of the number in English; `others`: further names, by 、.
    `parts`: the codes of a ratio's two units. `has_scales`: whether 万 or 亿 may stand before it.
    """

    code: str
    dimension: str
    symbol: str
    symbol_en: str
    factor: Fraction | int = 1
    scale_of: str = ""
    others: str = ""
    has_scales: bool = True
    parts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its symbol in the reader's language."""
        return self.symbol if reads_chinese() else self.symbol_en

    @property
    def symbol_one(self) -> str:
        """The English name beside the number 1."""
        if self.parts:
            return _per(*(UNITS[code].symbol_one for code in self.parts))
        if self.scale_of:
            return self.symbol_en  # 1 of 10,000 people
        irregular = {"batches": "batch", "copies": "copy", "people": "person"}
        return irregular.get(self.symbol_en) or self.symbol_en.removesuffix("s")

    @property
    def label(self) -> str:
        return f"{self.symbol} · {self.symbol_en}"

    @property
    def is_money(self) -> bool:
        return self.family == "money"

    @property
    def family(self) -> str:
        """Dimensions whose figures one metric may hold side by side, though none converts."""
        if self.parts:
            return "/".join(UNITS[code].family for code in self.parts)
        return FAMILIES.get(self.dimension) or self.dimension.partition("-")[0]


class Scale(NamedTuple):
    """A scale word: in Chinese before any unit; in English after money, before other units."""

    word: str
    factor: int
    of_money: str
    of_others: str


SCALES = {
    "1k": Scale("千", 10**3, "1,000", "1,000"),
    "10k": Scale("万", 10**4, "10,000", "10,000"),
    "1m": Scale("百万", 10**6, "1 m", "million"),
    "10m": Scale("千万", 10**7, "10 m", "10 million"),
    "100m": Scale("亿", 10**8, "100 m", "100 million"),
    "1t": Scale("万亿", 10**12, "1 tn", "trillion"),
}
FAMILIES = {
    **dict.fromkeys(("ratio", "points"), "share"),
    **dict.fromkeys(("working-time", "time", "months"), "duration"),
}
# Neither part of a ratio.
NO_PARTS = {"ratio", "points", "rank", "place", "frequency", "score"}


def _money(code: str, symbol: str, others: str) -> Unit:
    return Unit(code, f"money-{code}", symbol, code.upper(), others=others)


def _unscaled(*of_unit, **more) -> Unit:
    return Unit(*of_unit, has_scales=False, **more)


BASES = (
    _money("cny", "元", "元人民币、人民币元、人民币、yuan、RMB"),
    _money("usd", "美元", "美金、US$、$、US dollars、dollars"),
    _money("eur", "欧元", "€、euro、euros"),
    _money("hkd", "港元", "港币、HK$"),
    _money("jpy", "日元", "日圆、yen"),
    _money("gbp", "英镑", "£"),
    _money("krw", "韩元", "韩币"),
    _money("twd", "新台币", "新台币元、NT$"),
    _money("mop", "澳门元", "澳门币"),
    _money("sgd", "新加坡元", "新元、S$"),
    Unit("m2", "area", "平方米", "m²", others="平米、平方、sq m、square metre、square metres"),
    Unit("mu", "area", "亩", "mu", Fraction(2000, 3)),
    Unit("ha", "area", "公顷", "ha", 10**4, others="hectare、hectares"),
    Unit(
        "km2",
        "area",
        "平方公里",
        "km²",
        10**6,
        others="平方千米、square kilometre、square kilometres",
    ),
    _unscaled("m", "length", "米", "m", others="metre、metres"),
    Unit("km", "length", "公里", "km", 1000, others="千米、kilometre、kilometres"),
    Unit("m3", "volume", "立方米", "m³", others="立方、cubic metre、cubic metres"),
    _unscaled("percent", "ratio", "%", "%", others="per cent、percent"),
    # 增长2倍 is a growth of 200 %; "twofold" in English would be 100 %.
    _unscaled("fold", "ratio", "倍", "× 100 %", 100),
    _unscaled("permille", "ratio", "‰", "‰", Fraction(1, 10), others="per mille"),
    _unscaled(
        "percentage-point",
        "points",
        "个百分点",
        "percentage points",
        others="百分点、pp、pct points",
    ),
    _unscaled("working-day", "working-time", "个工作日", "working days", others="工作日"),
    _unscaled("day", "time", "天", "days", others="日、自然日、个自然日"),
    Unit("hour", "time", "小时", "hours", Fraction(1, 24), others="个小时、h"),
    _unscaled("minute", "time", "分钟", "minutes", Fraction(1, 24 * 60), others="min"),
    _unscaled("month", "months", "个月", "months", others="月"),
    _unscaled("year", "months", "年", "years", 12, others="周年、个年头"),
    Unit("tonne", "mass", "吨", "t", others="tonne、tonnes、tons"),
    Unit("kg", "mass", "公斤", "kg", Fraction(1, 1000), others="千克"),
    Unit("tce", "coal-equivalent", "吨标准煤", "tce", others="吨标煤"),
    Unit("kgce", "coal-equivalent", "千克标准煤", "kgce", Fraction(1, 1000), others="公斤标准煤"),
    Unit("kwh", "electricity", "千瓦时", "kWh", others="度电、度、千瓦·时、千瓦小时"),
    Unit("mwh", "electricity", "兆瓦时", "MWh", 1000),
    Unit("kw", "power", "千瓦", "kW"),
    Unit("mw", "power", "兆瓦", "MW", 1000),
    Unit("gw", "power", "吉瓦", "GW", 10**6),
    Unit("teu", "containers", "标箱", "TEU", others="标准箱、个标箱、个标准箱、国际标准箱"),
    Unit("person", "count", "人", "people", others="名、位、persons"),
    Unit("person-time", "count", "人次", "person-times"),
    Unit("household", "count", "户居民", "households", others="户、户家庭、户农户、户群众"),
    Unit("piece", "count", "件", "pieces"),
    Unit("case", "count", "件", "cases"),
    Unit("incident", "count", "起", "incidents"),
    Unit("item", "count", "项", "items"),
    Unit("article", "count", "条", "articles"),
    Unit("line", "count", "条", "lines", others="条生产线、条线路"),
    Unit(
        "firm",
        "count",
        "家",
        "firms",
        others="户、家企业、户企业、个企业、company、companies、enterprises",
    ),
    Unit("institution", "count", "家", "institutions", others="家机构、家银行"),
    Unit("department", "count", "个", "departments", others="个部门"),
    Unit("project", "count", "个", "projects", others="个项目"),
    Unit("plot", "count", "宗", "plots"),
    Unit("group", "count", "个", "groups", others="个工作组"),
    Unit("batch", "count", "批", "batches", others="批次"),
    Unit("park", "count", "个", "parks", others="个园区"),
    Unit("base", "count", "个", "bases", others="个基地"),
    Unit("transaction", "count", "笔", "transactions"),
    Unit("event", "count", "场", "events", others="场次"),
    Unit("fund", "count", "只", "funds", others="只基金、支基金"),
    Unit("set", "count", "套", "sets"),
    Unit("machine", "count", "台", "machines", others="台套、台（套）"),
    Unit("vehicle", "count", "辆", "vehicles"),
    Unit("times", "count", "次", "times"),
    _unscaled("times-per-week", "frequency", "次/周", "per week"),
    Unit("copy", "count", "册", "copies", others="份"),
    Unit("indicator", "count", "项", "indicators", others="项指标"),
    Unit("mechanism", "count", "项", "mechanisms", others="项机制"),
    _unscaled("place", "place", "位", "places", others="个位次、位次"),
    _unscaled("rank", "rank", "名", "rank", others="位"),
    _unscaled("score", "score", "分", "points"),
)
BY_CODE = {unit.code: unit for unit in BASES}
# Composed units that are offered beside the base units; every other one is known as well.
COMMON = """
    cny-1k cny-10k cny-1m cny-100m cny-1t usd-10k usd-1m usd-100m eur-10k eur-100m hkd-10k hkd-100m
    jpy-100m m2-10k mu-10k m3-10k m3-100m tonne-10k tonne-100m tce-10k kwh-10k kwh-100m kw-10k
    teu-10k person-10k person-time-10k household-10k piece-100m
    cny-100m/km2 cny-10k/mu cny-10k/ha cny/m2 cny/person cny-10k/person usd/person person/km2
    m2/person tce/cny-10k kwh/cny-10k m3/cny-10k piece/person-10k tonne-10k/year
"""
OF_OLD = {"piece-100m": "100 m pieces"}  # names in files that were written before


def _per(one: str, other: str) -> str:
    return f"{one} per {other}"


@lru_cache(maxsize=4000)
def _composed(code: str) -> Unit:
    """The unit of a code that is no base unit. Raises KeyError for one that makes no sense."""
    first, slash, second = code.partition("/")
    return _ratio(first, second) if slash else _scaled(code)


def _scaled(code: str) -> Unit:
    base, _dash, key = code.rpartition("-")
    unit, scale = BY_CODE[base], SCALES[key]
    if not unit.has_scales:
        raise KeyError(code)
    words = (
        f"{unit.symbol_en} {scale.of_money}"
        if unit.is_money
        else f"{scale.of_others} {unit.symbol_en}"
    )
    return Unit(
        code,
        unit.dimension,
        scale.word + unit.symbol,
        words,
        scale.factor * unit.factor,
        scale_of=base,
        others=OF_OLD.get(code, ""),
        has_scales=False,
    )


def _ratio(first: str, second: str) -> Unit:
    code, parts = f"{first}/{second}", [UNITS[first], UNITS[second]]
    dimensions = [unit.dimension for unit in parts]
    bases = {unit.scale_of or unit.code for unit in parts}
    # 件/万人 counts two things; 亩/平方公里 would be a share.
    is_share = len({unit.family for unit in parts}) == 1 and dimensions != ["count", "count"]
    if "/" in second or is_share or len(bases) == 1 or NO_PARTS.intersection(dimensions):
        raise KeyError(code)
    return Unit(
        code,
        "/".join(dimensions),
        "/".join(unit.symbol for unit in parts),
        _per(parts[0].symbol_en, parts[1].symbol_one),
        Fraction(parts[0].factor) / parts[1].factor,
        has_scales=False,
        parts=(first, second),
    )


class Units(Mapping[str, Unit]):
    """Units by code: those listed, in their order, and on demand any that can be composed."""

    def __init__(self) -> None:
        self._listed = dict(BY_CODE)

    def offer(self, codes: Iterable[str]) -> None:
        """Lists composed units, each after the base unit that it is made of."""
        composed = [_composed(code) for code in codes]
        listed = [
            unit
            for base in BASES
            for unit in (base, *(one for one in composed if one.scale_of == base.code))
        ]
        self._listed = {one.code: one for one in (*listed, *(u for u in composed if u.parts))}

    def __getitem__(self, code: str) -> Unit:
        return self._listed.get(code) or _composed(str(code))

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


UNITS = Units()
UNITS.offer(COMMON.split())


def unit_choices() -> list[tuple[str, str]]:
    """The listed units, with the words for each."""
    return [(unit.code, unit.label) for unit in UNITS.values()]


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """The value in another unit (28 digits). Raises UnitMismatchError, KeyError (unknown code)."""
    return value if source == target else _converted(value, source, target)


@lru_cache(maxsize=4000)
def _converted(value: Decimal, source: str, target: str) -> Decimal:
    first, second = UNITS[source], UNITS[target]
    if first.dimension != second.dimension:
        raise _mismatch(first, second)
    exact = Fraction(value) * first.factor / second.factor
    with localcontext() as context:
        context.prec = 28
        return Decimal(exact.numerator) / Decimal(exact.denominator)


@lru_cache(maxsize=4000)
def canonical_unit(unit: str, metric_unit: str) -> str:
    """The unit that a figure printed in `unit` is kept in for a metric in `metric_unit`.

    That is the metric's own, or in another dimension of its family the unit nearest to it: of
    亿元 for dollars 亿美元, of % for percentage points these. Words without a unit count as the
    metric's. Raises UnitMismatchError, KeyError.
    """
    if unit in ("", metric_unit):
        return metric_unit
    printed, wanted = UNITS[unit], UNITS[metric_unit]
    if printed.dimension == wanted.dimension:
        return metric_unit
    if printed.family != wanted.family:
        raise _mismatch(printed, wanted)
    if printed.parts:
        return "/".join(map(canonical_unit, printed.parts, wanted.parts))
    if printed.is_money:
        return (printed.scale_of or printed.code) + metric_unit.removeprefix(
            wanted.scale_of or wanted.code
        )
    return next(one.code for one in BASES if (one.dimension, one.factor) == (printed.dimension, 1))


def _mismatch(first: Unit, second: Unit) -> UnitMismatchError:
    return UnitMismatchError(
        _("%(first)s cannot be converted to %(second)s.")
        % {"first": first.symbol, "second": second.symbol}
    )
