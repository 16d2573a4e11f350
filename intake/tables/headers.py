"""Which rows of a grid are its header, and which words stand above each column."""

import re
from collections import Counter
from collections.abc import Sequence

from intake.tables.cells import Across, Merged, as_shown, says_nothing
from intake.tables.signs import (
    is_number,
    is_plain_number,
    is_unit,
    is_year,
    joined,
    says_more,
)

Row = tuple[int, list]
HAN = re.compile("[㐀-鿿]")
BILINGUAL = re.compile(r"(\S.*?[㐀-鿿）)])\s+([A-Za-z][^㐀-鿿]*)")
HEADERS = 3  # rows of a header at most


def places_said(cells: list) -> set[int]:
    """The places that are not blank."""
    return {place for place, cell in enumerate(cells) if not says_nothing(cell)}


def own_texts(cells: list) -> dict[int, str]:
    """The texts that stand in a row itself, by place: merged ones once, where they begin."""
    return {
        place: as_shown(cell).strip()
        for place, cell in enumerate(cells)
        if not isinstance(cell, Across | Merged) and not says_nothing(cell)
    }


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells a row of data has: of the widths of two rows in three the smallest."""
    widths = sorted((len(places_said(cells)) for _number, cells in rows), reverse=True)
    several = [width for width in widths if width > 1] or widths
    common, count = max(Counter(several).items(), key=lambda one: (one[1], one[0]))
    return common if count > 1 else several[len(several) // 2]


def first_header(rows: Sequence[Row], width: int) -> int:
    """The place of the first row that is as wide as the table, or is with the row below it."""
    for place, (_number, cells) in enumerate(rows[:-1]):
        own, covered, below = own_texts(cells), places_said(cells), rows[place + 1][1]
        if (width > 1 and len(own) < 2) or any(says_more(joined(one)) for one in own.values()):
            continue
        if len(covered) * 2 > width:
            is_narrower = len(covered) < len(places_said(below))
            if not is_narrower or _goes_on(below, cells, [], width) or not _heads(rows, place + 1):
                return place
        elif covered - places_said(below) and _goes_on(below, cells, [], width):
            return place
    return 0


def _heads(rows: Sequence[Row], place: int) -> bool:
    """Whether a row has a word where most rows below have numbers, and no number itself."""
    own = own_texts(rows[place][1])
    if any(is_number(text) and not is_year(text) for text in own.values()):
        return False
    below = [own_texts(cells) for _number, cells in rows[place + 2 : place + 12]]
    for column in own:
        texts = [one[column] for one in below if column in one]
        if texts and sum(map(is_number, texts)) * 2 > len(texts):
            return True
    return False


def is_data(rows: Sequence[Row], place: int) -> bool:
    """Whether a row has numbers wherever the rows below have them: a table without a header."""
    own = own_texts(rows[place][1])
    below = [own_texts(cells) for _number, cells in rows[place + 1 : place + 11]]
    columns = {column for one in below for column in one}
    numeric = {
        column
        for column in columns
        if sum(is_plain_number(one.get(column, "")) for one in below) * 2 > len(below)
    }
    return bool(numeric) and all(
        is_plain_number(own.get(column, "")) and not is_year(own[column]) for column in numeric
    )


def header_rows(rows: Sequence[Row], start: int, width: int) -> tuple[list[int], int]:
    """The places of the header's rows, and that of the first row below."""
    found = [start]
    for place in range(start + 1, min(start + HEADERS + 2, len(rows))):
        cells, upper = rows[place][1], rows[found[-1]][1]
        if _counts_columns(cells):  # 甲 乙 1 2 3
            return found, place + 1
        following = rows[place + 1][1] if place + 1 < len(rows) else []
        if len(found) == HEADERS or not _goes_on(cells, upper, following, width):
            return found, place
        found.append(place)
    return found, found[-1] + 1


