"""Writing many records with the checks of their forms.

A batch of any size costs a query for each relation and a few for the records.
"""

import re
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from types import NoneType

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, router
from django.db.models import Q
from django.db.models.base import ModelState
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.language.text import visible
from core.records.batches import CHUNK, insert
from core.records.changes import Unit, unit
from core.records.plain import editable_fields, fetched, slugs_in

Problem = tuple[str, str]  # column ("" for the whole row), message
CACHED = 5000  # related records
RECURRING = (str, bool, NoneType)  # a union of types would be made for each value
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
        self.fields = fields
        self.relations = [column for column in fields if column.is_relation]
        self.columns = [*self.model._meta.concrete_fields]
        defaults = [column.get_default() for column in self.columns]
        # A member of an enumeration would have to be prepared for the driver each time.
        self.blank = self.model(*(str(one) if isinstance(one, str) else one for one in defaults))
        self.cleaned: dict[str, dict] = {column.name: {} for column in fields}
        self.unset = self._problems_of_defaults()
        self.known: dict[type[models.Model], dict[str, models.Model]] = {}

    def write(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """Write a batch. Returns the problems of rows by place."""
        self._look_up(rows)
        existing = self._existing([row.key for row in rows])
        problems: dict[int, list[Problem]] = {}
        for row in rows:
            row.record = existing.get(row.key) or self._blank(row)
            if found := self._outdated(row, is_there=row.key in existing):
                problems[row.place] = [("", found)]
        ready = [row for row in rows if row.place not in problems]
        problems |= self._unfit(ready)
        ready = [row for row in ready if row.place not in problems]
        if ready:
            problems |= self._attempt(ready)
        return problems

    def _existing(self, keys: list) -> dict[str | int, models.Model]:
        """The records that there are, locked. Most rows are new: first only whether they are."""
        rows = self.model._base_manager.order_by()
        there = [*rows.filter(**{f"{self.key}__in": keys}).values_list("pk", flat=True)]
        found = fetched(rows.filter(pk__in=there)).select_for_update(of=("self",)) if there else ()
        return {getattr(one, self.key): one for one in found}

    def _blank(self, row: Row) -> models.Model:
        record = copy_of(self.blank)
        record.revision = row.revision or 0
        setattr(record, self.key, row.key)
        return record

    def _look_up(self, rows: list[Row]) -> None:
        wanted: dict[type[models.Model], set[str]] = {}
        for relation in self.relations:
            said = filter(None, (row.values.get(relation.name) for row in rows))
            slugs = chain.from_iterable(said) if relation.many_to_many else said
            wanted.setdefault(relation.related_model, set()).update(slugs)
        for model, slugs in wanted.items():
            known = self.known.setdefault(model, {})
            if len(known) > CACHED:
                known.clear()
            missing = [slug for slug in slugs if slug not in known]
            if missing:
                found = model._base_manager.filter(slug__in=missing)
                known.update({record.slug: record for record in found})

    def _outdated(self, row: Row, *, is_there: bool) -> str:
        """Why a row is not about what stands now; "" if it is."""
        return _("somebody has changed this record meanwhile.") if row.is_new == is_there else ""

    def _unfit(self, rows: list[Row], *, is_checked: bool = True) -> dict[int, list[Problem]]:
        """References and model validation; the database's rules are checked on writing.

        Column by column, as texts recur in a column, and in their order: PostgreSQL does not keep
        the order of JSON keys.
        """
        told: dict[int, dict[str, list[str]]] = {}
        given = set().union(*(row.values for row in rows))
        old = [row for row in rows if not row.is_new]
        for column in self.fields:
            if column.is_relation:
                if column.name in given:
                    self._refer(column, rows, told)
            elif is_checked:
                is_general = column.name in given or column.name in self.unset
                self._fill(column, rows if is_general else old, told)
        for row in rows if is_checked else ():
            if row.place not in told:
                try:
                    row.record.clean()
                except ValidationError as error:
                    told[row.place] = error.message_dict
        return {
            place: [
                ("" if name == NON_FIELD_ERRORS else self.labels.get(name, ""), message)
                for name, messages in found.items()
                for message in messages
            ]
            for place, found in told.items()
        }

    def _problems_of_defaults(self) -> dict[str, list[str]]:
        """What is wrong with each column of a new record that nothing is said of."""
        found = {}
        for column in self.fields:
            try:
                if not column.is_relation:
                    checked(column, getattr(self.blank, column.attname))
            except ValidationError as error:
                found[column.name] = error.messages
        return found

    def _refer(self, column: models.Field, rows: list[Row], told: dict) -> None:
        name, known = column.name, self.known[column.related_model]
        for row in rows:
            if name not in row.values:
                continue
            slugs = slugs_in(row.values[name])
            if missing := next((slug for slug in slugs if slug not in known), None):
                problem = self._unknown(column.related_model, missing)
                told.setdefault(row.place, {})[name] = [problem]
            elif column.many_to_many:
                row.related[name] = [known[slug] for slug in slugs]
            else:
                # As the field's own descriptor does, which asks the routers each time.
                other = known[slugs[0]] if slugs else None
                setattr(row.record, column.attname, other and other.pk)
                column.set_cached_value(row.record, other)

    def _fill(self, column: models.Field, rows: list[Row], told: dict) -> None:
        name = column.name
        for row in rows:
            if name in row.values or not row.is_new:
                value = row.values[name] if name in row.values else getattr(row.record, name)
                try:
                    setattr(row.record, name, self._clean(column, value))
                except ValidationError as error:
                    told.setdefault(row.place, {})[name] = error.messages
            elif name in self.unset:
                told.setdefault(row.place, {})[name] = self.unset[name]

    def _clean(self, column: models.Field, value):
        """The column's value, valid. Texts recur in a file: each is checked once."""
        if not isinstance(value, RECURRING):
            return checked(column, value)
        known = self.cleaned[column.name]
        if value not in known:
            if len(known) > CHUNK:
                known.clear()
            known[value] = checked(column, value)
        return known[value]

    def _unknown(self, model: type[models.Model], slug: str) -> str:
        words = {"kind": model._meta.verbose_name, "slug": slug}
        return _("there is no %(kind)s “%(slug)s”.") % words

    def _attempt(self, rows: list[Row]) -> dict[int, list[Problem]]:
        """On failure, bisects to find the refused rows; the caller rolls back."""
        try:
            with unit() as work:
                self._store(rows, work)
        except (IntegrityError, DataError, ArithmeticError) as error:
            if len(rows) == 1:
                names, sentence = broken_rule(self.model, error)
                labels = [self.labels[name] for name in names if name in self.labels]
                return {rows[0].place: [(", ".join(labels), sentence)]}
            half = len(rows) // 2
            return {**self._attempt(rows[:half]), **self._attempt(rows[half:])}
        return {}

    def _store(self, rows: list[Row], work: Unit) -> None:
        new = [row.record for row in rows if row.is_new]
        old = [row.record for row in rows if not row.is_new]
        if new:
            self._insert(new, work)
        if old:
            self.model.objects.bulk_save(old)
        for relation in self.relations:
            if relation.many_to_many:
                self._relate(relation, [row for row in rows if relation.name in row.related])

    def _insert(self, records: list[models.Model], work: Unit) -> None:
        has_key = self.key == "pk"  # what was deleted comes back under its key
        columns = [column for column in self.columns if has_key or not column.primary_key]
        for column in columns:
            if type(column).pre_save is not models.Field.pre_save:  # most have nothing to do
                for record in records:
                    setattr(record, column.attname, column.pre_save(record, True))
        database = router.db_for_write(self.model)
        values = map(attrgetter(*(column.attname for column in columns)), records)
        for record, key in zip(records, insert(self.model, columns, [*values]), strict=True):
            record.pk, record._state.adding, record._state.db = key, False, database
            work.remember_as_new(self.model, key)

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


def copy_of(blank: models.Model) -> models.Model:
    """A new record with the values of this one: a fraction of the work of making one."""
    record = blank.__new__(type(blank))
    record.__dict__.update(blank.__dict__)
    record._state = ModelState()
    return record


def checked(column: models.Field, value):
    """A value of the column without invisible signs, of its type. Raises ValidationError."""
    if isinstance(value, str) and not value.isascii():
        value = visible(value)
    value = column.to_python(value)
    if column.blank and value in column.empty_values:
        return value
    return column.clean(value, None)


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
