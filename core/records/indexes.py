"""Bitmaps and tallies of records in memory: read once, then carried forward by the log of changes.

Each is built by one plain query when it is first asked for. After a change the changed rows are
read again by key, which may be done twice or late without harm. Not for the inside of a
transaction: `core.records.live.indexes()` builds what is asked there for that moment.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, compress
from threading import RLock

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from pyroaring import BitMap

from core.records import reads
from core.records.batches import in_chunks
from core.records.changelog import RowChange
from core.records.models import TOTALS_ABOVE, draft_condition, has_drafts

ROWS_AT_ONCE = 5_000  # read by a builder
LEAST_DENSE = 8  # keys for each row: beyond, an array by key would be mostly empty
FEW = 60  # keys that are looked up by an index of the database


def keys_of(queryset: models.QuerySet, column: str = "pk") -> BitMap:
    """The keys of a queryset, or those in a column. One query."""
    query = queryset.order_by().values_list(column).query
    try:
        sql, parameters = query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return BitMap()
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(sql, parameters)
        return BitMap(key for (key,) in cursor if key is not None)


class Indexes:
    """What is kept of one database."""

    def __init__(self, using: str):
        self.using = using
        self._kept: dict[tuple, Kept] = {}  # each after those that it is made of
        self._missed: dict[tuple, list[RowChange]] = {}  # while it is built
        self._building, self._changing = RLock(), RLock()

    def of(self, kind: type["Kept"], model: type[models.Model], *names: str):
        """Built at first use; others wait for it."""
        key = (kind, model, *names)
        found = self._kept.get(key) or self._built(key)
        reads.note(found.tags)
        return found

    def _built(self, key: tuple):
        with self._building:
            if key in self._kept:
                return self._kept[key]
            with self._changing:
                self._missed[key] = []
            try:
                with reads.aside():
                    made = key[0](self, *key[1:])
                    with self._changing:
                        made.follow(self._missed[key])
                        self._kept[key] = made
            finally:
                self._missed.pop(key, None)
            return made

    def apply(self, changes: list[RowChange]) -> None:
        """Carry everything forward. A few queries by key for what these rows are part of."""
        with self._changing, reads.aside():
            for missed in self._missed.values():
                missed += changes
            for kept in self._kept.values():
                kept.follow(changes)

    def clear(self) -> None:
        """Begin anew."""
        with self._building, self._changing:
            self._kept.clear()


class Kept:
    """What the indexes hold of a model, read from the database. `tags`: what it depends on."""

    def __init__(self, indexes: Indexes, model: type[models.Model]):
        self.indexes, self.model = indexes, model
        self.tags = {moved(model)}

    def rows(self, model: type[models.Model] | None = None) -> models.QuerySet:
        """All rows of the model in no order, drafts included."""
        return (model or self.model)._base_manager.using(self.indexes.using).order_by()

    def read(self, *columns: str, **condition) -> Iterator[tuple]:
        rows = self.rows().filter(**condition).values_list(*columns)
        return rows.iterator(chunk_size=ROWS_AT_ONCE)

    def follow(self, changes: list[RowChange]) -> None:
        """Read again what these changes touch."""
        raise NotImplementedError

    def changed(self, changes: list[RowChange]) -> BitMap:
        """The keys of the model's own changed rows."""
        return BitMap(one.row for one in changes if one.table == self.model._meta.db_table)


class Keys(Kept):
    """The keys of all rows."""

    def __init__(self, indexes, model):
        super().__init__(indexes, model)
        self.keys = keys_of(self.rows())

    def follow(self, changes):
        for keys in in_chunks(self.changed(changes)):
            self.keys = (self.keys - BitMap(keys)) | keys_of(self.rows().filter(pk__in=keys))


class Hidden(Kept):
    """The keys of drafts and of what belongs to one: few."""

    def __init__(self, indexes, model):
        super().__init__(indexes, model)
        self.above = {}
        for name in model.waits_for:
            related = model._meta.get_field(name).related_model
            if related is not model:
                above = indexes.of(Hidden, related)
                self.tags |= above.tags
                self.above[name] = (above, BitMap(above.keys))
        self.keys = BitMap()
        if has_drafts(model):
            found = keys_of(self.rows().filter(is_draft=True))
            for name, (_above, hidden) in self.above.items():
                found |= self._referring(name, hidden)
            self.keys = found | self._parts(found)

    def follow(self, changes):
        table = self.model._meta.db_table
        touched = BitMap(c.row for c in changes if c.table == table and c.has_moved)
        for name, (above, before) in self.above.items():
            touched |= self._referring(name, above.keys ^ before)
            self.above[name] = (above, BitMap(above.keys))
        if not touched or not has_drafts(self.model):
            return
        touched |= self._parts(touched)
        found = BitMap()
        for keys in in_chunks(touched):
            found |= keys_of(self.rows().filter(draft_condition(self.model), pk__in=keys))
        self.keys = (self.keys - touched) | found

    def _parts(self, keys: BitMap) -> BitMap:
        """What belongs to these rows of the same model."""
        found = BitMap()
        for name in self.model.waits_for:
            if name not in self.above:
                new = keys
                for _step in range(TOTALS_ABOVE):
                    new = self._referring(name, new) - found
                    found |= new
        return found

    def _referring(self, name: str, keys: Iterable[int]) -> BitMap:
        found = BitMap()
        for some in in_chunks(keys):
            found |= keys_of(self.rows().filter(**{f"{name}__in": some}))
        return found


