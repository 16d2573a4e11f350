"""The plain form of a record: its editable fields as JSON.

Related records are slugs, numbers shortest decimal texts, days ISO texts.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, partial

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def editable_fields(model: type[models.Model]) -> list[models.Field]:
    """Columns and many-to-many relations that editors set, in model order."""
    options = model._meta
    columns = [f for f in options.concrete_fields if f.editable and not f.primary_key]
    return [*columns, *options.many_to_many]


@cache
def name_column(model: type[models.Model]) -> str:
    """The column with the name or title of such records; "" for those without one."""
    columns = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("title", "name") if name in columns), "")


def plain_value(field: models.Field, value):
    """A column's value in plain form. Raises ValidationError for an invalid one."""
    if field.many_to_many:
        return sorted(value)
    if field.is_relation:
        return value or None
    value = field.to_python(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, datetime.date) else value


def plain_field(record: models.Model, field: models.Field):
    """A field's value in plain form. A query if it is not prefetched."""
    value = getattr(record, field.name)
    if field.many_to_many:
        value = [related.slug for related in value.all()]
    elif field.is_relation:
        value = value and value.slug
    return plain_value(field, value)


def plain(record: models.Model) -> dict:
    """A record in plain form. Queries for what is not prefetched."""
    return {field.name: plain_field(record, field) for field in editable_fields(type(record))}


# Reading these changes nothing in a value as the database gives it.
AS_STORED = {
    kind.to_python
    for kind in (models.CharField, models.TextField, models.BooleanField, models.IntegerField)
}


def plain_rows(queryset: models.QuerySet, *names: str) -> Iterator[tuple]:
    """Each record's key, its plain form and the values of these names; makes no instances.

    One query, one per relation to many.
    """
    fields = editable_fields(queryset.model)
    own = [field for field in fields if not field.many_to_many]
    paths = [f"{field.name}__slug" if field.is_relation else field.name for field in own]
    found = list(queryset.order_by().values_list("pk", *paths, *names))
    others = [field for field in fields if field.many_to_many]
    related = {field.name: _slugs(field, [row[0] for row in found]) for field in others}
    readers = [(place, _reader(field)) for place, field in enumerate(own, 1) if _reader(field)]
    keys, width = [field.name for field in own], len(own) + 1
    for row in found:
        values = [*row]
        for place, read in readers:
            values[place] = read(values[place])
        record = dict(zip(keys, values[1:width], strict=True))
        record |= {name: sorted(slugs.get(row[0], ())) for name, slugs in related.items()}
        yield row[0], record, *row[width:]


def _reader(field: models.Field) -> Callable | None:
    if field.is_relation or type(field).to_python in AS_STORED:
        return None
    return partial(plain_value, field)


def _slugs(field: models.ManyToManyField, keys: list[int]) -> dict[int, list[str]]:
    """The slugs of what these records are related to, by record."""
    found: dict[int, list[str]] = {}
    ours, theirs = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through._base_manager.filter(**{f"{ours}__in": keys})
    for key, slug in rows.values_list(f"{ours}_id", f"{theirs}__slug") if keys else ():
        found.setdefault(key, []).append(slug)
    return found


def fetched(queryset: models.QuerySet) -> models.QuerySet:
    """The queryset with prefetches for the plain form: one query, one per relation to many."""
    fields = editable_fields(queryset.model)
    single = [f.name for f in fields if f.is_relation and not f.many_to_many]
    many = [f.name for f in fields if f.many_to_many]
    return queryset.order_by().select_related(*single).prefetch_related(*many)


def found_by_slug(field: models.Field, slugs: list[str]) -> list[models.Model]:
    """The related records with these slugs. One query. Raises ValidationError."""
    found = {row.slug: row for row in field.related_model._base_manager.filter(slug__in=slugs)}
    missing = [slug for slug in slugs if slug not in found]
    if missing:
        raise ValidationError(
            _("There is no %(kind)s “%(slug)s”."),
            params={"kind": field.related_model._meta.verbose_name, "slug": missing[0]},
        )
    return [found[slug] for slug in slugs]


def slugs_in(value: str | list[str] | None) -> list[str]:
    """The slugs in a relation's plain value, to one record or to many."""
    return value if isinstance(value, list) else [value] if value else []


def assign(
    record: models.Model, values: dict, related=found_by_slug
) -> dict[str, list[models.Model]]:
    """Set fields from plain values, without saving; `related` finds related records.

    Returns related records by relation to many, to be set after saving. Raises ValidationError by
    field.
    """
    many, problems = {}, {}
    for name, value in values.items():
        field = record._meta.get_field(name)
        try:
            if field.many_to_many:
                many[name] = related(field, value)
            elif field.is_relation:
                setattr(record, name, related(field, [value])[0] if value else None)
            else:
                setattr(record, field.attname, field.to_python(value))
        except ValidationError as error:
            problems[name] = error.messages
    if problems:
        raise ValidationError(problems)
    return many


def store(record: models.Model, values: dict, related=found_by_slug, **cleaning) -> None:
    """Validate and save a record with plain values. Raises ValidationError by field."""
    many = assign(record, values, related)
    record.full_clean(**cleaning)
    record.save()
    for name, others in many.items():
        getattr(record, name).set(others)
