"""Chinese dates as EDTF: 6月 is `XXXX-06`, 年底 is December, 今年 has no year."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass

from core.language import edtf
from core.language.prose.folding import fold
from core.language.prose.numerals import chinese_number, chinese_year
from core.language.prose.short_years import full_year, with_full_years

YEAR = r"(?:(?:1[89]|20|21)[0-9]{2}|[一二][〇零一二三四五六七八九]{3})"
NUM = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
TO = r"(?:[-~]+|起?至|到)"
YEAR_UNKNOWN = r"(?:今年|本年度?|当年|去年|上年|前年|明年|来年|次年|同年)"
PART = r"(?:上旬|中旬|下旬|月?底|月?末|月?初|中|份)?"
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"


@dataclass(frozen=True)
class FoundDate:
    """A date in the folded text; `edtf` is "" for an impossible day (2月30日)."""

    start: int
    end: int
    edtf: str


def _year(text: str | None) -> str:
    if not text:
        return "XXXX"
    return text if text.isdigit() and text.isascii() else chinese_year(text)


def _number(text: str) -> int:
    """The number of a day or a month: of 6, 六 or June."""
    if text.isdigit() and text.isascii():
        return int(text)
    number = MONTHS.get(text.lower().rstrip(".")) or chinese_number(text)
    if number is None:
        raise ValueError(text)
    return int(number)


def _months(match: re.Match, first: int, last: int) -> str:
    year = _year(match["y"])
    return f"{year}-{first:02d}/{year}-{last:02d}"


def _whole_years(match: re.Match) -> str:
    return f"{_year(match['y'])}/{_year(match['y2'])}"


def _half_year(match: re.Match) -> str:
    first = 1 if match["half"] in "上1" else 7
    return _months(match, first, first + 5)


def _quarter(match: re.Match) -> str:
    last = QUARTERS[match["q"]] * 3
    return _months(match, 1 if match["upto"] else last - 2, last)


def _span(match: re.Match) -> str:
    """A span; what its second part leaves out is taken from the first."""
    year, later = _year(match["y"]), _year(match["y2"] or match["y"])
    start, end = f"{year}-{_number(match['m']):02d}", f"{later}-{_number(match['m2']):02d}"
    if match["d"] and match["d2"]:
        start, end = f"{start}-{_number(match['d']):02d}", f"{end}-{_number(match['d2']):02d}"
    return f"{start}/{end}"


def _point(match: re.Match) -> str:
    parts = match.groupdict()
    given = [_number(parts[name]) for name in ("m", "d") if parts.get(name)]
    text = "-".join([_year(parts.get("y")), *(f"{number:02d}" for number in given)])
    is_about, is_doubtful = bool(parts.get("about")), bool(parts.get("doubt"))
    return text + MARKS[is_about, is_doubtful]


def _plan(match: re.Match) -> str:
    """The years of a five-year plan: “十三五” is 2016 to 2020."""
    first = PLANS[match["plan"] or match["of"] or match["alone"]]
    return f"{first}/{first + 4}"


MARKS = {(True, True): "%", (True, False): "~", (False, True): "?", (False, False): ""}
Y = rf"(?:(?P<y>{YEAR})年|{YEAR_UNKNOWN})"
Y_ALONE = rf"(?:(?P<y>{YEAR})年?|{YEAR_UNKNOWN})"
NOT_STATED = r"(?:\((?:年份未注明)\)|（年份未注明）)?"
DOUBT = r"(?P<doubt>（存疑）|\(存疑\)|\(\?\)|（\?）)?"
ABOUT = r"(?P<about>约(?=[0-9]{4}年))?"
EDGE = r"(?<![0-9A-Za-z.])"
END = r"(?![0-9A-Za-z]|\.[0-9])"

# A text that is a date and nothing else may leave more out. Tried in this order.
DIGITS = "(?:1[89]|20|21)[0-9]{2}"
PLANS = {
    f"{word}五": 1986 + 5 * place
    for place, word in enumerate(("七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五"))
}
PLAN = "|".join(sorted(PLANS, key=len, reverse=True))
WHOLE = [
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in [
        (rf"(?P<y>{DIGITS})(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})?", _point),
        (
            rf"(?P<y>{DIGITS})(?P<s>[-./])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}})"
            "(?:0?0:00(?::00)?)?",
            _point,
        ),
        (rf"(?P<y>{DIGITS})[-./](?P<m>[0-9]{{1,2}})月?(?:[底末]|份)?", _point),
        (rf"(?P<m>[0-9]{{1,2}})/(?P<y>{DIGITS})", _point),
        (
            rf"(?P<y>{DIGITS})[-./年](?P<m>[0-9]{{1,2}}){TO}(?:(?P<y2>{DIGITS})[-./年])?"
            "(?P<m2>[0-9]{1,2})月?(?P<d>)(?P<d2>)",
            _span,
        ),
        (rf"(?P<y>{DIGITS})年?第?q(?P<q>[1-4])(?P<upto>)", _quarter),
        (rf"q(?P<q>[1-4])[-/]?(?P<y>{DIGITS})年?(?P<upto>)", _quarter),
        (rf"(?P<y>{DIGITS})年?h(?P<half>[12])", _half_year),
        (rf"(?P<y>{DIGITS})全年", _point),
        (r"(?P<short>[0-9]{2})年", lambda date: str(full_year(int(date["short"])))),
        # 十五 alone is fifteen.
        (
            f'[“"「《](?P<plan>{PLAN})[”"」》](?:时期|期间)?|(?P<of>{PLAN})(?:时期|期间)'
            "|(?P<alone>十[一二三四五]五)",
            _plan,
        ),
    ]
]
UNTIL = re.compile("截至|截止到?")

# Tried in this order: longer forms before their beginnings.
PATTERNS: list[tuple[re.Pattern, Callable[[re.Match], str]]] = [
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in [
        (rf"{EDGE}(?P<y>{YEAR})年?{TO}(?P<y2>{YEAR})年(?!{NUM}月)", _whole_years),
        (rf"{EDGE}(?P<y>(?:19|20)[0-9]{{2}})[-~](?P<y2>(?:19|20)[0-9]{{2}}){END}", _whole_years),
        (
            rf"{EDGE}{Y}?(?P<m>{NUM})月?(?:(?P<d>{NUM})[日号])?{TO}(?:(?P<y2>{YEAR})年)?"
            rf"(?P<m2>{NUM})月(?:(?P<d2>{NUM})[日号]|{PART}){NOT_STATED}",
            _span,
        ),
        (rf"{EDGE}{Y_ALONE}?(?P<half>[上下])半年", _half_year),
        (rf"{EDGE}{Y}前(?P<m>{NUM})个月", lambda date: _months(date, 1, _number(date["m"]))),
        (
            rf"{EDGE}{Y_ALONE}?(?:第?|(?P<upto>前|[一1](?:季度?)?{TO}))(?P<q>[一二三四1-4])季度",
            _quarter,
        ),
        (
            rf"{EDGE}{ABOUT}{Y}?(?P<m>{NUM})月(?P<d>{NUM})[日号]{NOT_STATED}{DOUBT}",
            _point,
        ),
        (rf"{EDGE}{ABOUT}{Y}?(?P<m>{NUM})月(?!间){PART}{NOT_STATED}{DOUBT}", _point),
        (rf"{EDGE}{Y}年?[底末]", lambda date: f"{_year(date['y'])}-12"),
        (
            rf"{EDGE}(?P<century>[12][0-9])世纪(?P<tens>[0-9])0年代",
            lambda date: f"{int(date['century']) - 1:02d}{date['tens']}X",
        ),
        (rf"{EDGE}(?P<y>{YEAR})年代", lambda date: f"{date['y'][:3]}X"),
        (rf"{EDGE}{ABOUT}(?P<y>{YEAR})年(?:度|全年|年?初)?{DOUBT}", _point),
        (
            rf"{EDGE}(?P<y>{YEAR})(?P<s>[-./])(?P<m>1[0-2]|0?[1-9])(?P=s)"
            rf"(?P<d>3[01]|[12][0-9]|0?[1-9]){END}",
            _point,
        ),
        (rf"{EDGE}(?P<y>{YEAR})-(?P<m>1[0-2]|0[1-9]){END}", _point),
        (
            rf"{EDGE}(?P<m>{MONTH})-(?P<m2>{MONTH}) (?P<y>{YEAR}){END}",
            lambda date: _months(date, _number(date["m"]), _number(date["m2"])),
        ),
        (
            rf"{EDGE}(?P<about>about )?(?:(?P<d>[0-9]{{1,2}}) )?(?P<m>{MONTH}),? (?P<y>{YEAR})"
            rf"(?![0-9])(?: ?{DOUBT})",
            _point,
        ),
        (rf"{EDGE}(?P<m>{MONTH}) (?P<d>[0-9]{{1,2}}), ?(?P<y>{YEAR}){END}", _point),
        (rf"{EDGE}(?:(?P<d>[0-9]{{1,2}}) )?(?P<m>{MONTH}), ?year not stated", _point),
        (rf"{EDGE}(?P<y>{YEAR})年度?", _point),
        # Four digits alone are a year; with a unit or decimals they are a number.
        (
            r"(?<![0-9A-Za-z.,\-约近超逾])(?P<y>(?:19|20)[0-9]{2})(?![0-9A-Za-z%‰/]|[.,][0-9]"
            r"|-[0-9]|[多余万亿千百个元亩项家件户人名宗吨天位条座平公倍次起台]|以[上下内]|左右)",
            _point,
        ),
    ]
]
CANDIDATE = re.compile(
    r"[0-9一二三四五六七八九十今本当去上前明来次同下第约]|(?<![A-Za-z])[A-Za-z]", re.IGNORECASE
)


def dates_in(text: str) -> list[FoundDate]:
    found: list[FoundDate] = []
    place = 0
    while match := CANDIDATE.search(text, place):
        date = _date_at(text, match.start())
        if date:
            found.append(date)
        place = date.end if date else match.start() + 1
    return found


def whole_date(text: str) -> str | None:
    """The EDTF of words that are a date and nothing else: 2019年3月, 1994.08, 201903, 2019Q1.

    "" for a date that cannot be, None for words that are no date.
    """
    folded = UNTIL.sub("", with_full_years(fold(text)).text, count=1)
    compact = folded.replace(" ", "")
    for pattern, reader in WHOLE:
        if match := pattern.fullmatch(compact):
            return _read(reader, match)
    found = dates_in(folded)
    is_all = len(found) == 1 and (found[0].start, found[0].end) == (0, len(folded))
    return found[0].edtf if is_all else None


def _date_at(text: str, place: int) -> FoundDate | None:
    for pattern, reader in PATTERNS:
        if match := pattern.match(text, place):
            return FoundDate(match.start(), match.end(), _read(reader, match))
    return None


def _read(reader: Callable[[re.Match], str], match: re.Match) -> str:
    try:
        text = reader(match)
        edtf.parse(text)
    except ValueError:  # no such month or day; InvalidPartialDateError is one too
        return ""
    return text
