"""Where in a grid its titles, header, data and notes are, and what stands above each column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from django.utils.translation import gettext as _

from intake.tables.cells import Across, Merged, as_shown, says_nothing
from intake.tables.signs import (
    is_group,
    is_note,
    is_number,
    is_numbered,
    is_part,
    is_plain_number,
    is_total,
    is_unit,
    is_whole,
    is_year,
    joined,
    says_more,
)
from intake.tables.table import Grid

Row = tuple[int, list]
HEADERS = 3  # rows of a header at most
SAMPLES = 3
GROUP = "分组"  # what the column of group rows is called


@dataclass(frozen=True)
class Layout:
    """The parts of a grid by row numbers as in the file.

    `headers`: one to three rows, a row of units included. `first`: the first row of data. `last`:
    the last one; None for as many as there are. `groups`: the place of a column that the grid does
    not have, for texts of rows like "江西省" that head the rows of data below; None without.
    """

    titles: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    first: int = 1
    last: int | None = None
    notes: tuple[int, ...] = ()
    groups: int | None = None


@dataclass(frozen=True)
class Heading:
    """A column: its place from 0, its words from the top header row down, and sample cells."""

    place: int
    words: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class DataRow:
    """A row between the header and the notes; `left_out` says why it is no record ("" if it is).

    With groups, the cell at Layout.groups is the text of the row that heads it. `at`: the place of
    its value, in a row of which several are read.
    """

    number: int
    cells: list
    left_out: str = ""
    at: int | None = None


def layout_of(grid: Grid) -> Layout:
    """The layout as the grid's own signs tell it. Walks the grid once, headings() not again."""
    rows = grid.ends.top
    if not rows:
        return Layout()
    width = _usual_width(rows)
    start = _first_header(rows, width)
    has_header = not _is_data(rows, start)
    headers, below = _headers(rows, start, width) if has_header else ([], start)
    first = rows[below][0] if below < len(rows) else rows[-1][0] + 1
    notes = _notes([*rows[below:], *grid.ends.bottom], width)
    data = [row for row in rows[below:] if row[0] not in notes]
    last = None
    if notes:
        before = (n for n, _cells in (*rows[below:], *grid.ends.bottom) if n < notes[0])
        last = max(before, default=None)
    return Layout(
        titles=tuple(number for number, _cells in rows[:start]),
        headers=tuple(rows[place][0] for place in headers),
        first=first,
        last=last,
        notes=notes,
        groups=grid.ends.width if _has_groups(data, width) else None,
    )


def headings(grid: Grid, layout: Layout) -> list[Heading]:
    """The columns that have words or cells; with groups, one more for their texts."""
    top = dict(grid.ends.top)
    header = [top[number] for number in layout.headers if number in top]
    samples: dict[int, list[str]] = {}
    for row in _data(iter(grid.ends.top), layout, header, _titles(grid, layout)):
        if row.left_out:
            continue
        for place, cell in enumerate(row.cells):
            known = samples.setdefault(place, [])
            if len(known) < SAMPLES and not says_nothing(cell) and not isinstance(cell, Merged):
                known.append(" ".join(as_shown(cell).split()))
    words = _words(header, grid.ends.width)
    found = [
        Heading(place, words[place], tuple(samples.get(place, ())))
        for place in range(grid.ends.width)
        if words[place] or samples.get(place)
    ]
    if layout.groups is not None:
        found.append(Heading(layout.groups, (GROUP,), tuple(samples.get(layout.groups, ()))))
    return found


