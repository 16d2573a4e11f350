"""Writing many records with the checks of their forms.

A batch of any size costs a query for each relation and a few for the records.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.records.plain import assign, editable_fields, fetched, slugs_in

Problem = tuple[str, str]  # column ("" for the whole row), message
CACHED = 5000  # related records
BROKEN = re.compile(r"(?:UNIQUE|NOT NULL) constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)")


@dataclass
class Row:
    """Plain values of one record, which `key` names as the Writer's `key` says.

    `revision`: the expected one (None: any), of a new record the one that it continues. The Writer
    adds the `record`, and its related records by relation to many.
    """

    place: int
    key: str | int
    values: dict
    is_new: bool
    revision: int | None = None
    record: models.Model | None = None
    related: dict[str, list[models.Model]] = field(default_factory=dict)


@dataclass
class Writer:
    """Writes records of one kind, which it finds by `key` ("pk" or "slug")."""

    model: type[models.Model]
    key: str = "pk"

    def __post_init__(self):
        fields = editable_fields(self.model)
        self.labels = {column.name: str(capfirst(column.verbose_name)) for column in fields}
        self.relations = [column for column in fields if column.is_relation]
        self.known: dict[type[models.Model], dict[str, models.Model]] = {}

    def write(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Write a batch. Returns the problems of rows by place."""
        self._look_up(rows)
        rows_of = self.model._base_manager.filter(**{f"{self.key}__in": [row.key for row in rows]})
        there = fetched(rows_of).select_for_update(of=("self",))
        existing = {getattr(one, self.key): one for one in there}
        problems: dict[int, list[Problem]] = {}
        for row in rows:
            row.record = existing.get(row.key) or self._blank(row)
            if found := self._problems(row, is_there=row.key in existing):
                problems[row.place] = found
        ready = [row for row in rows if row.place not in problems]
        if ready:
            problems |= self._attempt(ready)
        return problems

    def _blank(self, row: Row) -> models.Model:
        record = self.model(revision=row.revision or 0)
        setattr(record, self.key, row.key)
        return record

    def _look_up(self, rows: list[Row]) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for relation in self.relations:
            slugs = wanted.setdefault(relation.related_model, set())
            for row in rows:
                slugs.update(slugs_in(row.values.get(relation.name)))
        for model, slugs in wanted.items():
            known = self.known.setdefault(model, {})
            if len(known) > CACHED:
                known.clear()
            missing = [slug for slug in slugs if slug not in known]
            if missing:
                found = model._base_manager.filter(slug__in=missing)
                known.update({record.slug: record for record in found})

    def _problems(self, row: Row, *, is_there: bool) -> list[Problem]:
        if row.is_new == is_there:
            return [("", _("somebody has changed this record meanwhile."))]
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
        words = {"kind": model._meta.verbose_name, "slug": slug}
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
