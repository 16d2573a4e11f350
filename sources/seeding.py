"""Loads the fixtures without overwriting editors' changes.

A file has YAML documents with `model`, optional `defaults` and `records`; relations are slugs.
`SeedRecord` stores what was written: a record that differs, or is gone, was changed by an editor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from core.records.changes import unit
from core.records.models import StaleRecordError
from core.records.plain import plain_field, plain_value
from sources.models import SeedRecord


class FixtureError(Exception):
    """Invalid fixture; the message names the file, the record and the reason."""


@dataclass
class SeedReport:
    """Counts of records by model label, and the records left to editors."""

    added: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FixtureRecord:
    """One record of a fixture file: its model, key, and the fields that the file gives."""

    place: str
    model: type[models.Model]
    key: str
    values: dict


def read_fixtures(folder: Path) -> Iterator[FixtureRecord]:
    """The records of all files, sorted by file name."""
    for path in sorted(folder.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            documents = list(yaml.load_all(file, Loader=yaml.CSafeLoader))
        for document in documents:
            model = apps.get_model(document["model"])
            for values in document["records"]:
                yield FixtureRecord(
                    path.name, model, values["slug"], {**document.get("defaults", {}), **values}
                )


@transaction.atomic
def seed(folder: Path, *, overwrite: bool = False) -> SeedReport:
    """Write the fixtures in one transaction. Raises FixtureError."""
    report = SeedReport()
    store = _Store()
    with unit(route="seed"):
        for record in read_fixtures(folder):
            store.load(record, report, overwrite=overwrite)
    return report


class _Store:
    def __init__(self):
        self.rows: dict[type, dict[str, models.Model]] = {}
        self.remembered = {(s.model, s.key): s for s in SeedRecord.objects.all()}

    def of(self, model) -> dict[str, models.Model]:
        if model not in self.rows:
            relations = [f.name for f in model._meta.many_to_many]
            keys = [f.name for f in model._meta.fields if f.is_relation]
            rows = model._default_manager.select_related(*keys).prefetch_related(*relations)
            self.rows[model] = {row.slug: row for row in rows}
        return self.rows[model]

    def load(self, record: FixtureRecord, report: SeedReport, *, overwrite: bool) -> None:
        label = record.model._meta.label_lower
        row = self.of(record.model).get(record.key)
        memory = self.remembered.get((label, record.key))
        wanted = _plain(record)
        if row is None:
            if memory and not overwrite:
                report.left.append(f"{label} {record.key}: deleted by an editor")
                return
            self._write(record, record.model(), wanted, memory)
            report.added[label] = report.added.get(label, 0) + 1
            return
        changed = _differences(row, wanted)
        if not changed:
            if memory is None or memory.fields != wanted:
                self._remember(label, record.key, wanted, memory)
            report.unchanged += 1
            return
        edited = changed if memory is None else _differences(row, memory.fields)
        if edited and not overwrite:
            report.left.append(f"{label} {record.key}: {', '.join(edited)} changed by an editor")
            return
        self._write(record, row, wanted, memory)
        report.updated[label] = report.updated.get(label, 0) + 1

    def _write(self, record, row, wanted, memory) -> None:
        many = {}
        try:
            for name, value in record.values.items():
                self._assign(row, name, value, many)
            # The database checks the constraints; doing it here takes four times as long.
            row.full_clean(validate_unique=False, validate_constraints=False)
            row.save()
        except (StaleRecordError, IntegrityError, ValidationError, KeyError) as error:
            raise FixtureError(f"{record.place}, {record.key}: {_reason(row, error)}") from error
        for name, targets in many.items():
            getattr(row, name).set(targets)
        self.of(record.model)[record.key] = row
        self._remember(record.model._meta.label_lower, record.key, wanted, memory)

    def _assign(self, row, name, value, many) -> None:
        column = row._meta.get_field(name)
        if column.many_to_many:
            related = self.of(column.related_model)
            many[name] = [related[slug] for slug in value]
        elif column.is_relation:
            setattr(row, name, self.of(column.related_model)[value] if value else None)
        else:
            setattr(row, name, column.to_python(value))

    def _remember(self, label, key, wanted, memory) -> None:
        memory = memory or SeedRecord(model=label, key=key)
        memory.fields = wanted
        memory.save()
        self.remembered[label, key] = memory


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
