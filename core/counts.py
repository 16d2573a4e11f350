"""How many public records there are, in all and by what they belong to.

Counting millions of rows takes a fraction of a second where an index alone answers it, and
many seconds where every row is looked at for drafts. So everything is counted, and then the
few records that are not public are taken off. The result is kept until the data change.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.db import models

from core.kept import kept
from core.models import TOTALS_ABOVE, has_drafts
from core.records import CHUNK


def public_count(model: type[models.Model]) -> int:
    """The number of public records. No query besides the data version's, once it is known."""
    return kept(
        ("count", model._meta.label),
        lambda: model._base_manager.count() - len(_hidden(model)),
    )


def public_counts(model: type[models.Model], column: str) -> Mapping[int, int]:
    """The number of public records by the key in `column`, such as figures by zone."""
    return kept(("counts", model._meta.label, column), lambda: _counted(model, column))


def _counted(model: type[models.Model], column: str) -> Counter:
    rows = model._base_manager.order_by().values_list(column).annotate(n=models.Count("pk"))
    counts = Counter(dict(rows))
    for keys in _pieces(_hidden(model)):
        hidden = model._base_manager.filter(pk__in=keys).values_list(column, flat=True)
        counts.subtract(hidden)
    return counts


def _hidden(model: type[models.Model]) -> set[int]:
    """The keys of the drafts, and of what waits for them. A few queries by index."""
    if not has_drafts(model):
        return set()
    rows = model._base_manager.order_by()
    found = set(rows.filter(is_draft=True).values_list("pk", flat=True))
    totals = []
    for name in model.waits_for:
        related = model._meta.get_field(name).related_model
        if related is model:
            totals.append(name)
        else:
            found |= _referring(model, name, _hidden(related))
    for name in totals:
        new = found
        for _step in range(TOTALS_ABOVE):
            new = _referring(model, name, new) - found
            found = found | new
    return found


def _referring(model: type[models.Model], name: str, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in _pieces(keys):
        rows = model._base_manager.order_by().filter(**{f"{name}__in": some})
        found.update(rows.values_list("pk", flat=True))
    return found


def _pieces(keys: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(keys)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
