"""Writing many records with the checks of their forms: trial, import and undo.

A batch of any size costs a query for each relation and a few for the records.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.records.changes import Unit
from core.records.doubts import Doubt, Names
from core.records.plain import editable_fields, fetched
from intake.imports.rules import broken_rule
from intake.tables.cells import short
from intake.tables.columns import columns_of
from sources.doubts import open_doubts

Problem = tuple[str, str]  # column ("" for the whole row), message
CACHED = 5000  # related records
NAMES = {"name", "name_en", "short_name", "short_name_en", "title", "title_en"}
CANDIDATES = 2000  # keys to choose a suggestion from


@dataclass
class Row:
    """Plain values of one record and its expected revision (None: any)."""

    place: int
    slug: str
    values: dict
    is_new: bool
    revision: int | None = None


@dataclass
class _Item:
    row: Row
    record: models.Model
    related: dict[str, list[models.Model]]


@dataclass
class Writer:
    """Writes records of one kind; `failed` are keys of unwritten rows, `doubts` go by place."""

    model: type[models.Model]
    work: Unit
    failed: dict[type[models.Model], set[str]] = field(default_factory=dict)
    doubts: dict[int, list[Doubt]] | None = None

    def __post_init__(self):
        self.fields = {f.name: f for f in editable_fields(self.model)}
        self.labels = {column.name: column.label for column in columns_of(self.model)}
        self.relations = [f for f in self.fields.values() if f.is_relation]
        self.known: dict[type[models.Model], dict[str, models.Model]] = {}
        self.suggested: dict[tuple, str] = {}
        self.names: Names = {}

    def write(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Write a batch. Returns the problems of rows by place."""
        self._look_up(rows)
        existing = self._existing([row.slug for row in rows])
        problems: dict[int, list[Problem]] = {}
        items = []
        for row in rows:
            item = _Item(row, existing.get(row.slug) or self.model(), {})
            found = self._problems(item, is_there=row.slug in existing)
            if found:
                problems[row.place] = found
            else:
                items.append(item)
        if items:
            problems |= self._attempt(items)
        if self.doubts is not None:
            self._ask([item for item in items if item.row.place not in problems])
        missed = {row.slug for row in rows if row.place in problems}
        self.failed.setdefault(self.model, set()).update(missed)
        return problems

    def _ask(self, items: list[_Item]) -> None:
        """Of two similar rows the later one is the doubtful one."""
        found = open_doubts([item.record for item in items], self.names)
        coming = {item.row.slug for item in items}
        for item, doubts in zip(items, found, strict=True):
            row = item.row
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
        items = [_Item(row, self.model(), {}) for row in rows]
        return {item.row.place: found for item in items if (found := self._assign(item))}

    def _look_up(self, rows: list[Row]) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for relation in self.relations:
            slugs = wanted.setdefault(relation.related_model, set())
            for row in rows:
                slugs.update(_slugs(row.values.get(relation.name)))
        for model, slugs in wanted.items():
            known = self.known.setdefault(model, {})
            if len(known) > CACHED:
                known.clear()
            missing = [slug for slug in slugs if slug not in known]
            if missing:
                found = model._base_manager.filter(slug__in=missing)
                known.update({record.slug: record for record in found})

    def _existing(self, slugs: list[str]) -> dict[str, models.Model]:
        rows = fetched(self.model._base_manager.filter(slug__in=slugs))
        return {record.slug: record for record in rows.select_for_update(of=("self",))}

    def _problems(self, item: _Item, *, is_there: bool) -> list[Problem]:
        row = item.row
        if row.is_new and is_there:
            return [("", _("somebody has added this record meanwhile. Upload anew."))]
        if not row.is_new and not is_there:
            return [("", _("somebody has deleted this record meanwhile. Upload anew."))]
        if row.revision not in (None, item.record.revision):
            return [("", _("somebody has changed this record meanwhile. Upload anew."))]
        return self._assign(item) or self._check(item.record)

    def _assign(self, item: _Item) -> list[Problem]:
        problems = []
        # Column order: PostgreSQL does not keep the order of JSON keys.
        for name in self.labels:
            if name not in item.row.values:
                continue
            column, value = self.fields[name], item.row.values[name]
            if column.is_relation:
                known = self.known[column.related_model]
                slugs = _slugs(value)
                missing = [slug for slug in slugs if slug not in known]
                if missing:
                    problems.append((self.labels[name], self._unknown(column, missing[0])))
                elif column.many_to_many:
                    item.related[name] = [known[slug] for slug in slugs]
                else:
                    setattr(item.record, name, known[slugs[0]] if slugs else None)
            else:
                setattr(item.record, column.attname, column.to_python(value))
        return problems

    def _unknown(self, column: models.Field, slug: str) -> str:
        model = column.related_model
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

    def _check(self, record: models.Model) -> list[Problem]:
        """Model validation only; the database's rules are checked on writing."""
        # A relation's own check would take a query for each row.
        relations = {column.name for column in self.relations}
        try:
            record.clean_fields(exclude=relations)
            record.clean()
        except ValidationError as error:
            return [
                ("" if name == NON_FIELD_ERRORS else self.labels.get(name, ""), message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return []

    def _attempt(self, items: list[_Item]) -> dict[int, list[Problem]]:
        """On failure, bisects to find the refused rows; the caller rolls back."""
        try:
            with transaction.atomic():
                self._store(items)
        except (IntegrityError, DataError, ArithmeticError) as error:
            if len(items) == 1:
                return {items[0].row.place: [self._in_words(error)]}
            half = len(items) // 2
            return {**self._attempt(items[:half]), **self._attempt(items[half:])}
        return {}

    def _store(self, items: list[_Item]) -> None:
        new = [item.record for item in items if item.row.is_new]
        old = [item.record for item in items if not item.row.is_new]
        if new:
            self.model.objects.bulk_create(new)
        if old:
            self.model.objects.bulk_save(old)
        for relation in self.relations:
            if relation.many_to_many:
                self._relate(relation, items)

    def _relate(self, relation: models.ManyToManyField, items: list[_Item]) -> None:
        through = relation.remote_field.through
        ours, theirs = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
        gone, pairs = Q(), []
        for item in items:
            if relation.name not in item.related:
                continue
            wanted = {one.pk for one in item.related[relation.name]}
            now = set()
            if not item.row.is_new:
                now = {one.pk for one in getattr(item.record, relation.name).all()}
            if now - wanted:
                gone |= Q(**{ours: item.record.pk, f"{theirs}__in": now - wanted})
            pairs += [through(**{ours: item.record.pk, theirs: pk}) for pk in wanted - now]
        if gone:
            through._base_manager.filter(gone).delete()
        through._base_manager.bulk_create(pairs)

    def _in_words(self, error: Exception) -> Problem:
        names, sentence = broken_rule(self.model, error)
        return ", ".join(self.labels[name] for name in names if name in self.labels), sentence


def _slugs(value) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if value else []


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
