"""Years in two digits, 24年: the year 2024 where the words or the date of issue say so.

Everything else stays a number of years: a duration, or undecided.
"""

import re
from array import array

from core.language.prose.bounds import bound_after, bound_before
from core.language.prose.folding import Folded

SHORT = re.compile("(?<![0-9A-Za-z.,第])[0-9]{2}年")
AROUND = 12  # characters that are looked at on either side
DURATION_AFTER = re.compile(
    "年(?:来|[间内里]|之久|之[后前间内]|的?(?:时间|历史|发展|历程|期限?|使用|经营|产权|努力|奋斗|建设|实践|探索|坚守)"
    "|[多余几]|左右|[以之]?[上下]|以[内后]|前(?!三?[0-9一二三四]个|.?季度)|后|期|限|如一|过去)"
)
YEAR_BEFORE = re.compile(
    "(?:自|截至|截止到?|较|比|同比|始于|(?<![降少低多高大小短晚早])于|(?:(?:19|20)?[0-9]{2})年?[、和与及-])$"
)
YEAR_AFTER = re.compile(
    "年(?:(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月|全年|度(?!假)|[上下]半年|第?[一二三四1-4]季|前[0-9一二三四五六七八九十]{1,2}个月"
    "|前?[一二三四1-4]季|年?[底末初]|以来|起|同期|[、和与及-](?:19|20)?[0-9]{2}年)"
)
CLAUSE_START = re.compile("(?:^|[，。；：、,;:!?！？（(“])(?:在|到)?$")
LAST_OF_THIS_CENTURY = 50  # without a date of issue 92年 is 1992
RECENT = range(-5, 3)  # years from the issue to those that a text calls by two digits alone


def with_full_years(folded: Folded, issued: int | None = None) -> Folded:
    """The text with 2024年 for 24年; `issued` is the year in which it was published."""
    pieces, places, done = [], array("l"), 0
    for match in SHORT.finditer(folded.text):
        year = _year(folded.text, match, issued)
        if year is None:
            continue
        start = match.start()
        pieces += [folded.text[done:start], str(year)[:2]]
        places.extend(folded.places[done:start])
        places.extend([folded.places[start]] * 2)
        done = start
    if not pieces:
        return folded
    pieces.append(folded.text[done:])
    places.extend(folded.places[done:])
    return Folded("".join(pieces), places, folded.original)


def _year(text: str, match: re.Match, issued: int | None) -> int | None:
    start, end = match.span()
    before = text[max(0, start - AROUND) : start]
    after = text[end - 1 : end + AROUND]
    if bound_before(text, start, "年")[0] or bound_after(text, end, "年")[0]:
        return None
    year = full_year(int(match[0][:2]), issued)
    if YEAR_AFTER.match(after) or YEAR_BEFORE.search(before):
        return None if DURATION_AFTER.match(after) else year
    if issued is None or DURATION_AFTER.match(after) or not CLAUSE_START.search(before):
        return None
    is_round = year % 10 == 0  # 20年 and 30年 are usual durations
    return year if not is_round and year - issued in RECENT else None


def full_year(digits: int, issued: int | None = None) -> int:
    """The year that two digits mean: the one nearest to that of issue."""
    if issued is None:
        return (2000 if digits < LAST_OF_THIS_CENTURY else 1900) + digits
    century = issued // 100 * 100
    return min((century + step + digits for step in (-100, 0, 100)), key=lambda y: abs(y - issued))
