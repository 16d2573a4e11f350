"""From a file to its preview: rows read, compared and saved with the run, in batches."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.records.batches import CHUNK
from core.records.models import has_drafts
from core.records.plain import fetched, plain
from history.models import ImportRun
from intake.choices import RowAction
from intake.models import StagedRow
from intake.tables.cells import CellError, as_shown, integer, is_blank, says_nothing, short, text
from intake.tables.columns import (
    KEEP,
    REVISION,
    Column,
    HeaderError,
    codes_of_header,
    columns_of,
    same,
)
from intake.tables.kinds import is_explanation, kind_named, kinds
from intake.tables.merged_cells import MergedText
from intake.tables.table import Table, UnreadableError


@dataclass
class Sheet:
    """A table with its kind of record and columns."""

    model: type[models.Model]
    table: Table
    codes: list[str]


def sheets_of(found: list[Table], kind: type[models.Model] | None) -> list[Sheet]:
    """A file's tables in writing order. Raises UnreadableError.

    A workbook's sheets name their kinds; other tables have the given `kind`.
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


def may(user, action: str, model: type[models.Model]) -> bool:
    """Whether a user may add or change records; commands (no user) may."""
    options = model._meta
    return user is None or user.has_perm(f"{options.app_label}.{action}_{options.model_name}")


def staged(run: ImportRun, sheets: list[Sheet], user) -> Iterator[int]:
    """Compare each row with its record and save it with the run; yields the rows so far.

    A few queries a batch.
    """
    counts: Counter = Counter()
    seen: dict[type[models.Model], dict[str, int]] = {}
    for sheet in sheets:
        rows_of = _Rows(run, sheet, user, seen.setdefault(sheet.model, {}))
        while batch := list(islice(sheet.table.rows, CHUNK)):
            rows = rows_of.staged(batch)
            StagedRow.objects.bulk_create(rows)
            counts.update(row.action for row in rows)
            yield counts.total()
    run.created_count, run.updated_count = counts[RowAction.CREATE], counts[RowAction.UPDATE]
    run.unchanged_count, run.error_count = counts[RowAction.UNCHANGED], counts[RowAction.ERROR]
    run.save()


class _Rows:
    """The rows of one sheet. `seen` has the rows of its kind so far, by key."""

    def __init__(self, run: ImportRun, sheet: Sheet, user, seen: dict[str, int]):
        self.run, self.sheet, self.model, self.seen = run, sheet, sheet.model, seen
        by_name = {column.name: column for column in columns_of(self.model)}
        self.header, codes = sheet.table.header, sheet.codes
        # (place, column) without the key
        self.columns: list[tuple[int, Column]] = [
            (place, by_name[code])
            for place, code in enumerate(codes)
            if code and code not in ("slug", REVISION)
        ]
        self.names = {column.name: self.header[place] for place, column in self.columns}
        self.key_place = codes.index("slug")
        self.revision_place = codes.index(REVISION) if REVISION in codes else None
        self.nameless = [place for place, code in enumerate(codes) if not code]
        self.missing = [c for c in by_name.values() if c.is_needed and c.name not in codes]
        self.may_add, self.may_change = (may(user, do, self.model) for do in ("add", "change"))
        self.may_publish = user is None or user.has_perm("sources.publish_facts")

    def staged(self, batch: list[tuple[int, list]]) -> list[StagedRow]:
        width = len(self.sheet.codes)
        padded = [(number, [*cells, *[None] * (width - len(cells))]) for number, cells in batch]
        keyed = [(number, cells, *self._key(cells)) for number, cells in padded]
        slugs = [slug for _number, _cells, slug, _problem in keyed if slug]
        records = fetched(self.model._base_manager.filter(slug__in=slugs))
        existing = {record.slug: record for record in records}
        return [self._row(*one, existing.get(one[2])) for one in keyed]

    def _key(self, cells: list) -> tuple[str, str]:
        cell = cells[self.key_place]
        try:
            slug = "" if cell is None else text(cell)
        except CellError as error:
            return "", str(error)
        return slug, "" if slug else _("the key of the record is missing.")

    def _row(self, number: int, cells: list, slug: str, problem: str, record) -> StagedRow:
        row = StagedRow(
            run=self.run,
            sheet=self.sheet.table.title[:40],
            number=number,
            kind=self.model._meta.label_lower,
            slug=slug[:100],
        )
        if problem:
            row.action, row.errors = RowAction.ERROR, [[self.header[self.key_place], problem]]
            return row
        if slug in self.seen:
            words = {"row": self.seen[slug], "slug": short(slug)}
            row.errors.append(["", _("row %(row)s is about “%(slug)s” already.") % words])
        self.seen.setdefault(slug, number)
        if not is_blank(cells[len(self.sheet.codes) :]):
            row.errors.append(["", _("the row has more cells than the header has columns.")])
        if not is_blank([cells[place] for place in self.nameless]):
            row.errors.append(["", _("a cell stands in a column that has no name in the header.")])
        values = self._values(cells, row, is_new=record is None)
        if record is None:
            self._compare_new(row, values)
        else:
            place = self.revision_place
            self._compare(row, values, record, None if place is None else cells[place])
        if row.errors:
            row.action = RowAction.ERROR
        return row

    def _values(self, cells: list, row: StagedRow, *, is_new: bool) -> dict:
        values, raw, merged = {}, {}, []
        for place, column in self.columns:
            cell = cells[place]
            if column.is_parsed and not says_nothing(cell):
                raw[column.name] = as_shown(cell)
            if isinstance(cell, MergedText):
                merged.append(column.name)
            try:
                value = column.read(cell, is_new=is_new)
            except CellError as error:
                row.errors.append([self.header[place], str(error)])
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
        must_be_draft = has_drafts(self.model) and not self.may_publish
        if must_be_draft and values.setdefault("is_draft", True) is False:
            row.errors.append(["", _("only a curator may publish: let it be a draft.")])
        row.after = {"slug": row.slug, **values}

    def _compare(self, row: StagedRow, values: dict, record, revision) -> None:
        now = plain(record)
        columns = {column.name: column for _place, column in self.columns}
        changed = {name: value for name, value in values.items() if not same(now[name], value)}
        row.read_revision = record.revision
        row.action = RowAction.UPDATE if changed else RowAction.UNCHANGED
        if not changed:
            return
        row.before, row.after = {name: now[name] for name in changed}, changed
        row.emptied = [name for name, value in changed.items() if value in (None, "", [])] or None
        if not self.may_change:
            row.errors.append(["", self._forbidden(_("You may not change %(kind)s."))])
        if "is_draft" in changed and not self.may_publish:
            row.errors.append(
                ["", _("only a curator may publish a fact or make it a draft again.")]
            )
        if _is_outdated(revision, record):
            row.errors += [
                [self.names[name], _outdated(columns[name], now[name], value)]
                for name, value in changed.items()
            ]

    def _forbidden(self, message: str) -> str:
        return message % {"kind": self.model._meta.verbose_name_plural}


def _is_outdated(revision, record) -> bool:
    try:
        return bool(revision) and integer(text(revision)) != record.revision
    except CellError:
        return True


def _outdated(column: Column, now, value) -> str:
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