def context(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """The texts of titles and notes, where units and periods of the whole table stand."""
    wanted = {*layout.titles, *layout.notes}
    rows = [row for row in (*grid.ends.top, *grid.ends.bottom) if row[0] in wanted]
    return tuple(text for _number, cells in rows for text in _own(cells).values())


def data_rows(grid: Grid, layout: Layout, *, has_parts: bool = False) -> Iterator[DataRow]:
    """All rows from the first one of data to the last, totals and repeated headers marked.

    `has_parts`: whether a row such as 其中：出口 is a record, of the metric 出口.
    """
    top = dict(grid.ends.top)
    header = [top[number] for number in layout.headers if number in top]
    return _data(grid.rows(), layout, header, _titles(grid, layout), has_parts=has_parts)


def _data(
    rows: Iterator[Row],
    layout: Layout,
    header: Sequence[list],
    titles: set[str],
    *,
    has_parts: bool = False,
) -> Iterator[DataRow]:
    heads = [tuple(map(joined, _own(cells).values())) for cells in header]
    begun = {words[0] for words in heads if words}
    width = max((len(_covered(cells)) for cells in header), default=0)
    group = None
    for number, cells in rows:
        if layout.last is not None and number > layout.last:
            return
        if number < layout.first or number in layout.headers or number in layout.titles:
            continue
        own = _own(cells)
        if not own:
            continue
        first, is_alone, reason = joined(next(iter(own.values()))), len(own) == 1, ""
        if number in layout.notes or (is_alone and width > 2 and is_note(first)):
            reason = _("a note, no record")
        elif (first in begun and tuple(map(joined, own.values())) in heads) or (
            is_alone and (first in titles or says_more(first))
        ):
            reason = _("the header or the title, repeated")
        elif _is_across(cells, own, width) or (
            layout.groups is not None and _is_group(cells, own, width)
        ):
            group, reason = next(iter(own.values())), _("it heads the rows below it")
        elif _is_total(own) or (
            not has_parts and any(map(is_part, map(joined, [*own.values()][:3])))
        ):
            reason = _("a total, no record")
        if layout.groups is not None:
            cells = [*cells, *[None] * (layout.groups + 1 - len(cells))]
            cells[layout.groups] = group
        yield DataRow(number, cells, reason)


def _titles(grid: Grid, layout: Layout) -> set[str]:
    rows = (cells for number, cells in grid.ends.top if number in layout.titles)
    return {joined(text) for cells in rows for text in _own(cells).values()}


def _covered(cells: list) -> set[int]:
    """The places that are not blank."""
    return {place for place, cell in enumerate(cells) if not says_nothing(cell)}


def _own(cells: list) -> dict[int, str]:
    """The texts that stand in a row itself, by place: merged ones once, where they begin."""
    return {
        place: as_shown(cell).strip()
        for place, cell in enumerate(cells)
        if not isinstance(cell, Across | Merged) and not says_nothing(cell)
    }


def _usual_width(rows: Sequence[Row]) -> int:
    """How many cells a row of data has: of the widths of two rows in three the smallest."""
    widths = sorted((len(_covered(cells)) for _number, cells in rows), reverse=True)
    several = [width for width in widths if width > 1] or widths
    common, count = max(Counter(several).items(), key=lambda one: (one[1], one[0]))
    return common if count > 1 else several[len(several) // 2]


def _first_header(rows: Sequence[Row], width: int) -> int:
    """The place of the first row that is as wide as the table, or is with the row below it."""
    for place, (_number, cells) in enumerate(rows[:-1]):
        own, covered, below = _own(cells), _covered(cells), rows[place + 1][1]
        if (width > 1 and len(own) < 2) or any(says_more(joined(one)) for one in own.values()):
            continue
        if len(covered) * 2 > width:
            is_narrower = len(covered) < len(_covered(below))
            if not is_narrower or _goes_on(below, cells, [], width) or not _heads(rows, place + 1):
                return place
        elif covered - _covered(below) and _goes_on(below, cells, [], width):
            return place
    return 0


def _heads(rows: Sequence[Row], place: int) -> bool:
    """Whether a row has a word where most rows below have numbers, and no number itself."""
    own = _own(rows[place][1])
    if any(is_number(text) and not is_year(text) for text in own.values()):
        return False
    below = [_own(cells) for _number, cells in rows[place + 2 : place + 12]]
    for column in own:
        texts = [one[column] for one in below if column in one]
        if texts and sum(map(is_number, texts)) * 2 > len(texts):
            return True
    return False


def _is_data(rows: Sequence[Row], place: int) -> bool:
    """Whether a row has numbers wherever the rows below have them: a table without a header."""
    own = _own(rows[place][1])
    below = [_own(cells) for _number, cells in rows[place + 1 : place + 11]]
    columns = {column for one in below for column in one}
    numeric = {
        column
        for column in columns
        if sum(is_plain_number(one.get(column, "")) for one in below) * 2 > len(below)
    }
    return bool(numeric) and all(
        is_plain_number(own.get(column, "")) and not is_year(own[column]) for column in numeric
    )


def _headers(rows: Sequence[Row], start: int, width: int) -> tuple[list[int], int]:
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
    own = _own(cells)
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
    if has_group or begun:
        return _is_below(own, upper)
    if gaps & own.keys():  # without merging: the words fill the gaps of the row above
        others = own.keys() - gaps - {place - 1 for place in gaps}
        return not others
    return _is_other_language(texts, [*_own(upper).values()], [*_own(following).values()], width)


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
        and not any(t.isascii() for t in upper)
        and (bool(following) and not are_latin(following))
    )


def _counts_columns(cells: list) -> bool:
    """Whether a row numbers the columns: 甲, 乙, 1, 2, 3."""
    texts = [joined(text).strip("()（）") for text in _own(cells).values()]
    digits = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if not text.isdecimal()]
    are_letters = all(len(text) == 1 and text in "甲乙丙丁戊ABCD" for text in letters)
    counted = range(digits[0], digits[0] + len(digits)) if digits else ()
    return len(texts) > 2 and are_letters and digits == [*counted] and digits[0] in (0, 1)


