"""Which metrics a quantity may be of, by the names of the metrics in the words around it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.language.units import UNITS
from intake.articles.proposing.amount import Amount
from intake.articles.proposing.known import Known, KnownMetric
from intake.articles.proposing.metric_words import words_for

SAID = 0.98  # by words that are known to speak for a metric
NAMED, HALF_SAID, ALIKE = 1.0, 0.5, 0.3  # of a name; below ALIKE it is not proposed
MOST = 3
FAR = 40  # characters of its sentence before a number that are read
_COMMON = "企业 项目 面积 事项 总额 数量 全市 城市 开发 发区 收入 投资 新增 合作 公司"
COMMON = frozenset(f"{_COMMON} 国家 家级 省级 级以 以上".split())
QUOTES = str.maketrans("", "", "“”‘’\"'「」")


@dataclass(frozen=True)
class Likely:
    slug: str
    score: float
    words: str  # that speak for it


class Said(NamedTuple):
    """The words around a number: of its clause, the noun behind it, and of its sentence."""

    clause: str
    noun: str
    sentence: str


def likely_metrics(said: Said, amount: Amount, known: Known, *, is_change: bool) -> list[Likely]:
    """At most three, likeliest first. `is_change`: a growth or a fall is told."""
    clause, noun, sentence = (words.translate(QUOTES) for words in said)
    near, far = _pairs(f"{clause} {noun}"), _pairs(sentence[-FAR:])
    found, weights = {}, _weights(known)
    for name in _names_of(known, amount.units, is_change):
        score, words = _whole(name.text, clause, noun)
        if not score:
            score, words = _in_pairs(name, near, far, weights)
        if score < NAMED and (said_of := words_for(name.slug, sentence, noun)) is not None:
            score, words = (SAID, said_of) if said_of else (0.0, "")
        if score >= ALIKE and score > found.get(name.slug, (0.0, ""))[0]:
            found[name.slug] = score, words
    likely = [Likely(slug, *one) for slug, one in found.items()]
    return sorted(likely, key=lambda one: -one.score)[:MOST]


class Name(NamedTuple):
    """A name of a metric, without the word for growth, and what its pairs of characters weigh."""

    slug: str
    text: str
    pairs: frozenset[str]
    weight: float


@lru_cache(maxsize=500)
def _names_of(known: Known, units: tuple[str, ...], is_change: bool) -> list[Name]:
    """The names of the metrics that a quantity in one of these units may be of."""
    weights = _weights(known)
    found = []
    for metric in known.metrics:
        if is_change == (metric.quantity in CHANGES) and _fits(metric, units):
            for name in metric.names:
                text = _bare(name, is_change)
                pairs = _pairs(text)
                weight = sum(weights.get(pair, 1.0) for pair in pairs)
                found.append(Name(metric.slug, text, pairs, weight))
    return found


def _fits(metric: KnownMetric, units: tuple[str, ...]) -> bool:
    family = UNITS[metric.unit].family
    return any(UNITS[code].family == family for code in units)


def _bare(name: str, is_change: bool) -> str:
    text = name.translate(QUOTES)
    if is_change:
        text = GROWTH_WORD.sub("", text)
    return COUNT_WORD.sub("", text) or text


def _whole(name: str, clause: str, noun: str) -> tuple[float, str]:
    """The name itself, best if long and near."""
    place = clause.rfind(name)
    if place >= 0:
        gap = len(clause) - place - len(name)
        return NAMED + len(name) / 10 - gap / 20, name
    if len(name) > 2 and name in noun:
        return NAMED + len(name) / 10, name
    return 0.0, ""


def _in_pairs(
    name: Name, near: frozenset[str], far: frozenset[str], weights: dict[str, float]
) -> tuple[float, str]:
    """How much of the name is said, here or earlier in the sentence."""
    here, before = name.pairs & near, name.pairs & (far - near)
    if not here - COMMON or len(name.pairs) < 2:
        return 0.0, ""
    said = sum(weights.get(pair, 1.0) for pair in here)
    said += HALF_SAID * sum(weights.get(pair, 1.0) for pair in before)
    return 0.99 * said / name.weight, "、".join(name.text[a:b] for a, b in _runs(name, here))


def _runs(name: Name, pairs: frozenset[str]) -> list[tuple[int, int]]:
    """The parts of a name that its pairs make up, longer ones alone if there are some."""
    runs: list[tuple[int, int]] = []
    for at in range(len(name.text) - 1):
        if name.text[at : at + 2] not in pairs:
            continue
        is_joined = bool(runs) and runs[-1][1] > at
        runs[-1:] = [(runs[-1][0], at + 2)] if is_joined else [*runs[-1:], (at, at + 2)]
    return [one for one in runs if one[1] - one[0] > 2] or runs


@lru_cache(maxsize=4)
def _weights(known: Known) -> dict[str, float]:
    """Pairs of characters that few metrics have tell more."""
    counts = Counter(pair for metric in known.metrics for pair in _pairs("|".join(metric.names)))
    return {pair: 1 / count for pair, count in counts.items()}


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


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
    nouns = [(word, code) for word, code in OF_NOUNS if code in amount.units]
    if named := [code for word, code in nouns if word in noun]:
        return named[0]
    if named := [(place, code) for word, code in nouns if (place := clause.rfind(word)) >= 0]:
        return max(named)[1]
    for metric in metrics:
        if metric.unit in amount.units:
            return metric.unit
    if "department" in amount.units:
        return "item"  # 个, of anything
    return amount.units[0] if amount.units else ""


GROWTH_WORD = re.compile("(?:增长率|升降率|增速|压缩幅度)$")
COUNT_WORD = re.compile("(?:数量?|个数|件数|批次|额)$")
CHANGES = ("growth", "reduction")
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
