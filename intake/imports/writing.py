"""The rows of an import, written or tried, with the advice that their editor needs."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from core.records.doubts import Doubt, Names
from core.records.writing import CACHED, Problem, Row, Writer
from intake.tables.cells import short
from intake.tables.columns import columns_of
from sources.doubts import open_doubts
from sources.drafts import unfit_for_draft, unfit_for_public

NAMES = {"name", "name_en", "short_name", "short_name_en", "title", "title_en"}
CANDIDATES = 2000  # keys to choose a suggestion from


@dataclass
class RowWriter(Writer):
    """`failed` are keys of unwritten rows, `doubts` go by place."""

    key: str = "slug"
    failed: dict[type[models.Model], set[str]] = field(default_factory=dict)
    doubts: dict[int, list[Doubt]] | None = None

    def __post_init__(self):
        super().__post_init__()
        columns = columns_of(self.model)
        self.fields = [column.field for column in columns]  # problems are told in this order
        self.labels = {column.name: column.label for column in columns}
        self.suggested: dict[tuple, str] = {}
        self.names: Names = {}

    def write(self, rows: list[Row]) -> dict[int, list[Problem]]:
        problems = super().write(rows)
        if self.doubts is not None:
            self._ask([row for row in rows if row.place not in problems])
        missed = {row.key for row in rows if row.place in problems}
        self.failed.setdefault(self.model, set()).update(missed)
        return problems

    def _ask(self, rows: list[Row]) -> None:
        """Of two similar rows the later one is the doubtful one."""
        found = open_doubts([row.record for row in rows], self.names)
        coming = {row.key for row in rows}
        for row, doubts in zip(rows, found, strict=True):
            is_all_new = row.is_new or row.values.get("is_draft") is False
            asked = [
                doubt
                for doubt in doubts
                if doubt.about not in coming
                and (is_all_new or not row.values.keys().isdisjoint(doubt.columns))
            ]
            coming.discard(row.key)
            if asked:
                self.doubts[row.place] = asked

    def unknown_references(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Problems of rows, by place, that refer to missing records."""
        self._look_up(rows)
        for row in rows:
            row.record = self.model()
        return super()._unfit(rows, is_checked=False)

    def _outdated(self, row: Row, *, is_there: bool) -> str:
        if row.is_new and is_there:
            return _("somebody has added this record meanwhile. Upload anew.")
        if not row.is_new and not is_there:
            return _("somebody has deleted this record meanwhile. Upload anew.")
        if row.revision not in (None, row.record.revision):
            return _("somebody has changed this record meanwhile. Upload anew.")
        return ""

    def _unfit(self, rows: list[Row], *, is_checked: bool = True) -> dict[int, list[Problem]]:
        problems = super()._unfit(rows, is_checked=is_checked)
        for row in rows:
            if row.place not in problems and (found := self._unfit_for_readers(row)):
                problems[row.place] = found
        return problems

    def _unfit_for_readers(self, row: Row) -> list[Problem]:
        unfit = unfit_for_public(row.record, row.related)
        if self.doubts is not None and not row.is_new and row.values.get("is_draft"):
            # In a trial, which no listener hears. A query for each kind of fact; such rows are few.
            problem = unfit_for_draft(self.model, [row.record.pk])
            unfit = {"is_draft": problem} if problem else {}
        return [(self.labels.get(name, ""), problem) for name, problem in unfit.items()]

    def _unknown(self, model: type[models.Model], slug: str) -> str:
        words = {"kind": model._meta.verbose_name, "slug": short(slug)}
        if slug in self.failed.get(model, ()):
            return _("the row that adds the %(kind)s “%(slug)s” has errors of its own.") % words
        key = (model, slug)
        if key not in self.suggested and len(self.suggested) < CACHED:
            self.suggested[key] = nearest(model, slug)
        words["nearest"] = self.suggested.get(key)
        if words["nearest"]:
            return _("there is no %(kind)s “%(slug)s”; did you mean “%(nearest)s”?") % words
        return _("there is no %(kind)s “%(slug)s”.") % words


def nearest(model: type[models.Model], text: str) -> str:
    """The key of a record with this name or a similar key, to suggest. Two queries."""
    names = {column.name for column in model._meta.concrete_fields} & NAMES
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(**{f"{name}__iexact": text})
    by_name = model._base_manager.filter(condition).values_list("slug", flat=True).first()
    if by_name:
        return by_name
    alike = model._base_manager.filter(slug__startswith=text[:2]).order_by("slug")
    found = get_close_matches(text, list(alike.values_list("slug", flat=True)[:CANDIDATES]), n=1)
    return found[0] if found else ""
