"""Units of Chinese reports, with exact conversion within a dimension.

Working days do not convert to days. All counters (家, 项, 宗) share one dimension. Money is
nominal: no exchange rate, no deflator.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _

from core.language.text import reads_chinese


class UnitMismatchError(ValueError):
    """Units of different dimensions cannot be converted."""


@dataclass(frozen=True)
class Unit:
    """A unit as printed. `factor` is its size in the dimension's base unit.

    `scale_of`: 元 for 亿元, the unit of the number in English; `others`: further names, by 、.
    """

    code: str
    dimension: str
    symbol: str
    symbol_en: str
    factor: Fraction | int = 1
    scale_of: str = ""
    others: str = ""

    @property
    def name(self) -> str:
        """Its symbol in the reader's language."""
        return self.symbol if reads_chinese() else self.symbol_en

    @property
    def symbol_one(self) -> str:
        """The English name beside the number 1."""
        irregular = {"batches": "batch", "copies": "copy", "people": "person"}
        return irregular.get(self.symbol_en) or self.symbol_en.removesuffix("s")

    @property
    def label(self) -> str:
        return f"{self.symbol} · {self.symbol_en}"


KNOWN = (
    Unit("cny", "money", "元", "CNY", others="元人民币、yuan、RMB"),
    Unit("cny-10k", "money", "万元", "CNY 10,000", 10**4, "cny", others="万元人民币"),
    Unit("cny-100m", "money", "亿元", "CNY 100 m", 10**8, "cny", others="亿元人民币"),
    Unit("m2", "area", "平方米", "m²", others="平米、平方、m2、sq m、square metre、square metres"),
    Unit("m2-10k", "area", "万平方米", "10,000 m²", 10**4, "m2", others="万平米、万平方、万m2"),
    Unit("mu", "area", "亩", "mu", Fraction(2000, 3)),
    Unit("ha", "area", "公顷", "ha", 10**4, others="hectare、hectares"),
    Unit(
        "km2",
        "area",
        "平方公里",
        "km²",
        10**6,
        others="平方千米、km2、square kilometre、square kilometres",
    ),
    Unit("percent", "ratio", "%", "%", others="per cent、percent"),
    Unit("working-day", "working-time", "个工作日", "working days", others="工作日"),
    Unit("day", "time", "天", "days", others="日、自然日、个自然日"),
    Unit("month", "months", "个月", "months", others="月"),
    Unit("year", "months", "年", "years", 12, others="周年、个年头"),
    Unit("tonne", "mass", "吨", "t", others="tonne、tonnes、tons"),
    Unit("tonne-10k", "mass", "万吨", "10,000 t", 10**4, "tonne"),
    Unit("person", "count", "人", "people", others="名、位、persons"),
    Unit("person-10k", "count", "万人", "10,000 people", 10**4, "person"),
    Unit("piece", "count", "件", "pieces"),
    Unit("piece-100m", "count", "亿件", "100 m pieces", 10**8, "piece"),
    Unit("case", "count", "件", "cases"),
    Unit("item", "count", "项", "items"),
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
    Unit("times-per-week", "frequency", "次/周", "per week"),
    Unit("copy", "count", "册", "copies", others="份"),
    Unit("indicator", "count", "项", "indicators", others="项指标"),
    Unit("mechanism", "count", "项", "mechanisms", others="项机制"),
    Unit("place", "place", "位", "places"),
    Unit("rank", "rank", "名", "rank", others="位"),
)
UNITS = {unit.code: unit for unit in KNOWN}


def unit_choices() -> list[tuple[str, str]]:
    return [(unit.code, unit.label) for unit in KNOWN]


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