class Sparse(dict):
    """Zero where nothing is."""

    def __missing__(self, key):
        return 0


class Numbers(Kept):
    """A foreign key or a day (its ordinal) of each row, 0 for none; and how many rows have each."""

    def __init__(self, indexes, model, name):
        super().__init__(indexes, model)
        self.field = model._meta.get_field(name)
        if not self.field.is_relation:
            self.tags = {(model._meta.db_table,)}
        self.all = indexes.of(Keys, model)
        last = self.all.keys.max() if self.all.keys else 0
        self.of = Sparse() if self._is_sparse(last) else array("I", bytes(4 * (last + 1)))
        self.counts: Counter = Counter()
        self._put(self.read("pk", name))

    def _is_sparse(self, last: int) -> bool:
        return last > LEAST_DENSE * (len(self.all.keys) + ROWS_AT_ONCE)

    def _put(self, rows: Iterable[tuple]) -> None:
        for key, value in rows:
            number = value if isinstance(value, int) else value.toordinal() if value else 0
            if isinstance(self.of, array) and key >= len(self.of):
                if self._is_sparse(key):
                    self.of = Sparse(enumerate(self.of))
                else:
                    self.of.extend([0] * (key + 1 - len(self.of)))
            self.counts[self.of[key]] -= 1
            self.counts[number] += 1
            self.of[key] = number

    def follow(self, changes):
        for keys in in_chunks(self.changed(changes)):
            now = dict(self.read("pk", self.field.name, pk__in=keys))
            self._put((key, now.get(key)) for key in keys)

    def counted(self, keys: BitMap) -> Counter:
        """How many of these rows have each number."""
        others = self.all.keys - keys
        if len(others) < len(keys):
            counts = self.counts.copy()
            counts.subtract(map(self.of.__getitem__, others))
            del counts[0]  # has rows that are gone
            counts[0] = len(keys) - counts.total()
        else:
            counts = Counter(map(self.of.__getitem__, keys))
        return +counts

    def holding(self, numbers: Collection[int]) -> BitMap:
        """The rows with one of these numbers. A query for few keys of other records."""
        if self.field.is_relation and len(numbers) <= FEW and 0 not in numbers:
            return keys_of(self.rows().filter(**{f"{self.field.attname}__in": list(numbers)}))
        wanted, keys = frozenset(numbers), self.all.keys
        return BitMap(compress(keys, map(wanted.__contains__, map(self.of.__getitem__, keys))))