def _notes(rows: Sequence[Row], width: int) -> tuple[int, ...]:
    """The numbers of the rows below the data: notes, and what stands alone after a blank row."""
    tail: list[Row] = []
    for number, cells in reversed(rows):
        own = _own(cells)
        if len(own) > 2 or any(map(is_number, own.values())):
            break
        tail.insert(0, (number, cells))
    above = {number: before for (before, _cells), (number, _more) in pairwise(rows)}
    for place, (number, cells) in enumerate(tail):
        own = _own(cells)
        first = next(iter(own.values()), "")
        is_alone = len(own) == 1 and width > 2
        is_apart = number - above.get(number, number - 1) > 1
        if is_note(joined(first)) or (is_alone and (is_apart or is_numbered(first))):
            return tuple(n for n, _cells in tail[place:])
    return ()


def _has_groups(rows: Sequence[Row], width: int) -> bool:
    """Whether a row heads others: one below it has several texts of its own."""
    for (_number, cells), (_following, below) in pairwise(rows):
        if _is_group(cells, _own(cells), width) and len(_own(below)) > 1:
            return True
    return False


def _is_group(cells: list, own: dict[int, str], width: int) -> bool:
    """Whether one text alone heads the rows below: merged across, or of words that say so."""
    if _is_across(cells, own, width):
        return True
    if len(own) != 1 or width < 3 or any(isinstance(cell, Merged) for cell in cells):
        return False
    return is_group(joined(next(iter(own.values()))))


def _is_across(cells: list, own: dict[int, str], width: int) -> bool:
    """Whether one text that is no total or note reaches across most of a row."""
    if len(own) != 1 or width < 3:
        return False
    [(place, text)] = own.items()
    across = sum(1 for _cell in takewhile(lambda one: isinstance(one, Across), cells[place + 1 :]))
    word = joined(text)
    return (across + 1) * 2 > width and not (is_note(word) or is_number(word) or is_total(word))


def _is_total(own: dict[int, str]) -> bool:
    first, *others = own.values()
    if is_whole(joined(first)):
        return all(map(is_number, others))
    return any(is_total(joined(text)) for text in (first, *others[:2]))


def _words(header: Sequence[list], width: int) -> list[tuple[str, ...]]:
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
    return found
