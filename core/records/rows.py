"""The records of a model by paths such as "zone__province", counted from the indexes in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import compress
from math import inf
from typing import NamedTuple

from django.db import models
from django.db.models.expressions import OrderBy
from pyroaring import BitMap

from core.records.indexes import Hidden, Indexes, Kept, Keys, Numbers, Order, Related, Sets, Tally

MOST_SORTED = 5_000  # rows that one query names and sorts


class PlaceOfChoice(models.Case):
    """The place of a column's value among these; null for others."""

    def __init__(self, column: str, values: tuple[str, ...]):
        self.column, self.values = column, values
        cases = [models.When(**{column: one}, then=n) for n, one in enumerate(values)]
        super().__init__(*cases, output_field=models.IntegerField())


def is_descending(entry: str | OrderBy) -> bool:
    """Whether this column of an order is descending."""
    return entry.descending if isinstance(entry, OrderBy) else entry.startswith("-")


def turned(entry: str | OrderBy) -> str | OrderBy:
    """The same column in the other direction; where nulls are last, they stay so."""
    if isinstance(entry, OrderBy):
        return OrderBy(entry.expression, not entry.descending, nulls_last=entry.nulls_last)
    return entry.removeprefix("-") if entry.startswith("-") else f"-{entry}"


class Level(NamedTuple):
    """The first columns of an order: a value of each row, and its place among the values."""

    value: Callable[[int], int]
    place: Callable[[int], float]
    columns: int
    numbers: Numbers | None = None


class Rows:
    """The records of a model, at one moment."""

    def __init__(self, indexes: Indexes, model: type[models.Model]):
        self.indexes, self.model = indexes, model

    def _kept(self, kind: type[Kept], *names: str):
        return self.indexes.of(kind, self.model, *names)

    def _step(self, path: str) -> tuple[models.Field, str, str, "Rows"]:
        first, _, rest = path.partition("__")
        field = self.model._meta.get_field(first)
        return field, first, rest, Rows(self.indexes, field.related_model)

    @cached_property
    def public(self) -> BitMap:
        return self._kept(Keys).keys - self._kept(Hidden).keys

    def groups(self, path: str) -> Mapping[object, BitMap]:
        """The rows by each value, drafts included; a reverse relation leads from public ones."""
        field, first, rest, related = self._step(path)
        if field.one_to_many:
            return self._kept(Related, first, rest).sets
        if field.many_to_many and field.auto_created:
            return {1: BitMap(related.counted(field.field.name, related.public))}
        sets = self._by_number(first) if _has_number(field) else self._kept(Sets, first).sets
        if not rest:
            return sets
        return {
            value: BitMap.union(BitMap(), *(sets[key] for key in keys if key in sets))
            for value, keys in list(related.groups(rest).items())
        }

    def _by_number(self, name: str) -> dict[int, BitMap]:
        numbers, sets = self._kept(Numbers, name), {}
        for key in self._kept(Keys).keys:
            sets.setdefault(numbers.of[key], BitMap()).add(key)
        return sets

    def having(self, path: str, values: Collection) -> BitMap:
        """The rows with one of these values, drafts included."""
        field, first, rest, related = self._step(path)
        if rest and not field.one_to_many:
            return self.having(first, related.having(rest, values))
        if _has_number(field):
            return self._kept(Numbers, first).holding(values)
        groups = self.groups(path)
        return BitMap.union(BitMap(), *(groups[value] for value in values if value in groups))

    def counted(self, path: str, keys: BitMap) -> Mapping[object, int]:
        """How many of these rows have each value that occurs."""
        field, first, rest, related = self._step(path)
        if not _has_number(field):
            groups = list(self.groups(path).items())
            return {v: n for v, rows in groups if (n := rows.intersection_cardinality(keys))}
        counts = self._kept(Numbers, first).counted(keys)
        if not rest:
            return counts
        groups = list(related.groups(rest).items())
        return {v: n for v, rows in groups if (n := sum(counts[key] for key in rows))}

    def page(
        self, keys: BitMap, order: Sequence, levels: Sequence[str], place: slice
    ) -> list[int] | None:
        """The keys at these places of an order; None if too many rows are alike in its `levels`.

        Those are paths whose values are the order's first columns. One or two queries.
        """
        made, order = [], list(order)
        for path in levels:
            made.append(self._level(path, order))
            del order[: made[-1].columns]
        candidates, before = self._near(keys, made, place)
        if len(candidates) > MOST_SORTED:
            return None
        rows = self.model._base_manager.using(self.indexes.using).filter(pk__in=[*candidates])
        found = list(rows.order_by(*order).values_list("pk", flat=True))
        found.sort(key=lambda key: [one.place(one.value(key)) for one in made])
        return found[place.start - before : place.stop - before]

    @staticmethod
    def _near(keys: BitMap, levels: list[Level], place: slice) -> tuple[BitMap, int]:
        """The rows that may be at these places, and how many are before them."""
        if not levels:
            return keys, 0
        numbers = levels[0].numbers if len(levels) == 1 else None
        if numbers:
            counts = {(value,): n for value, n in numbers.counted(keys).items()}
        else:
            counts = Counter(zip(*(map(one.value, keys) for one in levels), strict=True))
        ranks = sorted(
            ([level.place(v) for level, v in zip(levels, values, strict=True)], values)
            for values in counts
        )
        wanted, before, after = set(), 0, 0
        for _rank, values in ranks:
            n = counts[values]
            if after + n <= place.start:
                before += n
            elif after < place.stop:
                wanted.add(values)
            after += n
        if numbers:
            return keys & numbers.holding([value for (value,) in wanted]), before
        values = zip(*(map(one.value, keys) for one in levels), strict=True)
        return BitMap(compress(keys, map(wanted.__contains__, values))), before

    def _level(self, path: str, order: Sequence) -> Level:
        """By this path, in the direction that the order has."""
        field, first, rest, related = self._step(path)
        sign = -1 if is_descending(order[0]) else 1
        if rest == "count":
            tally = self.indexes.of(Tally, field.related_model, field.field.name).public()
            return Level(lambda key: tally.get(key, 0), lambda n: sign * n, 1)
        if field.one_to_many:
            there = self.having(first, [1])
            return Level(there.__contains__, lambda is_there: sign * is_there, 1)
        if not _has_number(field):
            value = {key: one for one, keys in self.groups(first).items() for key in keys}
            places = {one: sign * n for n, one in enumerate(order[0].expression.values)}
            return Level(value.get, lambda one: places.get(one, inf), 1)
        numbers = self._kept(Numbers, first)
        value = numbers.of.__getitem__
        if not field.is_relation:
            return Level(value, lambda day: sign * day if day else inf, 1, numbers)
        marks = (f"{first}__", f"-{first}__")
        its = [one.replace(marks[0], "", 1) for one in order if str(one).startswith(marks)]
        places = {key: n for n, key in enumerate(related._kept(Order, *its).keys)}
        return Level(value, lambda key: places.get(key, inf), len(its), numbers)


def _has_number(field: models.Field) -> bool:
    return field.many_to_one or isinstance(field, models.DateField)
