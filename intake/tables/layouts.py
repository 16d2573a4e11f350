"""Where in a grid its titles, header, data and notes are, and what stands above each column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from django.utils.translation import gettext as _

from intake.tables.cells import Across, Merged, as_shown, says_nothing
from intake.tables.headers import (
    Row,
    column_words,
    first_header,
    header_rows,
    is_data,
    own_texts,
    places_said,
    usual_width,
)
from intake.tables.signs import (
    is_group,
    is_note,
    is_number,
    is_numbered,
    is_part,
    is_total,
    is_whole,
    is_year,
    joined,
    says_more,
    without_count,
)
from intake.tables.table import Grid

SAMPLES = 3
GROUP = "分组"  # what the column of group rows is called


@dataclass(frozen=True)
class Layout:
    """The parts of a grid by row numbers as in the file.

    `headers`: one to three rows, a row of units included. `first`: the first row of data. `last`:
    the last one; None for as many as there are. `groups`: the place of a column that the grid does
    not have, for texts of rows like "江西省" that head the rows of data below; None without.
    `blocks`: where the columns begin again, for tables that go on side by side.
    """

    titles: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    first: int = 1
    last: int | None = None
    notes: tuple[int, ...] = ()
    groups: int | None = None
    blocks: tuple[int, ...] = ()


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
    block: int = 0

    @property
    def key(self) -> int | tuple[int, int]:
        """What tells it from others: of a row of the file several blocks are read."""
        return (self.number, self.block) if self.block else self.number


def layout_of(grid: Grid) -> Layout:
    """The layout as the grid's own signs tell it. Walks the grid once, headings() not again."""
    rows = grid.ends.top
    if not rows:
        return Layout()
    width = usual_width(rows)
    start = first_header(rows, width)
    has_header = not is_data(rows, start)
    headers, below = header_rows(rows, start, width) if has_header else ([], start)
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
        blocks=_blocks(column_words([rows[place][1] for place in headers], grid.ends.width)),
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
    width = layout.blocks[0] if layout.blocks else grid.ends.width
    words = column_words(header, width)
    found = [
        Heading(place, words[place], tuple(samples.get(place, ())))
        for place in range(width)
        if words[place] or samples.get(place)
    ]
    if layout.groups is not None:
        found.append(Heading(layout.groups, (GROUP,), tuple(samples.get(layout.groups, ()))))
    return found


