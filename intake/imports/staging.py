"""From a file to its preview: every row read, compared with its record, and kept with the run.

Rows are read and compared in batches, so that memory does not grow with the file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.records.models import has_drafts
from core.records.plain import CHUNK, fetched, plain
from history.models import ImportRun
from intake.choices import RowAction
from intake.models import StagedRow
from intake.tables.cells import CellError, as_shown, integer, is_blank, says_nothing, short, text
from intake.tables.columns import KEEP, REVISION, Column, HeaderError, codes_of_header, columns_of
from intake.tables.kinds import is_explanation, kind_named, kinds
from intake.tables.merged_cells import MergedText
from intake.tables.table import Table, UnreadableError


@dataclass
class Sheet:
    """A table whose kind of record and columns are known."""

    model: type[models.Model]
    table: Table
    codes: list[str]


def sheets_of(found: list[Table], kind: type[models.Model] | None) -> list[Sheet]:
    """The tables of a file as sheets, in the order in which they can be written.

    A workbook's sheets name their kinds; any other table is of the kind given. Raises
    UnreadableError.
    """
    is_workbook = any(kind_named(table.title) for table in found)
    sheets = []
    for table in found if is_workbook else found[:1]:
        if is_explanation(table.title):
            continue
        model = kind_named(table.title) or (None if is_workbook else kind)
        if model is None:
            raise UnreadableError(_unknown_sheet(table.title, is_workbook=is_workbook))
        try:
            codes = codes_of_header(model, table.header)
        except HeaderError as error:
            where = _("Sheet “%(sheet)s”: %(problem)s") if is_workbook else "%(problem)s"
            raise UnreadableError(where % {"sheet": table.title, "problem": error}) from error
        sheets.append(Sheet(model, table, codes))
    order = {model: place for place, model in enumerate(kinds())}
    return sorted(sheets, key=lambda sheet: order[sheet.model])


def _unknown_sheet(title: str, *, is_workbook: bool) -> str:
    if not is_workbook:
        return _("Say which kind of record the file holds: nothing in it tells.")
    names = [str(capfirst(model._meta.verbose_name_plural)) for model in kinds()]
    near = get_close_matches(title, names, n=1, cutoff=0.6)
    words = {"sheet": short(title), "names": ", ".join(names), "nearest": near[0] if near else ""}
    if near:
        return _("“%(sheet)s” is no sheet that we know; did you mean “%(nearest)s”?") % words
    return _("“%(sheet)s” is no sheet that we know. The sheets are: %(names)s.") % words


@dataclass
class Permitted:
    """What the person behind an import may do; a command may do everything."""

    user: object = None

    def can(self, action: str, model: type[models.Model]) -> bool:
        options = model._meta
        permission = f"{options.app_label}.{action}_{options.model_name}"
        return self.user is None or self.user.has_perm(permission)

    @property
    def can_publish(self) -> bool:
        return self.user is None or self.user.has_perm("sources.publish_facts")


@dataclass
class Staging:
    """Puts the rows of sheets beside the records as they stand."""

    run: ImportRun
    permitted: Permitted
    counts: Counter = field(default_factory=Counter)
    seen: dict[type[models.Model], dict[str, int]] = field(default_factory=dict)

    def take(self, sheets: list[Sheet]) -> Iterator[int]:
        """Stage every row; gives the number of rows read so far. A few queries a batch."""
        for sheet in sheets:
            while batch := list(islice(sheet.table.rows, CHUNK)):
                rows = _Batch(self, sheet).staged(batch)
                StagedRow.objects.bulk_create(rows)
                self.counts.update(row.action for row in rows)
                yield self.counts.total()
        self.store_counts()

    def store_counts(self) -> None:
        """Keep the counts with the run."""
        self.run.created_count = self.counts[RowAction.CREATE]
        self.run.updated_count = self.counts[RowAction.UPDATE]
        self.run.unchanged_count = self.counts[RowAction.UNCHANGED]
        self.run.error_count = self.counts[RowAction.ERROR]
        self.run.save()


class _Batch:
    """Some rows of one sheet, with the records that they name."""

    def __init__(self, staging: Staging, sheet: Sheet):
        self.staging, self.sheet, self.model = staging, sheet, sheet.model
        self.seen = staging.seen.setdefault(self.model, {})
        by_name = {column.name: column for column in columns_of(self.model)}
        # (place, column, name in the file) of the columns besides the key
        self.columns: list[tuple[int, Column, str]] = [
            (place, by_name[code], sheet.table.header[place])
            for place, code in enumerate(sheet.codes)
            if code and code not in ("slug", REVISION)
        ]
        self.key_place = sheet.codes.index("slug")
        self.revision_place = sheet.codes.index(REVISION) if REVISION in sheet.codes else None
        self.nameless = [place for place, code in enumerate(sheet.codes) if not code]
        given = {code for code in sheet.codes if code}
        self.missing = [c for c in by_name.values() if c.is_needed and c.name not in given]
        self.may_add = staging.permitted.can("add", self.model)
        self.may_change = staging.permitted.can("change", self.model)

    def staged(self, batch: list[tuple[int, list]]) -> list[StagedRow]:
        keyed = [(number, cells, *self._key(cells)) for number, cells in batch]
        slugs = [slug for _number, _cells, slug, _problem in keyed if slug]
        records = fetched(self.model._base_manager.filter(slug__in=slugs))
        existing = {record.slug: record for record in records}
        return [
            self._row(number, cells, slug, problem, existing.get(slug))
            for number, cells, slug, problem in keyed
        ]

    def _key(self, cells: list) -> tuple[str, str]:
        """The record's key, and what is wrong with it."""
        cell = cells[self.key_place] if self.key_place < len(cells) else None
        try:
            if cell is None or not text(cell):
                return "", _("the key of the record is missing.")
            return text(cell), ""
        except CellError as error:
            return "", str(error)

    def _row(self, number, cells, slug, problem, record) -> StagedRow:
        row = StagedRow(
            run=self.staging.run,
            sheet=self.sheet.table.title[:40],
            number=number,
            kind=self.model._meta.label_lower,
            slug=slug[:100],
        )
        if problem:
            row.action = RowAction.ERROR
            row.errors = [[self.sheet.table.header[self.key_place], problem]]
            return row
        row.errors = []
        if slug in self.seen:
            words = {"row": self.seen[slug], "slug": short(slug)}
            row.errors.append(["", _("row %(row)s is about “%(slug)s” already.") % words])
        self.seen.setdefault(slug, number)
        beyond = cells[len(self.sheet.codes) :]
        nameless = [cells[place] for place in self.nameless if place < len(cells)]
        if not is_blank(beyond):
            row.errors.append(["", _("the row has more cells than the header has columns.")])
        if not is_blank(nameless):
            row.errors.append(["", _("a cell stands in a column that has no name in the header.")])
        values = self._values(cells, row, is_new=record is None)
        if record is None:
            self._compare_new(row, values)
        else:
            self._compare(row, values, record, cells)
        if row.errors:
            row.action = RowAction.ERROR
        return row

    def _values(self, cells, row, *, is_new: bool) -> dict:
        values, raw, merged = {}, {}, []
        for place, column, name in self.columns:
            cell = cells[place] if place < len(cells) else None
            if column.is_parsed and not says_nothing(cell):
                raw[column.name] = as_shown(cell)
            if isinstance(cell, MergedText):
                merged.append(column.name)
            try:
                value = column.read(cell, is_new=is_new)
            except CellError as error:
                row.errors.append([name, str(error)])
                continue
            if value is not KEEP:
                values[column.name] = value
        row.raw, row.merged = raw or None, merged or None
        return values

    def _compare_new(self, row: StagedRow, values: dict) -> None:
        row.action = RowAction.CREATE
        row.errors += [[column.label, _("a value is needed.")] for column in self.missing]
        if not self.may_add:
            row.errors.append(["", self._forbidden(_("You may not add %(kind)s."))])
        must_be_draft = has_drafts(self.model) and not self.staging.permitted.can_publish
        if must_be_draft and values.setdefault("is_draft", True) is False:
            row.errors.append(["", _("only a curator may publish: let it be a draft.")])
        row.after = {"slug": row.slug, **values}

    def _compare(self, row: StagedRow, values: dict, record, cells) -> None:
        now = plain(record)
        columns = {column.name: (column, name) for _place, column, name in self.columns}
        changed = {
            name: value
            for name, value in values.items()
            if not columns[name][0].same(now[name], value)
        }
        row.read_revision = record.revision
        row.action = RowAction.UPDATE if changed else RowAction.UNCHANGED
        if not changed:
            return
        row.before, row.after = {name: now[name] for name in changed}, changed
        blanks = (None, "", [])
        row.emptied = [name for name, value in changed.items() if value in blanks] or None
        if not self.may_change:
            row.errors.append(["", self._forbidden(_("You may not change %(kind)s."))])
        if "is_draft" in changed and not self.staging.permitted.can_publish:
            row.errors.append(
                ["", _("only a curator may publish a fact or make it a draft again.")]
            )
        if self._is_outdated(cells, record):
            row.errors += [
                [columns[name][1], self._outdated(columns[name][0], now[name], value)]
                for name, value in changed.items()
            ]

    def _forbidden(self, message: str) -> str:
        return message % {"kind": self.model._meta.verbose_name_plural}

    def _is_outdated(self, cells, record) -> bool:
        place = self.revision_place
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            return bool(cell) and integer(text(cell)) != record.revision
        except CellError:
            return True

    def _outdated(self, column: Column, now, value) -> str:
        words = {
            "now": short(column.written(now, in_words=True) or "—"),
            "file": short(column.written(value, in_words=True) or "—"),
        }
        return (
            _(
                "changed since this file was exported: now “%(now)s”, in the file “%(file)s”. "
                "Export anew, or take the column “revision” out to compare with what stands now."
            )
            % words
        )
