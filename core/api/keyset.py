"""Pages by cursor: the signed sort values of the previous page's last record.

Added and deleted records neither repeat nor displace others. REST framework's cursor pages sort by
one column and lose null values.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import DecimalField, F, FloatField, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast


class CursorError(ValueError):
    """A cursor that is invalid, or of another list or order."""


@dataclass(frozen=True)
class Key:
    """One sort key of a list, as an annotation called `name`; nulls come last."""

    name: str
    is_descending: bool
    has_nulls: bool

    @property
    def ordering(self) -> OrderBy:
        return OrderBy(F(self.name), self.is_descending, nulls_last=self.has_nulls or None)

    def same(self, value) -> Q:
        return Q(**{f"{self.name}__isnull": True} if value is None else {self.name: value})

    def after(self, value) -> Q:
        if value is None:
            return Q(pk__in=[])
        condition = Q(**{f"{self.name}__{'lt' if self.is_descending else 'gt'}": value})
        return condition | Q(**{f"{self.name}__isnull": True}) if self.has_nulls else condition


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
    ordered = rows.order_by(*(key.ordering for key in keys))
    found = list(ordered.values_list("pk", *(key.name for key in keys))[: size + 1])
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
    return entry.expression.name.split("__")[0] in {field.name for field in model._meta.fields}


def _with_keys(queryset: QuerySet, entries: Sequence[OrderBy]) -> tuple[QuerySet, list[Key]]:
    keys = []
    for number, entry in enumerate(entries):
        key = Key(f"key_{number}", entry.descending, bool(entry.nulls_last))
        queryset = queryset.annotate(**{key.name: entry.expression})
        if isinstance(queryset.query.annotations[key.name].output_field, DecimalField):
            # SQLite rounds decimals when reading, but compares the stored floats.
            exact = Cast(entry.expression, FloatField())
            queryset = queryset.annotate(**{key.name: exact})
        keys.append(key)
    return queryset, keys


def _order_by(path: str) -> OrderBy:
    return OrderBy(F(path.removeprefix("-")), descending=path.startswith("-"))


def _after(keys: list[Key], values: list) -> Q:
    condition = Q(pk__in=[])
    for key, value in reversed(list(zip(keys, values, strict=True))):
        condition = key.after(value) | (key.same(value) & condition)
    return condition


def _cursor(values: Sequence, scope: str) -> str:
    plain = [v.isoformat() if isinstance(v, datetime.date) else v for v in values]
    return Signer(salt=f"api.{scope}").sign_object(plain)


def _values(cursor: str, scope: str) -> list:
    try:
        return Signer(salt=f"api.{scope}").unsign_object(cursor)
    except BadSignature as error:
        raise CursorError(cursor) from error
