"""Search of the admin's lists: every word in some column, of the record or of one it refers to."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from core.fields import SearchTextField
from core.language.text import normalise

FEW = 1_000  # keys in one query


def words_of(search_term: str) -> Iterator[str]:
    """Words, and what stands in quotation marks."""
    for word in smart_split(search_term):
        is_quoted = word[0] in "\"'" and word[0] == word[-1]
        yield unescape_string_literal(word) if is_quoted else word


def keys_of(rows: QuerySet) -> QuerySet:
    return rows.select_related(None).prefetch_related(None).values_list("pk", flat=True)


def has_word(model: type[Model], word: str, paths: Iterable[str], last: Iterable[str] = ()) -> Q:
    """Condition: one of the columns or `relation__column` contains the word.

    Each of them is asked alone, because "or" between them would use no index. Own columns named in
    `last` have none: they are read where the word is found in no other place, and is no slug.
    """
    columns: dict[str, list[str]] = {}
    for path in paths:
        relation, _dunder, name = path.rpartition("__")
        columns.setdefault(relation, []).append(name)
    rows = model._default_manager.order_by()
    own = [name for name in columns.pop("", []) if name not in last]
    found = [some_of(rows, condition) for condition in contains(model, own, word)]
    for relation, names in columns.items():
        field = get_fields_from_path(model, relation)[-1]
        condition = reduce(or_, contains(field.related_model, names, word))
        found.append(referring_to(rows, relation, field, condition))
    if last and not any(found):
        is_slug = Q(slug=word)
        texts = Q.create([(f"{name}__icontains", word) for name in last], Q.OR)
        found.append(is_slug if rows.filter(is_slug).exists() else some_of(rows, texts))
    return reduce(or_, filter(None, found), Q(pk__in=[]))


def contains(model: type[Model], names: Iterable[str], word: str) -> list[Q]:
    """A condition for each search text, and one for all other columns."""
    fields = {name: model._meta.get_field(name) for name in names}
    texts = [name for name, field in fields.items() if isinstance(field, SearchTextField)]
    others = [(f"{name}__icontains", word) for name in fields if name not in texts]
    found = [Q(**{f"{name}__holds": normalise(word)}) for name in texts]
    return [*found, Q.create(others, Q.OR)] if others else found


def few(rows: QuerySet) -> list[int] | None:
    """The keys, if they are few. One query."""
    keys = list(keys_of(rows)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def some_of(rows: QuerySet, condition: Q) -> Q | None:
    """The condition, by keys where they are few; None where there is none."""
    keys = few(rows.filter(condition))
    if keys is None:
        return condition
    return Q(pk__in=keys) if keys else None


def referring_to(rows: QuerySet, relation: str, field, condition: Q) -> Q | None:
    """Those that refer to a record with this condition; None where there is no such record."""
    related = field.related_model._default_manager.order_by().filter(condition)
    keys = few(related)
    if keys == []:
        return None
    refers = Q(**{f"{relation}__in": keys or related})
    return Q(pk__in=rows.filter(refers).values("pk")) if field.many_to_many else refers
