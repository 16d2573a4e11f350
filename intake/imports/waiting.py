"""Files that wait while a person says what their columns mean; mappings kept for the next ones."""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from history.models import ImportRun
from history.reverting import RefusedError
from intake.imports.runs import KEPT_DAYS, prepared
from intake.imports.staging import Sheet, sheets_of
from intake.mapping.headwords import taken_apart
from intake.mapping.mapping import (
    OF_SOURCE,
    Mapping,
    mapping_from,
    proposed,
    with_unprinted_periods,
)
from intake.mapping.meanings import Meaning
from intake.mapping.translating import Question, translated
from intake.mapping.vocabulary import has_keys
from intake.models import SavedMapping, Upload
from intake.tables.cells import Across, as_shown, short
from intake.tables.columns import columns_of
from intake.tables.grids import grids, pasted
from intake.tables.headers import own_texts
from intake.tables.kinds import kind_named, normal
from intake.tables.layouts import Heading, Layout, headings, layout_of
from intake.tables.reading import tables
from intake.tables.signs import is_plain_number
from intake.tables.table import Grid, Table, UnreadableError
from sources.models import Source

TOP, END = 12, 5  # rows of the picture
PICTURED = 30  # columns of the picture
LOOKED_AT = 200  # saved mappings that may fit a file
PART = re.compile(r" ?\([0-9]+\)$")  # behind the title of a sheet with several tables
YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")


def own_sheets(file, kind: type[models.Model] | None) -> tuple[list[Sheet], dict] | None:
    """The sheets of a file in our own form, and what is not read of it; None of any other file.

    Raises UnreadableError for a workbook of ours with a mistake in it.
    """
    try:
        found = tables(file)
    except UnreadableError:
        return None
    # A sheet that people call 数据 is none of ours without keys.
    is_workbook = any(kind_named(one.title) and has_keys(one.header) for one in found)
    if kind is None and not is_workbook:
        return None
    try:
        return sheets_of(found, kind)
    except UnreadableError:
        if is_workbook:
            raise
        return None


