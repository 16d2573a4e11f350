"""From a file to its preview: rows read, compared and saved with the run, in batches."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from operator import attrgetter
from types import NoneType

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.records.access import may
from core.records.batches import CHUNK, insert
from core.records.models import has_drafts
from core.records.plain import plain_rows
from core.records.writing import copy_of
from history.models import ImportRun
from intake.imports.scope_names import ScopeNames
from intake.models import RowAction, StagedRow
from intake.tables.cells import (
    CellError,
    Made,
    Merged,
    Printed,
    Unusable,
    as_shown,
    integer,
    is_blank,
    says_nothing,
    short,
    text,
)
from intake.tables.columns import KEEP, REVISION, Column, codes_of_header, columns_of, same
from intake.tables.kinds import is_explanation, kind_named, kinds
from intake.tables.spoilt import Damage
from intake.tables.table import Table, UnreadableError
from sources.drafts import may_publish

COLUMNS = [column for column in StagedRow._meta.concrete_fields if not column.primary_key]
VALUES = attrgetter(*(column.attname for column in COLUMNS))
KNOWN = 500  # cells of a column
RECURRING = {str, Made, Printed, NoneType}
# A kind of record, a table of such records, and the codes of its columns.
Sheet = tuple[type[models.Model], Table, list[str]]


def sheets_of(
    found: list[Table], kind: type[models.Model] | None
) -> tuple[list[Sheet], dict[str, list[str]]]:
    """A file's tables in writing order, and names of other sheets by the reason why they are none.

    A workbook's sheets name their kinds; of other files the first sheet has the given `kind`.
    Raises UnreadableError.
    """
    is_workbook = any(kind_named(table.title) for table in found)
    sheets: list[Sheet] = []
    unread: dict[str, list[str]] = {}
    for table in found:
        if is_explanation(table.title):
            continue
        model = kind_named(table.title) or (None if is_workbook else kind)
        reason = table.unread
        if not reason and is_workbook and model is None:
            reason = _no_kind(table.title)
        if not reason and not is_workbook and sheets:
            reason = _("of a file whose sheets do not say what they hold only the first is read")
        if reason:
            unread.setdefault(reason, []).append(short(table.title))
            continue
        if model is None:
            raise UnreadableError(
                _("Say which kind of record the file holds: nothing in it tells.")
            )
        try:
            sheets.append((model, table, codes_of_header(model, table.header)))
        except UnreadableError as error:
            where = _("Sheet “%(sheet)s”: %(problem)s") if is_workbook else "%(problem)s"
            raise UnreadableError(where % {"sheet": table.title, "problem": error}) from error
    return sorted(sheets, key=lambda sheet: kinds().index(sheet[0])), unread


def _no_kind(title: str) -> str:
    """Why a workbook's sheet is not read. Raises UnreadableError for a name with a typing error."""
    names = [str(capfirst(model._meta.verbose_name_plural)) for model in kinds()]
    if near := get_close_matches(title, names, n=1, cutoff=0.6):
        words = {"sheet": short(title), "nearest": near[0]}
        sentence = _("“%(sheet)s” is no sheet that we know; did you mean “%(nearest)s”?")
        raise UnreadableError(sentence % words)
    return _("no kind of record has this name")


def _about_hidden(table: Table) -> list[str]:
    hidden, told = table.hidden, []
    if hidden.sheet:
        told.append(_("The sheet is hidden in the file, and was read as well."))
    if hidden.rows:
        sentence = ngettext(
            "%(count)s row is hidden in the file, perhaps by a filter, and was read as well.",
            "%(count)s rows are hidden in the file, perhaps by a filter, and were read as well.",
            hidden.rows,
        )
        told.append(sentence % {"count": hidden.rows})
    names = [
        short(name)
        for place, name in enumerate(table.header, 1)
        if name.strip() and place in hidden.columns
    ]
    if names:
        told.append(
            _("Columns that are hidden in the file were read as well: %(names)s.")
            % {"names": ", ".join(names)}
        )
    return told


