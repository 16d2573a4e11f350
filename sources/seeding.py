"""Loads the fixtures without overwriting editors' changes.

A file has YAML documents with `model`, optional `defaults` and `records`; relations are slugs. A
record whose slug was changed in the file says `formerly`, the slug that it had.
`SeedRecord` stores what was written: a record that differs, or is gone, was changed by an editor.
A field that a file gives no longer returns to its default.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from core.records.batches import CHUNK
from core.records.changes import kinds, unit
from core.records.models import StaleRecordError
from core.records.plain import editable_fields, fetched, plain_field, plain_value, store
from core.records.writing import Row, Writer
from sources.models import SeedRecord


class FixtureError(Exception):
    """Invalid fixture; the message names the file, the record and the reason."""


@dataclass
class SeedReport:
    """Counts of records by model label, and the records left to editors."""

    added: Counter = field(default_factory=Counter)
    updated: Counter = field(default_factory=Counter)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FixtureRecord:
    """One record of a fixture file: its model, key, and the fields that the file gives.

    `formerly` is the key that it had in earlier fixtures, if another one.
    """

    place: str
    model: type[models.Model]
    key: str
    values: dict
    formerly: str = ""


def read_fixtures(folder: Path) -> Iterator[FixtureRecord]:
    """The records of all files, sorted by file name."""
    for path in sorted(folder.glob("*.yaml")):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[FixtureRecord]:
    """The records of one file, in its order."""
    with path.open(encoding="utf-8") as file:
        documents = list(yaml.load_all(file, Loader=yaml.CSafeLoader))
    for document in documents:
        model = apps.get_model(document["model"])
        for values in document["records"]:
            values = {**document.get("defaults", {}), **values}
            formerly = values.pop("formerly", "")
            yield FixtureRecord(path.name, model, values["slug"], values, formerly)


@transaction.atomic
def seed(folder: Path, *, overwrite: bool = False) -> SeedReport:
    """Write the fixtures in one transaction. Raises FixtureError.

    Each kind after those that it refers to, so that a file may refer to any other file.
    """
    store = _Store(overwrite)
    with unit(route="seed"):
        for record in sorted(read_fixtures(folder), key=lambda one: kinds().index(one.model)):
            store.load(record)
        store.end()
    return store.report


class _Store:
    def __init__(self, overwrite: bool):
        self.overwrite, self.report = overwrite, SeedReport()
        self.rows: dict[type, dict[str, models.Model]] = {}
        self.remembered = {(s.model, s.key): s for s in SeedRecord.objects.all()}
        self.to_remember: dict[tuple[str, str], SeedRecord] = {}
        self.to_add: dict[str, FixtureRecord] = {}  # of one model, by key

    def of(self, model) -> dict[str, models.Model]:
        if model not in self.rows:
            self.rows[model] = {row.slug: row for row in fetched(model._default_manager.all())}
        return self.rows[model]

    def load(self, record: FixtureRecord) -> None:
        label = record.model._meta.label_lower
        if self._must_add_first(record):
            self._add()
        if record.formerly:
            self._follow(record, label)
        row = self.of(record.model).get(record.key)
        memory = self.remembered.get((label, record.key))
        memory = memory or SeedRecord(model=label, key=record.key)
        wanted = _plain(record)
        withdrawn = _defaults(record.model, (memory.fields or {}).keys() - wanted.keys())
        changed = _differences(row, {**withdrawn, **wanted}) if row else []
        if row and not changed:
            self.report.unchanged += 1
        else:
            edits = self._edits(row, changed, memory.fields)
            if edits and not self.overwrite:
                self.report.left.append(f"{label} {record.key}: {edits} by an editor")
                return
            if row:
                self._write(record, row, {**withdrawn, **record.values})
            else:
                self.to_add[record.key] = record
            (self.report.updated if row else self.report.added)[label] += 1
        if memory.fields != wanted:
            memory.fields = wanted
            self.remembered[label, record.key] = memory
            self.to_remember[label, record.key] = memory

    def _follow(self, record: FixtureRecord, label: str) -> None:
        """Take what was written under the former key for what stands under the present one."""
        old = self.remembered.pop((label, record.formerly), None)
        rows = self.of(record.model)
        if old and record.key not in rows:
            if record.formerly in rows:
                rows[record.key] = rows.pop(record.formerly)
            moved = SeedRecord(model=label, key=record.key, fields=old.fields)
            self.remembered[label, record.key] = moved

    def end(self) -> None:
        """Write what is still to be written."""
        self._add()
        SeedRecord.objects.bulk_create(
            self.to_remember.values(),
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["model", "key"],
            update_fields=["fields"],
        )

    def _must_add_first(self, record: FixtureRecord) -> bool:
        """Whether new records wait that this one may refer to, or as many as a batch has."""
        first = next(iter(self.to_add.values()), record)
        own = [one.name for one in record.model._meta.fields if one.related_model is record.model]
        refers = bool(record.values.keys() & own)
        is_enough = record.key in self.to_add or len(self.to_add) == CHUNK
        return record.model is not first.model or refers or is_enough

    def _add(self) -> None:
        """Write the new records that wait. A few queries for all."""
        if not self.to_add:
            return
        waiting, self.to_add = [*self.to_add.values()], {}
        model = waiting[0].model
        rows = [Row(place, one.key, _plain(one), is_new=True) for place, one in enumerate(waiting)]
        problems = Writer(model, key="slug").write(rows)
        self.of(model).update({row.key: row.record for row in rows})
        for place in problems:
            self._write(waiting[place], model(), waiting[place].values)  # tells what is wrong

    def _edits(self, row, changed: list[str], remembered: dict | None) -> str:
        """What an editor did to a record, in words; "" for nothing."""
        if row is None:
            return "deleted" if remembered is not None else ""
        edited = changed if remembered is None else _differences(row, remembered)
        return f"{', '.join(edited)} changed" if edited else ""

    def _write(self, record: FixtureRecord, row: models.Model, values: dict) -> None:
        # The database checks the constraints; doing it here takes four times as long.
        cleaning = {"validate_unique": False, "validate_constraints": False}
        try:
            store(row, values, self._related, **cleaning)
        except (StaleRecordError, IntegrityError, ValidationError, KeyError) as error:
            raise FixtureError(f"{record.place}, {record.key}: {_reason(row, error)}") from error
        self.of(record.model)[record.key] = row

    def _related(self, field: models.Field, slugs: list[str]) -> list[models.Model]:
        related = self.of(field.related_model)
        return [related[slug] for slug in slugs]


def _reason(row: models.Model, error: Exception) -> str:
    """The error message; of a constraint its own, else the database's."""
    match error:
        case StaleRecordError():
            return "somebody saved this record just now. Nothing was loaded; run it again."
        case ValidationError():
            return "; ".join(f"{name}: {' '.join(m)}" for name, m in error.message_dict.items())
        case KeyError():
            return f"{error} is not known"
    broken = [rule for rule in row._meta.constraints if rule.name in str(error)]
    return str(broken[0].violation_error_message if broken else error)


def _plain(record: FixtureRecord) -> dict:
    try:
        return {
            name: plain_value(record.model._meta.get_field(name), value)
            for name, value in record.values.items()
        }
    except (FieldDoesNotExist, ValidationError) as error:
        raise FixtureError(f"{record.place}, {record.key}: {error}") from error


def _defaults(model: type[models.Model], names: Iterable[str]) -> dict:
    """Plain values of fields as in a new record; what is no field of the model is left out."""
    fields = [one for one in editable_fields(model) if one.name in names]
    return {
        one.name: plain_value(one, [] if one.many_to_many else one.get_default()) for one in fields
    }


def _differences(row: models.Model, values: dict) -> list[str]:
    field = row._meta.get_field
    return [name for name, value in values.items() if plain_field(row, field(name)) != value]


def summary(report: SeedReport) -> Iterable[str]:
    for verb, counts in (("added", report.added), ("updated", report.updated)):
        for label, count in counts.items():
            yield f"{verb} {count} × {label}"
    if report.unchanged:
        yield f"unchanged: {report.unchanged}"
    if report.left:
        yield f"left as editors made them ({len(report.left)}; --overwrite replaces them):"
        yield from (f"  {line}" for line in report.left)
