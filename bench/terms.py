"""Searching Chinese: the index against LIKE, for the same words on the same database.

`python -m bench.terms` prints hits and times (PostgreSQL: wall, else CPU) as JSON; hits must agree.
"""

import json
import os
import time
from collections.abc import Callable
from functools import partial

import django

WORDS = {
    "rare": ["铟碲", "锂钛", "联合实验", "装备制造项目综"],
    "common": ["飞地", "标准地", "行政审批局", "办理时间比改革前", "经济开发区"],
    "in most texts": ["审批"],
}


def like(filterset, model, word: str):
    from django.db.models import Q  # noqa: PLC0415

    condition = Q()
    for path in filterset.base_filters["q"].paths:
        lookup = "contains" if path.endswith("search_text") else "icontains"
        condition |= Q(**{f"{path}__{lookup}": word})
    rows = model._default_manager.filter(condition).order_by().values("pk")
    return model.objects.public().filter(pk__in=rows)


def indexed(filterset, model, word: str):
    return filterset({"q": word}, queryset=model.objects.public()).qs


def timed(search: Callable, clock: Callable, order) -> tuple[float, int, list[int]]:
    found = []
    for _round in range(2):
        began = clock()
        queryset = search()
        count = queryset.count()
        page = list(queryset.order_by(*order).values_list("pk", flat=True)[:50])
        found.append((1000 * (clock() - began), count, page))
    return min(found)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from reforms.filters import ReformFilterSet  # noqa: PLC0415
    from reforms.models import Reform  # noqa: PLC0415

    order = ReformFilterSet.sorts["zone"].order
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    found = {}
    for kind, words in WORDS.items():
        for word in words:
            by_like = timed(partial(like, ReformFilterSet, Reform, word), clock, order)
            by_index = timed(partial(indexed, ReformFilterSet, Reform, word), clock, order)
            if by_like[1:] != by_index[1:]:
                raise RuntimeError(f"{word}: {by_like[1]} by LIKE, {by_index[1]} by the index")
            found[word] = {
                "kind": kind,
                "hits": by_like[1],
                "like ms": by_like[0],
                "index ms": by_index[0],
                "ratio": by_like[0] / by_index[0],
            }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