def staged(run: ImportRun, sheets: list[Sheet], unread: dict[str, list[str]]) -> Iterator[int]:
    """Compare each row with its record and save it with the run; yields the rows so far.

    What is to be told of the file as a whole is saved with the run. A few queries a batch.
    """
    counts: Counter = Counter()
    seen: dict[type[models.Model], dict[str, int]] = {}
    notices = [
        _("Not read: %(sheets)s (%(reason)s).") % {"sheets": ", ".join(names), "reason": reason}
        for reason, names in unread.items()
    ]
    for model, table, codes in sheets:
        rows_of = _Rows(run, model, table, codes, seen.setdefault(model, {}))
        while batch := list(islice(table.rows, CHUNK)):
            rows = rows_of.staged(batch)
            insert(StagedRow, COLUMNS, [*map(VALUES, rows)])
            counts.update(row.action for row in rows)
            yield counts.total()
        told = [*rows_of.damage.sentences(), *_about_hidden(table), *table.told()]
        where = _("Sheet “%(sheet)s”: %(problem)s") if table.title else "%(problem)s"
        notices += [where % {"sheet": short(table.title), "problem": one} for one in told]
    run.notices = notices or None
    run.created_count, run.updated_count = counts[RowAction.CREATE], counts[RowAction.UPDATE]
    run.unchanged_count, run.error_count = counts[RowAction.UNCHANGED], counts[RowAction.ERROR]
    run.save()


