"""Pages by cursor: the signed sort values of the previous page's last record.

Added and deleted records neither repeat nor displace others. REST framework's cursor pages sort by
one column and lose null values.
"""

import datetime
from collections.abc import Callable, Sequence

from django.core.signing import BadSignature, Signer
from django.db.models import DecimalField, F, FloatField, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast

from core.records.rows import PlaceOfChoice


class CursorError(ValueError):
    """A cursor that is invalid, or of another list or order."""


def read_page(
    queryset: QuerySet,
    order: Sequence,
    *,
    size: int,
    scope: str,
    cursor: str = "",
    select: Callable[[QuerySet], QuerySet] = lambda rows: rows,
) -> tuple[list[Model], str | None]:
    """The records after the cursor in this order, made unique by the slug; the next cursor.

    Raises CursorError for a cursor of another `scope` (list and order). Two queries (keys, then
    records) and the prefetches of `select`.
    """
    entries = _entries(order)
    rows, keys = _with_keys(
        queryset if all(_is_column(queryset.model, e) for e in entries) else select(queryset),
        entries,
    )
    if cursor:
        rows = rows.filter(_after(keys, _values(cursor, scope)))
    names = [key.expression.name for key in keys]
    found = list(rows.order_by(*keys).values_list("pk", *names)[: size + 1])
    places = {pk: place for place, (pk, *_values) in enumerate(found[:size])}
    records = select(queryset.model._default_manager.filter(pk__in=list(places)))
    on_page = sorted(records, key=lambda record: places[record.pk])
    return on_page, _cursor(found[size - 1][1:], scope) if len(found) > size else None


def _entries(order: Sequence) -> list[OrderBy]:
    entries = [entry if isinstance(entry, OrderBy) else _order_by(entry) for entry in order]
    if entries[-1].expression.name != "slug":
        entries.append(_order_by("slug"))
    return entries


def _is_column(model: type[Model], entry: OrderBy) -> bool:
    if isinstance(entry.expression, PlaceOfChoice):
        return True
    return entry.expression.name.split("__")[0] in {field.name for field in model._meta.fields}


def _with_keys(queryset: QuerySet, entries: list[OrderBy]) -> tuple[QuerySet, list[OrderBy]]:
    """The queryset with each sort key as an annotation, and the order by them."""
    keys = []
    for number, entry in enumerate(entries):
        name = f"key_{number}"
        queryset = queryset.annotate(**{name: entry.expression})
        if isinstance(queryset.query.annotations[name].output_field, DecimalField):
            # SQLite rounds decimals when reading, but compares the stored floats.
            queryset = queryset.annotate(**{name: Cast(entry.expression, FloatField())})
        keys.append(OrderBy(F(name), entry.descending, nulls_last=entry.nulls_last))
    return queryset, keys


def _order_by(path: str) -> OrderBy:
    return OrderBy(F(path.removeprefix("-")), descending=path.startswith("-"))


def _after(keys: list[OrderBy], values: list) -> Q:
    """What comes after the record with these values; nulls come last."""
    condition = Q(pk__in=[])
    for key, value in reversed(list(zip(keys, values, strict=True))):
        name = key.expression.name
        blank = Q(**{f"{name}__isnull": True})
        if value is None:
            condition = blank & condition
            continue
        later = Q(**{f"{name}__{'lt' if key.descending else 'gt'}": value})
        condition = later | (Q(**{name: value}) & condition)
        if key.nulls_last:
            condition |= blank
    return condition


def _cursor(values: Sequence, scope: str) -> str:
    plain = [v.isoformat() if isinstance(v, datetime.date) else v for v in values]
    return Signer(salt=f"api.{scope}").sign_object(plain)


def _values(cursor: str, scope: str) -> list:
    try:
        return Signer(salt=f"api.{scope}").unsign_object(cursor)
    except BadSignature as error:
        raise CursorError(cursor) from error
