"""The plain form of a record: its editable fields as JSON.

Related records are slugs, numbers shortest decimal texts, days ISO texts.
"""

import datetime
from decimal import Decimal
from functools import cache

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
