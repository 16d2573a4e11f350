"""A query cut into what is known: 山西国家级高新区 is a province, a tier and a kind of zone."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from core.language.text import name_key
from zones.finding import WORDS, Word

MOST_UNITS = 40
LONGEST_PART = 24  # units
CHINESE = "\u3400-\u9fff\U00020000-\U0003ffff"
UNIT = re.compile(rf"[{CHINESE}]|[^\W_{CHINESE}]+(?:['’&][^\W_{CHINESE}]+)*")
# Words that say nothing of what is meant, beside others.
SAYING_LITTLE = (
    "the a an of in on for and or by to with at what which who how is are did has have does"
    " many much china chinese 多少 几个 几家"
    " 的 之 和 与 及 在 有 了 吗 哪些 什么 情况 中国 关于 有关"
)
EMPTY = frozenset(SAYING_LITTLE.split())
DEADLINES = "compare-policies#deadlines"
# What may be said beside them that the list of deadlines answers: there are no other policies.
OF_DEADLINES = re.compile(
    "(?:chemical|industrial|parks?|zones?|policy|policies|tasks?|year|end|化工|园区|政策|目标|任务"
    r"|[年月日底末前]|\d+|january|february|march|april|may|june|july|august|september|october"
    "|november|december)*"
)
# Words for whole lists.
SECTIONS = {
    "zones:list": "开发区 园区 zone zones kaifaqu developmentzone developmentzones",
    "reforms:list": "改革 改革举措 举措 reform reforms gaige measures",
    "policies:list": "政策 文件 policy policies zhengce plan plans",
    "metrics:list": "指标 数据 metric metrics indicator indicators figures zhibiao",
    "sources:list": "来源 资料 报道 source sources article articles laiyuan",
    "glossary": "术语 术语表 词汇 glossary terms definitions",
    "method": "方法 口径 method methodology",
    "open-data": "开放数据 下载 opendata download downloads data api",
    "about-data": "关于数据 aboutthedata coverage",
    "compare-zones": "比较 对比 compare comparison",
    DEADLINES: "到期 到期日 期限 最后期限 截止 截止日期 daoqi qixian jiezhi"
    " deadline deadlines due duedate duedates",
    "recent-changes": "最近更改 更新 changes recentchanges updates",
}


@cache
def sections() -> dict[str, str]:
    return {word: name for name, words in SECTIONS.items() for word in words.split()}


@cache
def words() -> dict[str, Word]:
    return {spoken: word for word in WORDS for spoken in word.spoken.split()}


class Part(NamedTuple):
    text: str
    is_known: bool


def units(text: str) -> list[str]:
    """Characters in Chinese and words in Latin letters or digits."""
    return UNIT.findall(text)[:MOST_UNITS]


def joined(parts: Sequence[str]) -> str:
    """Units as text again: a space between words in Latin letters."""
    text = ""
    for part in parts:
        is_latin = name_key(part).isascii()
        text += f" {part}" if text and is_latin and text[-1].isascii() else part
    return text


def cut(query: Sequence[str], is_known) -> list[Part]:
    """The units in as few parts as possible, with as little unknown as possible."""
    query = list(_split_runs(query, is_known))
    count = len(query)
    best: list[tuple] = [(0, 0, -1)] + [(0, 0, 0)] * count  # unknown letters, parts, from where
    for end in range(1, count + 1):
        unknown, parts, _from = best[end - 1]
        found = (unknown + len(query[end - 1]), parts + 1, end - 1)
        for start in range(max(0, end - LONGEST_PART), end):
            before = (best[start][0], best[start][1] + 1, start)
            if before < found and is_known(joined(query[start:end])):
                found = before
        best[end] = found
    cuts, end = [], count
    while end:
        start = best[end][2]
        cuts.append((start, end))
        end = start
    found, rest = [], []
    for start, end in reversed(cuts):
        text = joined(query[start:end])
        if is_known(text):
            found += [Part(joined(rest), False)] if rest else []
            found.append(Part(text, True))
            rest = []
        else:
            rest += query[start:end]
    found += [Part(joined(rest), False)] if rest else []
    return [part for part in found if part.text.casefold() not in EMPTY] or found


def _split_runs(query: Sequence[str], is_known) -> Iterator[str]:
    """A long unknown word in Latin letters is two known ones if it can: linfenbiaozhundi."""
    for unit in query:
        word = name_key(unit)
        both = ()
        if word.isascii() and len(word) >= 7 and not is_known(unit):
            ways = ((word[:n], word[n:]) for n in range(len(word) - 3, 2, -1))
            both = next((way for way in ways if all(map(is_known, way))), ())
        yield from both or (unit,)