@dataclass
class Waiting:
    """A waiting file, opened: its grids, and what its mapping is about."""

    upload: Upload
    asked: dict[str, Question] = field(default_factory=dict)  # while the preview was made

    @cached_property
    def grids(self) -> list[Grid]:
        """Raises UnreadableError."""
        content = bytes(self.upload.content)
        if self.upload.is_pasted:
            return pasted(content.decode())
        return grids(io.BytesIO(content))

    @property
    def grid(self) -> Grid:
        return self.grids[self.upload.sheet]

    @cached_property
    def mapping(self) -> Mapping:
        """What was said so far; a proposal if it is of an earlier form of this software."""
        try:
            return mapping_from(self.upload.mapping)
        except ValueError:
            return proposed(self.grid, kind=self.upload.kind)

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.grid, self.mapping.layout)

    def begin(self, *, kind: str = "", is_fresh: bool = False) -> None:
        """Look at the chosen sheet and propose what it means, as a saved mapping of its shape says.

        `is_fresh`: without saved mappings. Reads the sheet once.
        """
        self.upload.picture = _picture(self.grids, self.grid)
        layout = layout_of(self.grid)
        newest = SavedMapping.objects.select_related("actor").order_by("-changed")
        found = None if is_fresh else _fitting(self.grid, layout, newest[:LOOKED_AT])
        self.upload.saved, layout = found or (None, layout)
        self.propose(layout, kind)
        if self.upload.saved:
            self.use(self.upload.saved)

    def propose(self, layout: Layout, kind: str = "") -> None:
        """Forget what was said of the columns."""
        self.keep(proposed(self.grid, layout=layout, kind=kind))

    def use(self, saved: SavedMapping) -> None:
        """Take what a saved mapping says of columns of these headings. Periods are the file's own.

        Raises RefusedError if it cannot be read any more.
        """
        old = _read(saved)
        if old is None:
            raise RefusedError(
                _("“%(name)s” was saved in a form that is not read any more.") % {"name": saved}
            )
        if old.kind != self.mapping.kind:
            self.propose(self.mapping.layout, old.kind)
        self.upload.saved, new = saved, self.mapping
        columns = {**new.columns, **_as_before(old.columns, new.columns)}
        constants = {name: value for name, value in old.constants.items() if name != "period"}
        if "period" in new.constants:
            constants["period"] = new.constants["period"]
        self.keep(replace(new, columns=columns, constants=constants, answers=old.answers))

    def keep(self, mapping: Mapping) -> None:
        """Say what is now meant; not saved yet."""
        self.upload.mapping = with_unprinted_periods(mapping).to_json()
        for name in ("mapping", "headings"):
            self.__dict__.pop(name, None)

    def goes_on(self) -> bool:
        """Turn to the next table of the sheet, if there is one, of the same source. Saves."""
        following = self.upload.sheet + 1
        parts = [PART.sub("", one.title) for one in self.grids[self.upload.sheet : following + 1]]
        if len({*parts}) > 1 or len(parts) < 2 or not PART.search(self.grid.title):
            return False
        source = {"source": self.mapping.constants.get("source", "")}
        self.upload.sheet, self.upload.run = following, None
        self.begin(kind=self.upload.kind)
        self.keep(replace(self.mapping, constants={**self.mapping.constants, **source}))
        self.upload.save()
        return True

    def save_as(self, name: str, user) -> SavedMapping:
        """Keep the mapping for the next file, in place of the one of this name."""
        values = {"shape": shape(self.headings), "mapping": self.upload.mapping, "actor": user}
        saved, _is_new = SavedMapping.objects.update_or_create(name=name, defaults=values)
        return saved

    def sheets(self) -> list[Sheet]:
        """What is staged: the source that the mapping adds, then the records of the file."""
        found, mapping = [], self.mapping
        given = {
            name.removeprefix(OF_SOURCE): value
            for name, value in mapping.constants.items()
            if name.startswith(OF_SOURCE) and value
        }
        if given:
            values = {"slug": mapping.constants["source"], **given}
            labels = {column.name: column.label for column in columns_of(Source)}
            header = [labels[name] for name in values]
            table = Table("", header, iter([(1, list(values.values()))]))
            found.append((Source, table, list(values)))
        return [*found, *translated(self.grid, mapping, self.asked)]

    def prepared(self, user, **applying) -> Iterator[ImportRun | str]:
        """The preview of the mapped file. As `runs.prepared`."""
        upload, file = self.upload, io.BytesIO(bytes(self.upload.content))
        read = (self.sheets(), self._others())
        return prepared(file, name=upload.file_name, kind=None, user=user, read=read, **applying)

    def _others(self) -> dict[str, list[str]]:
        """The other sheets of the file, by the reason why they are not read."""
        names = [
            short(one.title)
            for place, one in enumerate(self.grids)
            if place != self.upload.sheet and not one.unread
        ]
        reason = _("one sheet is read at a time: choose it on the page before")
        return {reason: names} if names else {}

    def previewed(self, run: ImportRun) -> None:
        """Have this preview in place of an earlier one."""
        earlier, self.upload.run = self.upload.run, run
        self.upload.picture["asked"] = [asdict(one) for one in self.asked.values()]
        self.upload.save(update_fields=["run", "picture"])
        if earlier and not earlier.applied:
            earlier.delete()


def _first_table(found: list[Grid], places: list[int]) -> int:
    """The first sheet with several columns and rows: a page's links stand in a table of one row.

    Two columns of words alone, such as a page's index, give way to a wider table.
    """
    wide = [place for place in places if found[place].ends.width > 1]
    long = [place for place in wide if len(found[place].ends.top) > 1]
    likely = (place for place in long if found[place].ends.width > 2 or _has_numbers(found[place]))
    return next(likely, next(iter((*long, *wide)), places[0]))


def _has_numbers(grid: Grid) -> bool:
    return any(
        is_plain_number(text) for _n, row in grid.ends.top for text in own_texts(row).values()
    )


