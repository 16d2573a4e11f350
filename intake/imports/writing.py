"""Writing many records with the checks of their forms: trial, import and undo.

A batch of any size costs a query for each relation and a few for the records.
"""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.records.changes import Unit
from core.records.doubts import Doubt, Names
from core.records.plain import assign, editable_fields, fetched
from intake.tables.cells import short
from intake.tables.columns import columns_of
from sources.doubts import open_doubts

Problem = tuple[str, str]  # column ("" for the whole row), message
CACHED = 5000  # related records
NAMES = {"name", "name_en", "short_name", "short_name_en", "title", "title_en"}
CANDIDATES = 2000  # keys to choose a suggestion from
BROKEN = re.compile(r"(?:UNIQUE|NOT NULL) constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)")


@dataclass
class Row:
    """Plain values of one record and its expected revision (None: any).

    The Writer adds the `record`, and its related records by relation to many.
    """

    place: int
    slug: str
    values: dict
    is_new: bool
    revision: int | None = None
    record: models.Model | None = None
    related: dict[str, list[models.Model]] = field(default_factory=dict)


@dataclass
class Writer:
    """Writes records of one kind; `failed` are keys of unwritten rows, `doubts` go by place."""

    model: type[models.Model]
    work: Unit
    failed: dict[type[models.Model], set[str]] = field(default_factory=dict)
    doubts: dict[int, list[Doubt]] | None = None

    def __post_init__(self):
        self.labels = {column.name: column.label for column in columns_of(self.model)}
        self.relations = [f for f in editable_fields(self.model) if f.is_relation]
        self.known: dict[type[models.Model], dict[str, models.Model]] = {}
        self.suggested: dict[tuple, str] = {}
        self.names: Names = {}

    def write(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Write a batch. Returns the problems of rows by place."""
        self._look_up(rows)
        there = fetched(self.model._base_manager.filter(slug__in=[row.slug for row in rows]))
        existing = {one.slug: one for one in there.select_for_update(of=("self",))}
        problems: dict[int, list[Problem]] = {}
        for row in rows:
            row.record = existing.get(row.slug) or self.model()
            if found := self._problems(row, is_there=row.slug in existing):
                problems[row.place] = found
        ready = [row for row in rows if row.place not in problems]
        if ready:
            problems |= self._attempt(ready)
        if self.doubts is not None:
            self._ask([row for row in ready if row.place not in problems])
        missed = {row.slug for row in rows if row.place in problems}
        self.failed.setdefault(self.model, set()).update(missed)
        return problems

    def _ask(self, rows: list[Row]) -> None:
        """Of two similar rows the later one is the doubtful one."""
        found = open_doubts([row.record for row in rows], self.names)
        coming = {row.slug for row in rows}
        for row, doubts in zip(rows, found, strict=True):
            asked = [
                doubt
                for doubt in doubts
                if doubt.about not in coming
                and (row.is_new or not row.values.keys().isdisjoint(doubt.columns))
            ]
            coming.discard(row.slug)
            if asked:
                self.doubts[row.place] = asked

    def unknown_references(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Problems of rows, by place, that refer to missing records."""
        self._look_up(rows)
        problems = {}
        for row in rows:
            row.record = self.model()
            if found := self._unfit(row, is_checked=False):
                problems[row.place] = found
        return problems

    def _look_up(self, rows: list[Row]) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for relation in self.relations:
            slugs = wanted.setdefault(relation.related_model, set())
            for row in rows:
                value = row.values.get(relation.name)
                slugs.update(value if isinstance(value, list) else filter(None, [value]))
        for model, slugs in wanted.items():
            known = self.known.setdefault(model, {})
            if len(known) > CACHED:
                known.clear()
            missing = [slug for slug in slugs if slug not in known]
            if missing:
                found = model._base_manager.filter(slug__in=missing)
                known.update({record.slug: record for record in found})

    def _problems(self, row: Row, *, is_there: bool) -> list[Problem]:
        if row.is_new and is_there:
            return [("", _("somebody has added this record meanwhile. Upload anew."))]
        if not row.is_new and not is_there:
            return [("", _("somebody has deleted this record meanwhile. Upload anew."))]
        if row.revision not in (None, row.record.revision):
            return [("", _("somebody has changed this record meanwhile. Upload anew."))]
        return self._unfit(row)

    def _unfit(self, row: Row, *, is_checked: bool = True) -> list[Problem]:
        """References and model validation; the database's rules are checked on writing."""
        # Column order: PostgreSQL does not keep the order of JSON keys.
        values = {name: row.values[name] for name in self.labels if name in row.values}
        try:
            row.related = assign(row.record, values, self._related)
            if is_checked:
                # A relation's own check would take a query for each row.
                row.record.clean_fields(exclude={column.name for column in self.relations})
                row.record.clean()
        except ValidationError as error:
            return [
                ("" if name == NON_FIELD_ERRORS else self.labels.get(name, ""), message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return []

    def _related(self, column: models.Field, slugs: list[str]) -> list[models.Model]:
        known = self.known[column.related_model]
        for slug in slugs:
            if slug not in known:
                raise ValidationError(self._unknown(column.related_model, slug))
        return [known[slug] for slug in slugs]

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

    def _attempt(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """On failure, bisects to find the refused rows; the caller rolls back."""
        try:
            with transaction.atomic():
                self._store(rows)
        except (IntegrityError, DataError, ArithmeticError) as error:
            if len(rows) == 1:
                names, sentence = broken_rule(self.model, error)
                labels = [self.labels[name] for name in names if name in self.labels]
                return {rows[0].place: [(", ".join(labels), sentence)]}
            half = len(rows) // 2
            return {**self._attempt(rows[:half]), **self._attempt(rows[half:])}
        return {}

    def _store(self, rows: list[Row]) -> None:
        new = [row.record for row in rows if row.is_new]
        old = [row.record for row in rows if not row.is_new]
        if new:
            self.model.objects.bulk_create(new)
        if old:
            self.model.objects.bulk_save(old)
        for relation in self.relations:
            if relation.many_to_many:
                self._relate(relation, [row for row in rows if relation.name in row.related])

    def _relate(self, relation: models.ManyToManyField, rows: list[Row]) -> None:
        through = relation.remote_field.through
        ours, theirs = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
        gone, pairs = Q(), []
        for row in rows:
            wanted = {one.pk for one in row.related[relation.name]}
            before = () if row.is_new else getattr(row.record, relation.name).all()
            now = {one.pk for one in before}
            if now - wanted:
                gone |= Q(**{ours: row.record.pk, f"{theirs}__in": now - wanted})
            pairs += [through(**{ours: row.record.pk, theirs: pk}) for pk in wanted - now]
        if gone:
            through._base_manager.filter(gone).delete()
        through._base_manager.bulk_create(pairs)


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


def broken_rule(model: type[models.Model], error: Exception) -> tuple[list[str], str]:
    """The rule that a row broke: its fields and message.

    PostgreSQL names the rule, SQLite at times only columns.
    """
    text = str(error)
    match = BROKEN.search(text)
    columns = {part.rpartition(".")[2] for part in match["columns"].split(", ")} if match else set()
    for rule in model._meta.constraints:
        is_unique = isinstance(rule, models.UniqueConstraint)
        names = rule.fields if is_unique else models.Q(rule.condition).referenced_base_fields
        of_columns = is_unique and columns == {model._meta.get_field(n).column for n in names}
        if re.search(rf"\b{rule.name}\b", text) or (columns and of_columns):
            return list(names) if is_unique else sorted(names), str(rule.violation_error_message)
    for column in model._meta.concrete_fields:
        if column.unique and (columns == {column.column} or f"_{column.column}_" in text):
            return [column.name], _("another record has this value already.")
    fields = [f.name for f in model._meta.concrete_fields if {f.column} == columns]
    if isinstance(error, ArithmeticError):
        return fields, _("the number is too large.")
    return fields, _("the database refuses this: %(reason)s") % {"reason": text.splitlines()[0]}
