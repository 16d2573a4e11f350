"""Limits around a number: 不少于 … 以上, 约 … 左右; 不足 is read as "at most"."""

import re

AT_LEAST, AT_MOST, ABOUT, OVER = "at-least", "at-most", "about", "over"
BOUNDS = (AT_LEAST, AT_MOST, ABOUT, OVER)

BEFORE = {
    AT_LEAST: (
        "不少于|不低于|不小于|不短于|不得少于|不得低于|至少|最少|最低|起码|>=|≥|≧"
        "|at least |no less than |not less than |no fewer than |minimum "
    ),
    AT_MOST: (
        "不超过|不高于|不多于|不大于|不长于|不得超过|不突破|不超|至多|最多|最高|最长|低于|少于|小于"
        "|不足|不到|<=|≤|≦|<|at most |no more than |not more than |up to |less than |under |within "
    ),
    ABOUT: (
        "大约|大概|约|接近|将近|(?<![附最邻靠临])近|(?<!~)~|≈"
        "|about |around |approximately |nearly |some |c[.] ?|ca[.] ?"
    ),
    OVER: "超过|超出|(?<![赶反])超|逾|突破|高于|多于|大于|>|over |more than |above ",
}
AFTER = {
    AT_LEAST: "及以上|或以上|以上| or more| and above| at least",
    AT_MOST: "及以下|或以下|以内|之内|以下| or less| or fewer| at most",
    ABOUT: "左右|上下| or so",
    OVER: r"有余|[+]",
}
FILLER = "(?:了|为|在|到|达到|达|占)?"
NOT_A_LIMIT = "节条合契预签制履特大公"  # 节约20万元 saves, it does not estimate
TIME = "(?:[年天日]|个?月|个?工作日|days?|months?|years?)"


def _either(table: dict[str, str]) -> str:
    """A regex group per limit, longer words first: 不超过 is not read as 超过."""
    words = [(word, bound) for bound, text in table.items() for word in text.split("|")]
    words.sort(key=lambda pair: len(re.sub(r"\(\?<!.*?\)", "", pair[0])), reverse=True)
    return "|".join(f"(?P<{bound.replace('-', '_')}_{i}>{w})" for i, (w, bound) in enumerate(words))


PREFIX = re.compile(rf"(?:{_either(BEFORE)}){FILLER}$", re.IGNORECASE)
# The last letters of these words; of the English ones the space, with a letter before it.
ENDS = frozenset("了为在到达占 .") | {
    word[-1] for text in BEFORE.values() for word in text.split("|")
}
SUFFIX = re.compile(_either(AFTER), re.IGNORECASE)
LONGEST_PREFIX = 20


def bound_before(text: str, place: int, unit: str) -> tuple[str, int]:
    """The limit that ends at the number's start, and where its words begin."""
    last = text[max(0, place - 2) : place]
    if last[-1:] not in ENDS or (last.endswith(" ") and not (last[0].isalpha() or last[0] == ".")):
        return "", place
    window = max(0, place - LONGEST_PREFIX)
    found = None
    # Longest form first: 不超过 before 超过.
    for start in range(window, place):
        if found := PREFIX.match(text, start, place):
            break
    if not found:
        return "", place
    bound, words = _group(found)
    if words == "约" and found.start() and text[found.start() - 1] in NOT_A_LIMIT:
        return "", place
    if words == "近" and re.fullmatch(TIME, unit):
        return "", place  # 近三年 are the last three years
    if (
        words.strip().isascii()
        and words[:1].isalpha()
        and text[found.start() - 1 : found.start()].isalpha()
    ):
        return "", place
    return bound, found.start()


def bound_after(text: str, place: int, unit: str) -> tuple[str, int]:
    """The limit that begins at the end of the number or unit, and where its words end."""
    if match := SUFFIX.match(text, place):
        return _group(match)[0], match.end()
    if re.fullmatch(TIME, unit):
        if text[place : place + 1] == "内":
            return AT_MOST, place + 1
        if text[place : place + 1] in ("多", "余") and unit.endswith(("年", "月")):
            return OVER, place + 1
    return "", place


def _group(match: re.Match) -> tuple[str, str]:
    name, words = next((n, w) for n, w in match.groupdict().items() if w)
    return name.rpartition("_")[0].replace("_", "-"), words
