"""Words beside a figure that say what a growth compares with, which prices, how certain it is."""

import re
from collections.abc import Iterator, Sequence

from core.language.prose.dates import FoundDate

# The form's field, the code of its value, the words that say so.
WORDS = (
    ("growth_base", "year-before", "同比|[比较](?:上年|去年)(?:同期)?|year[- ]on[- ]year"),
    (
        "growth_base",
        "period-before",
        "环比|[比较]上(?:个?月|个?季度)|(?:month|quarter)[- ]on[- ](?:month|quarter)",
    ),
    ("prices", "constant", "(?:可比|不变)价格?|[扣剔]除价格因素|(?:constant|comparable) prices"),
    ("prices", "current", "(?:现|现行|当年)价格?|名义(?=增|值|GDP)|current prices"),
    ("release", "preliminary", "初步(?:核算|统计|测算)数?|快报数?|preliminary"),
    ("release", "revised", "修订后?数?|revised"),
    ("release", "final", "最终核实数?"),
    ("realisation", "planned", "规划"),
    ("realisation", "approved", "批准|核准"),
    ("realisation", "contracted", "合同|协议|签约"),
    ("realisation", "paid", "到位|实际(?:使用|利用)"),
    ("realisation", "built", "建成"),
)
PATTERNS = [(name, code, re.compile(words, re.IGNORECASE)) for name, code, words in WORDS]
CHANGES = re.compile("增|升|涨|提高|扩大|降|减|跌|下滑|回落|缩短|压缩|翻")
OF_PRICES = re.compile("[年的]*(?:可比|不变)价")
NO_AMOUNTS = ("duration", "rank", "share")  # of which none is planned, contracted or paid
YEAR = re.compile("[0-9]{4}")


def bases_in(text: str, dates: Sequence[FoundDate]) -> list[tuple[FoundDate, str]]:
    """The years in which nothing is measured: 比2015年增长 ("growth"), 2015年不变价 ("prices")."""
    return [(date, of) for date in dates if (of := _base_of(text, date))]


def _base_of(text: str, date: FoundDate) -> str:
    if not YEAR.fullmatch(date.edtf or ""):
        return ""
    if OF_PRICES.match(text, date.end):
        return "prices"
    before, after = text[max(0, date.start - 1) : date.start], text[date.end : date.end + 2]
    is_compared = before in ("比", "较") or (before in ("与", "同", "和") and after == "相比")
    return "growth" if is_compared and CHANGES.search(text, date.end) else ""


def qualifiers_in(
    text: str, bases: list[tuple[FoundDate, str]], period: str, *, quantity: str, is_rate: bool
) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """What a folded text says beside its figure, by form field, and the places of these words.

    Nothing where two words contradict each other, or what the figure's kind cannot have.
    """
    found: dict[str, set[str]] = {}
    places = []
    for name, code, start, end in _said(text, bases, period):
        is_of_growth = quantity in ("growth", "reduction") or (not quantity and is_rate)
        if name == "growth_base" and not is_of_growth:
            continue
        if name == "realisation" and quantity in NO_AMOUNTS:
            continue
        found.setdefault(name, set()).add(code)
        places.append((start, end))
    values = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    needs_base = values.get("growth_base") == "named-period" or values.get("prices") == "constant"
    for date, of in bases if needs_base else ():
        if (of == "growth") == (values.get("growth_base") == "named-period"):
            values["base_period"] = date.edtf
    return values, places


def _said(text: str, bases, period: str) -> Iterator[tuple[str, str, int, int]]:
    for date, of in bases:
        if of == "growth":
            is_alike = YEAR.fullmatch(period) or text.startswith("同期", date.end)
            is_year_before = is_alike and period[:4] == str(int(date.edtf) + 1)
            code = "year-before" if is_year_before else "named-period"
            yield "growth_base", code, date.start - 1, date.end
    for name, code, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield name, code, *match.span()