def kept(
    content: bytes,
    *,
    name: str,
    user,
    kind: str = "",
    is_pasted: bool = False,
    run: ImportRun | None = None,
) -> Upload:
    """A file that waits from now on, with a proposal, beside its preview `run` if there is one.

    Throws expired ones away. Raises UnreadableError.
    """
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    Upload.objects.filter(uploaded__lt=old).delete()
    upload = Upload(
        file_name=name[-200:],
        content=content,
        kind=kind,
        is_pasted=is_pasted,
        actor=user,
        run=run,
    )
    waiting = Waiting(upload)
    places = [place for place, grid in enumerate(waiting.grids) if not grid.unread]
    if not places:
        raise UnreadableError(_("The file is empty."))
    upload.sheet = _first_table(waiting.grids, places)
    waiting.begin(kind=kind)
    upload.save()
    return upload


def mapped_by(saved: SavedMapping, content: bytes, name: str) -> Waiting:
    """A file read by a saved mapping: of its sheets the first of that shape. Not saved.

    Raises UnreadableError.
    """
    waiting = Waiting(Upload(file_name=name[-200:], content=content))
    for place, grid in enumerate(waiting.grids):
        found = None if grid.unread else _fitting(grid, layout_of(grid), [saved])
        if found:
            waiting.upload.sheet = place
            waiting.propose(found[1])
            waiting.use(saved)
            return waiting
    raise UnreadableError(
        _("The headings of the file are not those that “%(name)s” is for.") % {"name": saved}
    )


def shape(columns: Sequence[Heading]) -> str:
    """What files of one form have in common: their headings, whatever years stand in them."""
    words = ["\t".join(YEAR.sub("#", normal(word)) for word in one.words) for one in columns]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _read(saved: SavedMapping) -> Mapping | None:
    """What was saved; None of a form that is not read any more."""
    try:
        return mapping_from(saved.mapping)
    except ValueError:
        return None


def _as_before(old: dict[int, Meaning], new: dict[int, Meaning]) -> dict[int, Meaning]:
    """The old meanings of new columns, with the periods that their own headings print."""
    places = dict(zip(_called(old), old, strict=True))
    moved = {
        places[words]: place
        for words, place in zip(_called(new), new, strict=True)
        if words in places
    }
    found = {}
    for before, place in moved.items():
        one, proposal = old[before], new[place]
        printed = taken_apart(proposal.words.split(" · ")).periods
        period = proposal.period or (printed[0] if len(printed) == 1 and one.is_figure else "")
        of = None if one.of is None else moved.get(one.of)
        found[place] = replace(one, words=proposal.words, period=period, of=of)
    return found


def _called(columns: dict[int, Meaning]) -> list[tuple[str, int]]:
    """The headings of columns without years, numbered where several are alike."""
    counts: Counter[str] = Counter()
    found = []
    for one in columns.values():
        words = YEAR.sub("#", normal(one.words))
        found.append((words, counts[words]))
        counts[words] += 1
    return found


def _fitting(
    grid: Grid, layout: Layout, among: Iterable[SavedMapping]
) -> tuple[SavedMapping, Layout] | None:
    """The first saved mapping of the grid's shape, and the layout that makes it so."""
    shapes = {}
    for saved in among:
        old = _read(saved)
        if old is None:
            continue
        parts = {
            name: getattr(old.layout, name) for name in ("titles", "headers", "first", "groups")
        }
        for one in (layout, replace(layout, **parts)):
            if one not in shapes:
                shapes[one] = shape(headings(grid, one))
            if shapes[one] == saved.shape:
                return saved, one
    return None


def _picture(found: list[Grid], grid: Grid) -> dict:
    rows = [*grid.ends.top, *grid.ends.bottom]
    return {
        "sheets": [[one.title, one.unread] for one in found],
        "top": [_shown(row) for row in rows[:TOP]],
        "end": [_shown(row) for row in rows[TOP:][-END:]],
        "count": grid.ends.count,
    }


def _shown(row: tuple[int, list]) -> list:
    number, cells = row
    return [
        number,
        [
            "" if one is None or isinstance(one, Across) else as_shown(one)[:80]
            for one in cells[:PICTURED]
        ],
    ]
