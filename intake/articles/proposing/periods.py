"""When a figure was true: the dates of a text, resolved against each other and its issue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.language.prose.dates import PLANS, dates_in
from core.language.prose.folding import fold
from core.language.prose.short_years import with_full_years

# Kinds of mention: a date; today, as the text sees it; a time that is not told, of all that follows
# in its sentence or only of the next number; what is compared with, or says when this was written.
DATED, NOW, VAGUE, OLD, BASE = "dated", "now", "vague", "old", "base"
OFFSETS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1}
OF_CONTEXT = {"当年": 0, "同年": 0, "该年": 0, "次年": 1}
SOME_YEARS = "[一两二三四五六七八九十0-9]{1,3}年"
YEAR_WORD = re.compile("|".join([*OFFSETS, *OF_CONTEXT]))
RELATIVE = re.compile(
    f"(?:{'|'.join([*OFFSETS, *OF_CONTEXT])})度?(?:全年)?(?P<part>年?[初底末])?(?!轻)"
    "|(?P<whole>全年|年内|年初|年底|年末|年终)(?!龄|度?(?:[^，。；0-9]{0,2})(?:目标|任务|计划|指标)(?:任务)?的)"
)
NOW_WORDS = re.compile(
    "截至目前|截[至止]发稿|截至当前|目前|现在(?=[，,]|[该全本已共]|[^，。；]{0,6}有)|当前|眼下|如今|迄今|至今|现(?:有|已|入驻|拥有|辖)|近日|日前|最新"
    f"|[建开成设][区园立]{SOME_YEARS}[多余]?来"
)
VAGUE_WORDS = re.compile(
    f"近年来?|多年来|(?:近|过去){SOME_YEARS}来?|以往|此前|曾经|几年前"
    f"|(?<![0-9近]){SOME_YEARS}[多余]?来"
    "|(?:^|(?<=[，。；、,;]))[^，。；,;0-9]{1,4}前(?=[，,])|自[^，。；,;0-9年]{2,20}以来"
)
OLD_WORDS = re.compile("原来|原有|原本|最初|原由")
PLAN_WORDS = re.compile(
    f'[“"‘「]?(?P<plan>{"|".join(sorted(PLANS, key=len, reverse=True))})[”"’」]?'
    "(?P<part>时期|期间|以来|[期之]?末|期末|收官)"
)
SINCE_EVENT = re.compile("[^，。；]{0,24}?(?:以来|至今)")
SINCE = re.compile("[”]?(?:以来|至今)")
BASE_BEFORE = re.compile("(?:比|较|与|同|和|相比于?)$|[比较][^，。；、0-9]{1,6}的$")
BASE_AFTER = re.compile("(?:年)?同期|[^，。；]{0,4}(?:相比|不变价|可比价)")
BASE_SAME = re.compile("同期")
BYLINE = re.compile("[^，。；0-9]{0,2}[讯电]|[^，。]{0,3}[0-9]{1,2}:[0-9]{2}")
OF_A_NAME = re.compile("[中全][国球省]|世界")
EDITION = re.compile("年?(?:版|度?考核)")
OF_A_TITLE = re.compile(
    "[^《》〔〕]{0,40}[》〕]"
)  # the year of a rule: （2023年修订）》, 〔2023〕184号
NEAR = 60  # characters after a year of long ago in which months are still its own
FRAME = 14  # characters: a date so near to its clause's beginning frames what follows


@dataclass(frozen=True)
class Mention:
    """Words about time at text[start:end] of a paragraph. `edtf` may begin with XXXX."""

    start: int
    end: int
    kind: str
    edtf: str = ""

    @property
    def year(self) -> int | None:
        return int(self.edtf[:4]) if self.edtf[:4].isdigit() else None


class Times:
    """The mentions of a paragraph, resolved; `context` is the year that earlier ones left."""

    def __init__(self, text: str, issued: str, context: int | None):
        self.issued = Issue(issued)
        self._year, self._place = context, 0
        self.mentions: list[Mention] = []
        for mention in sorted(_mentions(text, self.issued), key=lambda one: (one.start, -one.end)):
            if self.mentions and mention.start < self.mentions[-1].end:
                continue
            self.mentions.append(self._resolved(text, mention))

    def _resolved(self, text: str, mention: Mention) -> Mention:
        if mention.kind != DATED:
            return mention
        edtf = mention.edtf
        if edtf.startswith("XXXX"):
            year = self._year_of(text[mention.start : mention.end], edtf, mention.start)
            edtf = edtf.replace("XXXX", str(year)) if year else edtf
        mention = Mention(mention.start, mention.end, DATED, edtf)
        is_past = self.issued.year is None or (mention.year or 0) <= self.issued.year
        if mention.year and is_past:
            last = edtf.removesuffix("/..").rpartition("/")[2]
            self._year = int(last[:4]) if last[:4].isdigit() else mention.year
            self._place = mention.end
        return mention

    @property
    def context(self) -> int | None:
        """The year that a later paragraph goes on with: the last one, unless long ago."""
        return self._year if self._is_recent() else None

    def _is_recent(self) -> bool:
        return bool(self._year and self._year >= (self.issued.year or 0) - 1)

    def _year_of(self, words: str, edtf: str, place: int) -> int | None:
        """The year of a date without one, by its words, the context and the date of issue."""
        issue = self.issued.year
        if word := YEAR_WORD.search(words):
            if word[0] in OFFSETS:
                return issue and issue + OFFSETS[word[0]]
            base = self._year or issue
            return base and base + OF_CONTEXT[word[0]]
        if self._year and words.startswith(("全年", "年内", "年终")):
            return self._year  # of the year that is told of
        month = int(edtf[5:7]) if edtf[5:7].isdigit() else 0
        is_over = month and self.issued.month and edtf[-2:] < self.issued.text[5:7]
        if self._year and (place - self._place <= NEAR or (self._is_recent() and not is_over)):
            return self._year
        return issue and issue - (0 < (self.issued.month or 12) < month)


@dataclass(frozen=True)
class Issue:
    """The date of issue, in parts that are known."""

    text: str

    @property
    def year(self) -> int | None:
        return int(self.text[:4]) if self.text[:4].isdigit() else None

    @property
    def month(self) -> int | None:
        return int(self.text[5:7]) if self.text[5:7].isdigit() else None


def _mentions(text: str, issue: Issue) -> Iterator[Mention]:
    folded = with_full_years(fold(text), issue.year)
    for found in dates_in(folded.text):
        start, end = folded.span(found.start, found.end)
        if found.edtf and not (EDITION.match(text, end) or OF_A_TITLE.match(text, end)):
            yield _of_date(text, start, end, found.edtf)
    yield from _near_issue(text, issue)
    yield from _other_words(text)


PAST_YEAR = re.compile("(?:刚刚|刚)?过去的?(?:这)?一年")
YESTERDAY = re.compile("昨[天日晚]")


def _near_issue(text: str, issue: Issue) -> Iterator[Mention]:
    """昨天 of a text with its day; 过去一年 at the beginning of a year."""
    if issue.year and issue.month and issue.month <= SPRING:
        for match in PAST_YEAR.finditer(text):
            yield Mention(*match.span(), DATED, str(issue.year - 1))
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", issue.text):
        day = date.fromisoformat(issue.text) - timedelta(days=1)
        for match in YESTERDAY.finditer(text):
            yield Mention(*match.span(), DATED, day.isoformat())


SPRING = 3


def _of_date(text: str, start: int, end: int, edtf: str) -> Mention:
    is_base = BASE_BEFORE.search(text[max(0, start - 8) : start]) or BASE_AFTER.match(text, end)
    is_name = end - start == 4 and OF_A_NAME.match(text, end)  # 2023中国开发区百强榜
    if is_base or is_name or BYLINE.match(text, end):
        return Mention(start, end, BASE)
    part = re.compile("年?[底末]").match(text, end)
    if part and re.fullmatch("[0-9X]{4}", edtf):
        return Mention(start, part.end(), DATED, f"{edtf}-12")
    since = SINCE.match(text, end)
    if text[max(0, start - 1) : start] in ("自", "从"):
        since = SINCE_EVENT.match(text, end)
    if since and "/" not in edtf:
        return Mention(start, since.end(), DATED, f"{edtf}/..")
    return Mention(start, end, DATED, edtf)


def _other_words(text: str) -> Iterator[Mention]:
    for match in RELATIVE.finditer(text):
        start, end = match.span()
        is_base = BASE_BEFORE.search(text[max(0, start - 3) : start]) or BASE_SAME.match(text, end)
        word = match["whole"] or ""
        is_end = (match["part"] or word)[-1:] in ("底", "末") and bool(match["part"] or word)
        edtf = "XXXX-12" if is_end or word == "年终" else "XXXX"
        yield Mention(start, end, BASE if is_base else DATED, "" if is_base else edtf)
    for match in PLAN_WORDS.finditer(text):
        first = PLANS[match["plan"]]
        is_end = match["part"].endswith(("末", "收官"))
        edtf = str(first + 4) if is_end else f"{first}/{first + 4}"
        is_open = match["part"] == "以来"
        yield Mention(*match.span(), DATED, f"{first}/.." if is_open else edtf)
    for pattern, kind in ((NOW_WORDS, NOW), (VAGUE_WORDS, VAGUE), (OLD_WORDS, OLD)):
        yield from (Mention(*match.span(), kind) for match in pattern.finditer(text))