def _goes_on(cells: list, upper: list, following: list, width: int) -> bool:
    """Whether a row below a header's row belongs to the header as well."""
    own = own_texts(cells)
    if not own:
        return any(isinstance(cell, Merged) for cell in cells)
    texts = [*own.values()]
    if all(map(is_unit, texts)) and any(joined(text) not in ("-", "—", "") for text in texts):
        return True
    begun = {place for place, cell in enumerate(cells) if isinstance(cell, Merged)}
    has_group = any(isinstance(cell, Across) for cell in upper)
    gaps = {place for place in range(max(own) + 1) if _blank_at(upper, place)}
    # 一季度 below words that reach across is a word.
    is_value = is_plain_number if has_group or gaps & own.keys() else is_number
    if any(is_value(text) and not is_year(text) for text in texts):
        return False
    if has_group or begun:  # below 开发区 merged down nothing is a record
        return min(own_texts(upper), default=-1) in begun or _is_below(own, upper)
    if gaps & own.keys():  # without merging: the words fill the gaps of the row above
        others = own.keys() - gaps - {place - 1 for place in gaps}
        return not others
    above = [text for place, text in own_texts(upper).items() if place in own]
    return _is_other_language(texts, above, [*own_texts(following).values()], width)


def _is_below(own: dict[int, str], upper: list) -> bool:
    """Whether all words stand under words that reach across columns, or under none."""
    for place in own:
        is_across = (place < len(upper) and isinstance(upper[place], Across)) or (
            place + 1 < len(upper) and isinstance(upper[place + 1], Across)
        )
        if not is_across and not _blank_at(upper, place):
            return False
    return True


def _blank_at(cells: list, place: int) -> bool:
    return place >= len(cells) or says_nothing(cells[place])


def _is_other_language(texts: list, upper: list, following: list, width: int) -> bool:
    """Whether Latin words stand below Chinese ones, and no Latin row below them."""

    def are_latin(words: list) -> bool:
        return all(word.isascii() and any(map(str.isalpha, word)) for word in words)

    is_wide = len(texts) * 2 > width
    return (
        is_wide
        and are_latin(texts)
        and bool(upper)
        and not any(t.isascii() for t in upper)
        and (bool(following) and not are_latin(following))
    )


def _counts_columns(cells: list) -> bool:
    """Whether a row numbers the columns: 甲, 乙, 1, 2, 3."""
    texts = [joined(text).strip("()（）") for text in own_texts(cells).values()]
    digits = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    are_letters = all(len(text) == 1 and text in "甲乙丙丁戊ABCD" for text in letters)
    counted = range(digits[0], digits[0] + len(digits)) if digits else ()
    return len(texts) > 2 and are_letters and digits == [*counted] and digits[0] in (0, 1)


def column_words(header: Sequence[list], width: int) -> list[tuple[str, ...]]:
    """The words above each column. Without merging, a gap beside a word belongs to it."""
    rows = [[*cells, *[None] * (width - len(cells))] for cells in header]
    filled = [list(cells) for cells in rows]
    for place, cells in enumerate(filled[:-1]):
        below = filled[place + 1]
        texts = [as_shown(cell) for cell in below if not says_nothing(cell)]
        if any(isinstance(cell, Across) for cell in cells) or all(map(is_unit, texts)):
            continue
        for column in range(1, width):
            beside = not says_nothing(below[column]) and not says_nothing(below[column - 1])
            if says_nothing(cells[column]) and beside:
                cells[column] = cells[column - 1]
    found = []
    for column in range(width):
        words: list[str] = []
        for cells in filled:
            word = "" if says_nothing(cells[column]) else " ".join(as_shown(cells[column]).split())
            if word and not isinstance(cells[column], Merged) and word not in words[-1:]:
                words.append(word)
        found.append(tuple(words))
    return _in_chinese(found)


def _in_chinese(columns: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The words without their English, if all have it behind them: 从业人员 Employment.

    Where only some have it, it may say something of its own: 出口 EU.
    """
    columns = _without_row_of_english(columns)
    named = {word for words in columns for word in words if HAN.search(word) and not is_year(word)}
    halves = {word: match for word in named if (match := BILINGUAL.fullmatch(word))}
    if len(named) < 2 or len(halves) < len(named) or any(is_unit(m[2]) for m in halves.values()):
        return columns
    return [tuple(halves[w][1] if w in halves else w for w in words) for words in columns]


def _without_row_of_english(columns: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The words without phrases in English below them, if each has its own below Chinese."""
    double = [words for words in columns if len(words) > 1]
    is_each = all(HAN.search(words[-2]) and words[-1].isascii() for words in double)
    is_own = all(len({words[place] for words in double}) == len(double) for place in (-2, -1))
    phrases = [words for words in double if re.search("[A-Za-z]{2,} .*[A-Za-z]{2,}", words[-1])]
    if len(double) < 2 or not (is_each and is_own and len(phrases) * 2 > len(double)):
        return columns
    return [words[:-1] if len(words) > 1 else words for words in columns]
