"""Units of Chinese reports, with exact conversion within a dimension.

Working days do not convert to days. All counters (家, 项, 宗) share one dimension. Money is
nominal: no exchange rate, no deflator.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _


class UnitMismatchError(ValueError):
    """Units of different dimensions cannot be converted."""


@dataclass(frozen=True)
class Unit:
    """A unit as printed. `factor` is its size in the dimension's base unit."""

    code: str
    dimension: str
    factor: Fraction
    symbol: str
    symbol_en: str
    scale_of: str = ""  # 元 for 亿元: the unit of the number in English

    @property
    def symbol_one(self) -> str:
        """The English name beside the number 1."""
        irregular = {"batches": "batch", "copies": "copy", "people": "person"}
        return irregular.get(self.symbol_en) or self.symbol_en.removesuffix("s")


def _units() -> dict[str, Unit]:
    ten_thousand, hundred_million = 10**4, 10**8
    rows = [
        Unit("cny", "money", Fraction(1), "元", "CNY"),
        Unit("cny-10k", "money", Fraction(ten_thousand), "万元", "CNY 10,000", "cny"),
        Unit("cny-100m", "money", Fraction(hundred_million), "亿元", "CNY 100 m", "cny"),
        Unit("m2", "area", Fraction(1), "平方米", "m²"),
        Unit("m2-10k", "area", Fraction(ten_thousand), "万平方米", "10,000 m²", "m2"),
        Unit("mu", "area", Fraction(2000, 3), "亩", "mu"),
        Unit("ha", "area", Fraction(ten_thousand), "公顷", "ha"),
        Unit("km2", "area", Fraction(10**6), "平方公里", "km²"),
        Unit("percent", "ratio", Fraction(1), "%", "%"),
        Unit("working-day", "working-time", Fraction(1), "个工作日", "working days"),
        Unit("day", "time", Fraction(1), "天", "days"),
        Unit("month", "months", Fraction(1), "个月", "months"),
        Unit("year", "months", Fraction(12), "年", "years"),
        Unit("tonne", "mass", Fraction(1), "吨", "t"),
        Unit("tonne-10k", "mass", Fraction(ten_thousand), "万吨", "10,000 t", "tonne"),
        Unit("person", "count", Fraction(1), "人", "people"),
        Unit("person-10k", "count", Fraction(ten_thousand), "万人", "10,000 people", "person"),
        Unit("piece", "count", Fraction(1), "件", "pieces"),
        Unit("piece-100m", "count", Fraction(hundred_million), "亿件", "100 m pieces", "piece"),
        Unit("case", "count", Fraction(1), "件", "cases"),
        Unit("item", "count", Fraction(1), "项", "items"),
        Unit("firm", "count", Fraction(1), "家", "firms"),
        Unit("institution", "count", Fraction(1), "家", "institutions"),
        Unit("department", "count", Fraction(1), "个", "departments"),
        Unit("project", "count", Fraction(1), "个", "projects"),
        Unit("plot", "count", Fraction(1), "宗", "plots"),
        Unit("group", "count", Fraction(1), "个", "groups"),
        Unit("batch", "count", Fraction(1), "批", "batches"),
        Unit("park", "count", Fraction(1), "个", "parks"),
        Unit("base", "count", Fraction(1), "个", "bases"),
        Unit("times-per-week", "frequency", Fraction(1), "次/周", "per week"),
        Unit("copy", "count", Fraction(1), "册", "copies"),
        Unit("indicator", "count", Fraction(1), "项", "indicators"),
        Unit("mechanism", "count", Fraction(1), "项", "mechanisms"),
        Unit("place", "place", Fraction(1), "位", "places"),
        Unit("rank", "rank", Fraction(1), "名", "rank"),
    ]
    return {unit.code: unit for unit in rows}


UNITS = _units()

# Further names of units, besides code, symbol and English symbol.
ALIASES: dict[str, tuple[str, ...]] = {
    "cny": ("元人民币", "yuan", "RMB"),
    "cny-10k": ("万元人民币",),
    "cny-100m": ("亿元人民币",),
    "m2": ("平米", "平方", "m2", "sq m", "square metre", "square metres"),
    "m2-10k": ("万平米", "万平方", "万m2"),
    "ha": ("hectare", "hectares"),
    "km2": ("平方千米", "km2", "square kilometre", "square kilometres"),
    "percent": ("per cent", "percent"),
    "working-day": ("工作日",),
    "day": ("日", "自然日", "个自然日"),
    "month": ("月",),
    "year": ("周年", "个年头"),
    "tonne": ("tonne", "tonnes", "tons"),
    "person": ("名", "位", "persons"),
    "firm": ("户", "家企业", "户企业", "个企业", "company", "companies", "enterprises"),
    "institution": ("家机构", "家银行"),
    "department": ("个部门",),
    "project": ("个项目",),
    "group": ("个工作组",),
    "batch": ("批次",),
    "park": ("个园区",),
    "base": ("个基地",),
    "copy": ("份",),
    "indicator": ("项指标",),
    "mechanism": ("项机制",),
    "rank": ("位",),
}


def unit_choices() -> list[tuple[str, str]]:
    return [(unit.code, f"{unit.symbol} · {unit.symbol_en}") for unit in UNITS.values()]


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """The value in another unit (28 digits). Raises UnitMismatchError, KeyError (unknown code)."""
    if source == target:
        return value
    first, second = UNITS[source], UNITS[target]
    if first.dimension != second.dimension:
        raise UnitMismatchError(
            _("%(first)s cannot be converted to %(second)s.")
            % {"first": first.symbol, "second": second.symbol}
        )
    exact = Fraction(value) * first.factor / second.factor
    with localcontext() as context:
        context.prec = 28
        return Decimal(exact.numerator) / Decimal(exact.denominator)