def context(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """The texts of titles and notes, where units and periods of the whole table stand."""
    wanted = {*layout.titles, *layout.notes}
    rows = [row for row in (*grid.ends.top, *grid.ends.bottom) if row[0] in wanted]
    return tuple(text for _number, cells in rows for text in own_texts(cells).values())


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
    if layout.blocks:
        header = [cells[: layout.blocks[0]] for cells in header]
    heads = [tuple(map(joined, own_texts(cells).values())) for cells in header]
    begun = {words[0] for words in heads if words}
    width = max((len(places_said(cells)) for cells in header), default=0)
    group, is_other = None, False
    for number, block, cells in _one_below_another(rows, layout.blocks):
        if layout.last is not None and number > layout.last:
            return
        if number < layout.first or number in layout.headers or number in layout.titles:
            continue
        own = own_texts(cells)
        if not own:
            continue
        first, is_alone, reason = joined(next(iter(own.values()))), len(own) == 1, ""
        is_other = is_other or _is_other_header(own, heads) or (is_alone and is_year(first))
        if is_other:
            reason = _("another table with other columns, which is not read")
        elif number in layout.notes or (is_alone and width > 2 and is_note(first)):
            reason = _("a note, no record")
        elif (first in begun and tuple(map(joined, own.values())) in heads) or (
            is_alone and (first in titles or says_more(first))
        ):
            reason = _("the header or the title, repeated")
        elif _is_across(cells, own, width) or (
            layout.groups is not None and _is_group(cells, own, width)
        ):
            group, reason = without_count(next(iter(own.values()))), _("it heads the rows below it")
        elif _is_total(own) or (
            not has_parts and any(map(is_part, map(joined, [*own.values()][:3])))
        ):
            reason = _("a total, no record")
        if layout.groups is not None:
            cells = [*cells, *[None] * (layout.groups + 1 - len(cells))]
            cells[layout.groups] = group
        yield DataRow(number, cells, reason, block=block)


def _one_below_another(
    rows: Iterator[Row], blocks: tuple[int, ...]
) -> Iterator[tuple[int, int, list]]:
    """The number of each row, a block of columns, and its cells as those of the first block."""
    for number, cells in rows:
        if not blocks:
            yield number, 0, cells
            continue
        for block, (start, end) in enumerate(pairwise((0, *blocks, len(cells)))):
            yield number, block, cells[start:end]


def _blocks(words: Sequence[tuple[str, ...]]) -> tuple[int, ...]:
    """Where the words of the first columns begin again, all in the same order."""
    starts = [place for place, word in enumerate(words) if word and word == words[0]]
    parts = [words[start:end] for start, end in pairwise((*starts, len(words)))]
    bare = [[word for word in part if word] for part in parts]
    is_same = len(bare) > 1 and len(bare[0]) > 1 and all(one == bare[0] for one in bare)
    return tuple(starts[1:]) if is_same else ()


def _is_other_header(own: dict[int, str], heads: Sequence[tuple[str, ...]]) -> bool:
    """Whether a row begins as the header does, and goes on with other words."""
    texts = tuple(map(joined, own.values()))
    begun = {words[0].removesuffix("名称") for words in heads if len(words) > 1}
    begins_so = bool(texts) and texts[0].removesuffix("名称") in begun
    is_header = len(texts) > 1 and begins_so and texts not in heads
    return is_header and not any(is_number(one) and not is_year(one) for one in texts)


def _is_dated(cells: list) -> bool:
    """Whether a year stands alone in a row, above a table of its own."""
    own = [*own_texts(cells).values()]
    return len(own) == 1 and bool(re.search("(?:19|20)[0-9]{2}", joined(own[0])))


def parts_of(rows: Sequence[Row]) -> list[int]:
    """The numbers of the rows with which further tables begin, their titles included."""
    layout = layout_of(Grid("", lambda: iter(rows)))
    top = dict(rows)
    heads = [tuple(map(joined, own_texts(top[n]).values())) for n in layout.headers if n in top]
    for place, (number, cells) in enumerate(rows):
        own = own_texts(cells)
        is_again = tuple(map(joined, own.values())) in heads and _is_dated(rows[place - 1][1])
        if number > layout.first and (is_again or _is_other_header(own, heads)):
            while rows[place - 1][0] > layout.first and len(own_texts(rows[place - 1][1])) < 2:
                place -= 1
            return [rows[place][0], *parts_of(rows[place:])]
    return []


def _titles(grid: Grid, layout: Layout) -> set[str]:
    rows = (cells for number, cells in grid.ends.top if number in layout.titles)
    return {joined(text) for cells in rows for text in own_texts(cells).values()}


def _notes(rows: Sequence[Row], width: int) -> tuple[int, ...]:
    """The numbers of the rows below the data: notes, and what stands alone after a blank row."""
    tail: list[Row] = []
    for number, cells in reversed(rows):
        own = own_texts(cells)
        if len(own) > 2 or any(map(is_number, own.values())):
            break
        tail.insert(0, (number, cells))
    above = {number: before for (before, _cells), (number, _more) in pairwise(rows)}
    for place, (number, cells) in enumerate(tail):
        own = own_texts(cells)
        first = next(iter(own.values()), "")
        is_alone = len(own) == 1 and width > 2
        is_apart = number - above.get(number, number - 1) > 1
        if is_note(joined(first)) or (is_alone and (is_apart or is_numbered(first))):
            return tuple(n for n, _cells in tail[place:])
    return ()


def _has_groups(rows: Sequence[Row], width: int) -> bool:
    """Whether a row heads others: one below it has several texts of its own."""
    for (_number, cells), (_following, below) in pairwise(rows):
        if _is_group(cells, own_texts(cells), width) and len(own_texts(below)) > 1:
            return True
    return False


def _is_group(cells: list, own: dict[int, str], width: int) -> bool:
    """Whether one text alone heads the rows below: merged across, or of words that say so."""
    if _is_across(cells, own, width):
        return True
    if len(own) != 1 or width < 3 or any(isinstance(cell, Merged) for cell in cells):
        return False
    return is_group(joined(without_count(next(iter(own.values())))))


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