class Sets(Kept):
    """The rows with each value of a column, or with each record of a relation to many."""

    def __init__(self, indexes, model, name):
        super().__init__(indexes, model)
        field = model._meta.get_field(name)
        if field.many_to_many:
            self.table = field.remote_field.through
            self.columns = (f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
            self.tags = {moved(self.table)}
        else:
            self.table, self.columns = model, ("pk", name)
            self.tags = {(model._meta.db_table,)}
        self.sets = replaced({}, BitMap(), self._read())

    def _read(self, **condition) -> Iterator[tuple]:
        rows = self.rows(self.table).filter(**condition).values_list(*self.columns)
        return rows.iterator(chunk_size=ROWS_AT_ONCE)

    def follow(self, changes):
        name, _value = self.columns
        if self.table is self.model:
            touched = self.changed(changes)
        else:
            touched = seen_in(changes, self.table, name)
        for keys in in_chunks(touched):
            self.sets = replaced(self.sets, BitMap(keys), self._read(**{f"{name}__in": keys}))


class Related(Kept):
    """The rows that public rows refer to by a foreign key, by a column of those ("" for all).

    Such as the zones with reforms of each type.
    """

    def __init__(self, indexes, model, name, column=""):
        super().__init__(indexes, model)
        relation = model._meta.get_field(name)
        self.of, self.back = relation.related_model, relation.field.name
        self.is_null = relation.field.null
        self.column = column
        many = self.of._meta.get_field(column) if column else None
        self.through = many.remote_field.through if many and many.many_to_many else None
        self.step = f"{many.m2m_field_name()}_id" if self.through else ""
        self.hidden = indexes.of(Hidden, self.of)
        self.tags = self.hidden.tags | ({moved(self.through)} if self.through else set())
        self.seen = BitMap(self.hidden.keys)
        pairs = self._pairs(self.rows(self.of)).distinct().iterator(chunk_size=ROWS_AT_ONCE)
        self.sets = replaced({}, BitMap(), pairs)
        self._reread(self._owners(self.seen))

    def _pairs(self, rows: models.QuerySet) -> models.QuerySet:
        rows = rows.filter(**{f"{self.back}__isnull": False}) if self.is_null else rows
        return rows.values_list(self.back, self.column or models.Value(1))

    def _owners(self, keys: BitMap) -> BitMap:
        found = BitMap()
        for some in in_chunks(keys):
            found |= keys_of(self.rows(self.of).filter(pk__in=some), self.back)
        return found

    def _reread(self, touched: BitMap) -> None:
        hidden: Counter = Counter()
        few = {f"{self.back}__in": [*touched]} if len(touched) <= FEW else {}
        for keys in in_chunks(self.hidden.keys if touched else ()):
            hidden.update(self._pairs(self.rows(self.of).filter(pk__in=keys, **few)))
        for keys in in_chunks(touched):
            pairs = self._pairs(self.rows(self.of).filter(**{f"{self.back}__in": keys}))
            counts = pairs.annotate(n=models.Count("*"))
            shown = [pair for *pair, n in counts if n > hidden[tuple(pair)]]
            self.sets = replaced(self.sets, BitMap(keys), shown)

    def follow(self, changes):
        owner = self.of._meta.get_field(self.back).attname
        touched = seen_in(changes, self.of, owner)
        shown = self.seen ^ self.hidden.keys
        if self.through:
            shown |= seen_in(changes, self.through, self.step)
        touched |= self._owners(shown)
        self.seen = BitMap(self.hidden.keys)
        self._reread(touched)


class Tally(Kept):
    """How many public rows have each foreign key, for tables too large to keep their rows."""

    def __init__(self, indexes, model, name):
        super().__init__(indexes, model)
        self.name = model._meta.get_field(name).attname
        self.hidden = indexes.of(Hidden, model)
        self.tags = self.hidden.tags
        self.seen = BitMap(self.hidden.keys)
        self.counts = Counter(dict(self._counted()))
        self.unseen = self._values(self.seen)

    def _counted(self, **condition) -> Iterator[tuple]:
        rows = self.rows().filter(**{f"{self.name}__isnull": False}, **condition)
        return rows.values_list(self.name).annotate(n=models.Count("*")).iterator()

    def _values(self, keys: Iterable[int]) -> dict[int, int]:
        return {
            k: v for some in in_chunks(keys) for k, v in self.read("pk", self.name, pk__in=some)
        }

    def follow(self, changes):
        values = seen_in(changes, self.model, self.name)
        for some in in_chunks(values):
            for value in some:
                self.counts[value] = 0
            self.counts.update(dict(self._counted(**{f"{self.name}__in": some})))
        touched = (self.changed(changes) & self.hidden.keys) | (self.seen ^ self.hidden.keys)
        self.seen = BitMap(self.hidden.keys)
        for key in touched:
            self.unseen.pop(key, None)
        self.unseen |= self._values(touched & self.seen)

    def public(self) -> Mapping[int, int]:
        """How many public ones, where there are any."""
        return self.counts.copy() - Counter(list(self.unseen.values()))


class Order(Kept):
    """The keys of all rows in an order; for tables of some thousands of rows."""

    def __init__(self, indexes, model, *order):
        super().__init__(indexes, model)
        self.order = order
        steps = [model._meta.get_field(one.removeprefix("-").split("__")[0]) for one in order]
        others = {step.related_model for step in steps if step.is_relation}
        self.tags = {(one._meta.db_table,) for one in (model, *others)}
        self._read()

    def _read(self) -> None:
        self.keys = array("I", self.rows().order_by(*self.order).values_list("pk", flat=True))

    def follow(self, changes):
        if {(change.table,) for change in changes} & self.tags:
            self._read()


def replaced(sets: Mapping[object, BitMap], keys: BitMap, pairs: Iterable[tuple]) -> dict:
    """Sets with these keys only where the pairs have them. New ones: others may be reading."""
    new = {value: found - keys for value, found in sets.items()}
    for key, value in pairs:
        found = new.get(value)
        if found is None:
            found = new[value] = BitMap()
        found.add(key)
    new.pop(None, None)
    return new


def moved(model: type[models.Model]) -> reads.Tag:
    return (model._meta.db_table, reads.MOVED)


def seen_in(changes: Iterable[RowChange], model: type[models.Model], column: str, *, every=False):
    """What a foreign key of the changed rows of a model was or is: the keys, as a bitmap.

    Of those rows whose foreign keys changed, or of `every` one.
    """
    ours = (one for one in changes if one.table == model._meta.db_table)
    moved = (one for one in ours if every or one.before != one.after)
    sides = chain.from_iterable((one.before, one.after) for one in moved)
    return BitMap(value for row in sides if row and (value := row[column]) is not None)
