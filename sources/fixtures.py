"""The public records of a source as a fixture, so that what editors entered becomes seed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from django.db import models

from core.records.changes import by_kind, kinds
from core.records.plain import editable_fields, fetched, plain_field, plain_value
from sources.models import SeedRecord, Source
from sources.seeding import read_file

Key = tuple[str, str]  # the label of a model and a slug


def fixture_of(source: Source, file: Path | None = None) -> tuple[str, list[str]]:
    """What the source says, and what that needs, as YAML documents for `seed`.

    Leaves out what other files than `file` seed; the second part names those of these records
    that editors have changed, with the fields as they are now. Some queries per record.
    """
    own = {_key(one.model, one.key) for one in read_file(file)} if file and file.exists() else set()
    seeded = {(one.model, one.key): one.fields for one in SeedRecord.objects.all()}
    documents, changed = [], []
    for model, records in by_kind(_with_what_they_need([source, *_said_by(source)])).items():
        written = []
        for record in records:
            key, values = _key(model, record.slug), _values(record)
            if key not in seeded or key in own:
                written.append(values)
            elif fields := _changed(record, values, seeded[key]):
                changed.append(f"{' '.join(key)}: {_yaml(fields).strip()}")
        documents += [_document(model, written)] if written else []
    return f"# {_heading(source)}\n" + "---\n".join(documents), changed


def _key(model: type[models.Model], slug: str) -> Key:
    return model._meta.label_lower, slug


def _relations(model: type[models.Model]) -> Iterator[models.Field]:
    return (field for field in editable_fields(model) if field.is_relation)


def _said_by(source: Source) -> Iterator[models.Model]:
    """The public records that cite the source, or were read for in it."""
    for model in kinds():
        cited = models.Q()
        for field in _relations(model):
            if field.related_model is Source and model is not Source:
                cited |= models.Q(**{field.name: source})
        if cited:
            yield from fetched(model.objects.public().filter(cited).distinct()).order_by("pk")


def _with_what_they_need(records: Iterable[models.Model]) -> list[models.Model]:
    """The records and all that they refer to; each after what it refers to."""
    found: dict[models.Model, None] = {}

    def add(record: models.Model) -> None:
        if record in found:
            return
        for field in _relations(type(record)):
            value = getattr(record, field.name)
            for other in value.all() if field.many_to_many else filter(None, [value]):
                add(other)
        found[record] = None

    for record in records:
        add(record)
    return list(found)


def _values(record: models.Model) -> dict:
    """Its plain form without fields that have their default."""
    values = {"slug": record.slug}
    for field in editable_fields(type(record)):
        value = plain_field(record, field)
        if value != plain_value(field, [] if field.many_to_many else field.get_default()):
            values[field.name] = value
    return values


def _changed(record: models.Model, values: dict, seeded: dict) -> dict:
    """What differs from what the seed wrote, as it is now."""
    field = record._meta.get_field
    now = {name: plain_field(record, field(name)) for name in {**seeded, **values}}
    return {name: value for name, value in now.items() if seeded.get(name) != value}


def _document(model: type[models.Model], records: list[dict]) -> str:
    """One document: what all its records have in common are its defaults."""
    document = {"model": model._meta.label_lower}
    first = records[0]
    if len(records) > 1:
        same = [name for name in first if all(one.get(name) == first[name] for one in records)]
        if same:
            document["defaults"] = {name: first[name] for name in same}
            records = [{k: v for k, v in one.items() if k not in same} for one in records]
    return _yaml({**document, "records": records})


def _yaml(values: dict) -> str:
    return yaml.dump(
        values,
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=-1,
    )


def _heading(source: Source) -> str:
    return "; ".join(filter(None, [source.title, source.publisher, source.issued, source.url]))
