"""Which metrics a quantity may be of, by the names of the metrics in the words around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.language.units import UNITS
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.known import Known, KnownMetric

NAMED, ALIKE = 1.0, 0.5  # of which share a name's pairs of characters must stand there
MOST = 3
NOT_TELLING = frozenset("企业 项目 面积 事项 总额 数量 全市 城市 开发 发区".split(" "))  # noqa: SIM905


@dataclass(frozen=True)
class Likely:
    slug: str
    score: float
    words: str  # that speak for it


def likely_metrics(
    before: str, after: str, amount: Amount, known: Known, *, is_change: bool
) -> list[Likely]:
    """At most three, likeliest first.

    `before`, `after`: the words of its clause. `is_change`: a growth or a fall is told.
    """
    found = []
    for metric in known.metrics:
        if not _fits(metric, amount, is_change=is_change):
            continue
        score, words = max(_score(name, before, after, is_change) for name in metric.names)
        if score >= ALIKE:
            found.append(Likely(metric.slug, score, words))
    return sorted(found, key=lambda one: -one.score)[:MOST]


def _fits(metric: KnownMetric, amount: Amount, *, is_change: bool) -> bool:
    unit = UNITS[metric.unit]
    if is_change != (metric.quantity in ("growth", "reduction")):
        return False
    if not amount.units:
        return False
    return any(
        UNITS[code].dimension == unit.dimension or UNITS[code].family == unit.family
        for code in amount.units
    )


def _score(name: str, before: str, after: str, is_change: bool) -> tuple[float, str]:
    """How far a name is said: whole and near the number, or by its pairs of characters."""
    bare = _without_change(name) if is_change else name
    place = before.rfind(bare)
    if place >= 0:
        gap = len(before) - place - len(bare)
        return NAMED + len(bare) / 10 - gap / 100, bare
    if len(bare) > 2 and after.startswith(bare.removesuffix("数")):
        return NAMED + len(bare) / 10, bare
    pairs = _pairs(bare)
    if len(pairs) < 2:
        return 0.0, ""
    words = f"{before[-24:]} {after[:12]}"
    said = [pair for pair in pairs if pair in words]
    telling = [pair for pair in said if pair not in NOT_TELLING]
    share = len(said) / len(pairs)
    return (share * 0.95, "、".join(said)) if telling and share >= ALIKE else (0.0, "")


@lru_cache(maxsize=4000)
def _pairs(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name[at : at + 2] for at in range(len(name) - 1)))


@lru_cache(maxsize=4000)
def _without_change(name: str) -> str:
    for ending in ("增长率", "升降率", "增速", "升降", "压缩幅度"):
        name = name.removesuffix(ending)
    return name


def scope_of(metric: str, clause: str, known: Known) -> str | None:
    """The scope of a metric that a clause names, by the longest of its names."""
    named = [
        (len(name), scope.slug)
        for scope in known.scopes
        if scope.metric == metric
        for name in scope.names
        if name in clause
    ]
    return max(named)[1] if named else None


def unit_of(amount: Amount, clause: str, noun: str, metrics: Sequence[KnownMetric]) -> str:
    """The one unit of an amount: the only one, a metric's own, or the one that its noun tells."""
    if len(amount.units) == 1:
        return amount.units[0]
    if "place" in amount.units:
        return "place" if MOVED.search(clause) else "person"
    for words in (noun, clause[-8:]):
        for word, code in OF_NOUNS:
            if word in words and code in amount.units:
                return code
    for metric in metrics:
        if metric.unit in amount.units:
            return metric.unit
    if "department" in amount.units:
        return "item"  # 个, of anything
    return amount.units[0] if amount.units else ""


MOVED = re.compile("[进升降退][^，。；]{0,3}$|前移|位次")
OF_NOUNS = (
    ("部门", "department"),
    ("委办局", "department"),
    ("单位", "department"),
    ("工作组", "group"),
    ("专班", "group"),
    ("小组", "group"),
    ("园", "park"),
    ("开发区", "park"),
    ("集聚区", "park"),
    ("集中区", "park"),
    ("高新区", "park"),
    ("基地", "base"),
    ("项目", "project"),
    ("工程", "project"),
    ("企业", "firm"),
    ("公司", "firm"),
    ("人", "person"),
)