class _Rows:
    """The rows of one sheet. `seen` has the rows of its kind so far, by key."""

    def __init__(self, run: ImportRun, model, table: Table, codes: list[str], seen: dict[str, int]):
        self.run, self.model, self.table, self.seen = run, model, table, seen
        self.header, self.width = table.header, len(codes)
        self.kind = {"kind": model._meta.verbose_name_plural}
        self.damage = Damage()
        self.blank = StagedRow(
            run=run, sheet=table.title[:40], kind=model._meta.label_lower, action=""
        )
        by_name = {column.name: column for column in columns_of(model)}
        place_of = {code: place for place, code in enumerate(codes)}
        self.key_place, self.revision_place = place_of["slug"], place_of.get(REVISION)
        self.columns: list[tuple[int, Column]] = [
            (place, by_name[code])
            for place, code in enumerate(codes)
            if code in by_name and code != "slug"
        ]
        # What was read of earlier cells, by column and by whether the record is new.
        self.known: dict[tuple, dict[str, tuple]] = {}
        self.nameless = [place for place, code in enumerate(codes) if not code]
        self.missing = [c for c in by_name.values() if c.is_needed and c.name not in codes]
        user = run.actor  # none for a command, which may do everything
        self.may_add = user is None or may(user, "add", model)
        self.may_change = user is None or may(user, "change", model)
        self.may_publish = user is None or may_publish(user)

    def staged(self, batch: list[tuple[int, list]]) -> list[StagedRow]:
        padded = [(n, [*cells, *[None] * (self.width - len(cells))]) for n, cells in batch]
        keyed = [(number, cells, *self._key(cells)) for number, cells in padded]
        slugs = [slug for _number, _cells, slug, _problem in keyed if slug]
        rows = self.model._base_manager.order_by()
        there = [*rows.filter(slug__in=slugs).values_list("pk", flat=True)]
        found = plain_rows(rows.filter(pk__in=there), "revision") if there else ()
        existing = {now["slug"]: (now, revision) for _pk, now, revision in found}
        return [self._row(*one, *existing.get(one[2], (None, 0))) for one in keyed]

    def _key(self, cells: list) -> tuple[str, str]:
        cell = cells[self.key_place]
        if isinstance(cell, Unusable):
            return "", cell.reason
        try:
            slug = "" if cell is None else text(cell)
        except CellError as error:
            return "", str(error)
        return slug, "" if slug else _("the key of the record is missing.")

    def _row(self, number: int, cells: list, slug: str, problem: str, now, revision) -> StagedRow:
        row = copy_of(self.blank)
        row.number, row.slug, row.errors = number, slug[:100], []
        if problem:
            row.action, row.errors = RowAction.ERROR, [[self.header[self.key_place], problem]]
            return row
        if slug in self.seen:
            words = {"row": self.seen[slug], "slug": short(slug)}
            row.errors.append(["", _("row %(row)s is about “%(slug)s” already.") % words])
        self.seen.setdefault(slug, number)
        if not is_blank(cells[self.width :]):
            row.errors.append(["", _("the row has more cells than the header has columns.")])
        if not is_blank([cells[place] for place in self.nameless]):
            row.errors.append(["", _("a cell stands in a column that has no name in the header.")])
        values = self._values(cells, row, is_new=now is None)
        if values.get("scope"):
            self._find_scope(row, values, now)
        if now is None:
            self._compare_new(row, values)
        else:
            place = self.revision_place
            row.read_revision = revision
            self._compare(row, values, now, None if place is None else cells[place])
        if row.errors:
            row.action = RowAction.ERROR
        return row

    def _values(self, cells: list, row: StagedRow, *, is_new: bool) -> dict:
        values, raw, merged = {}, {}, []
        for place, column in self.columns:
            cell = cells[place]
            if cell is KEEP:  # the table says nothing of this field
                if not is_new:
                    continue
                cell = None
            if isinstance(cell, Merged):
                merged.append(column.name)
            try:
                value, shown = self._read(place, column, cell, is_new=is_new)
            except CellError as error:
                value, shown = KEEP, _shown(cell)
                row.errors.append([self.header[place], str(error)])
            if shown and (column.is_parsed or isinstance(cell, Printed)):
                raw[column.name] = shown
            elif isinstance(cell, Made):
                raw[column.name] = ""
            if value is not KEEP:
                values[column.name] = value
        if isinstance(cells[self.key_place], Made):
            raw["slug"] = ""
        row.raw, row.merged = raw or None, merged or None
        return values

    def _read(self, place: int, column: Column, cell, *, is_new: bool) -> tuple:
        """The value and the text of a cell. Cells recur in a column: each is read once."""
        kind = type(cell)
        if kind not in RECURRING:
            return column.read(cell, is_new=is_new), _shown(cell)
        key = (cell, cell.printed) if kind is Printed else cell
        known = self.known.setdefault((place, is_new, kind), {})
        if key not in known:
            if len(known) > KNOWN:
                known.clear()
            known[key] = column.read(cell, is_new=is_new), _shown(cell)
        return known[key]

    @cached_property
    def _scopes(self) -> ScopeNames:
        return ScopeNames(self.run)

    def _find_scope(self, row: StagedRow, values: dict, now: dict | None) -> None:
        metric = values.get("metric", now and now["metric"])
        if metric is None:
            return  # that error is told
        try:
            values["scope"] = self._scopes.key(values["scope"], metric)
        except CellError as error:
            [place] = (place for place, column in self.columns if column.name == "scope")
            row.errors.append([self.header[place], str(error)])
            del values["scope"]

    def _compare_new(self, row: StagedRow, values: dict) -> None:
        row.action = RowAction.CREATE
        row.errors += [[column.label, _("a value is needed.")] for column in self.missing]
        if not self.may_add:
            row.errors.append(["", _("You may not add %(kind)s.") % self.kind])
        must_be_draft = has_drafts(self.model) and not self.may_publish
        if must_be_draft and values.setdefault("is_draft", True) is False:
            row.errors.append(["", _("only a curator may publish: let it be a draft.")])
        row.after = {"slug": row.slug, **values}
        self._count_values(row.after)

    def _count_values(self, values: dict) -> None:
        for _place, column in self.columns:
            self.damage.to_write(column, values.get(column.name))

    def _compare(self, row: StagedRow, values: dict, now: dict, revision) -> None:
        changed = {
            column.name: values[column.name]
            for _place, column in self.columns
            if column.name in values
            and not same(now[column.name], values[column.name])
            and not self.damage.spoilt(column, now[column.name], values[column.name])
        }
        self._count_values(changed)
        row.action = RowAction.UPDATE if changed else RowAction.UNCHANGED
        if not changed:
            return
        row.before, row.after = {name: now[name] for name in changed}, changed
        row.emptied = [name for name, value in changed.items() if value in (None, "", [])] or None
        if not self.may_change:
            row.errors.append(["", _("You may not change %(kind)s.") % self.kind])
        if "is_draft" in changed and not self.may_publish:
            row.errors.append(
                ["", _("only a curator may publish a fact or make it a draft again.")]
            )
        if _is_outdated(revision, row.read_revision):
            row.errors += [
                [self.header[place], _outdated(column, now[column.name], changed[column.name])]
                for place, column in self.columns
                if column.name in changed
            ]


def _shown(cell) -> str:
    return "" if says_nothing(cell) or isinstance(cell, Made) else as_shown(cell)


def _is_outdated(revision, now: int) -> bool:
    try:
        return bool(revision) and integer(text(revision)) != now
    except CellError:
        return True


def _outdated(column: Column, now, value) -> str:
    sentence = _(
        "changed since this file was exported: now “%(now)s”, in the file “%(file)s”. "
        "Export anew, or take the column “revision” out to compare with what stands now."
    )
    shown = [short(column.written(one, in_words=True) or "—") for one in (now, value)]
    return sentence % dict(zip(("now", "file"), shown, strict=True))
