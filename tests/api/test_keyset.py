"""From page to page every record comes once and in order, whatever is equal, blank or new."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.api.keyset import CursorError, read_page
from sources.filters import SourceFilterSet
from sources.models import Source
from tests.api.asking import pages
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db

BY_ISSUE = SourceFilterSet.sorts["issued"].order

days = st.sampled_from(["", "2018", "2019", "2019-06", "2020/..", "XXXX-06"])
titles = st.sampled_from(["甲", "乙", "丙"])
examples = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def walk(order, size: int, between=lambda: None) -> list[str]:
    """Read the sources page by page; `between` happens after every page."""
    slugs, cursor = [], ""
    while cursor is not None:
        rows, cursor = read_page(
            Source.objects.all(), order, size=size, scope="test", cursor=cursor
        )
        slugs += [row.slug for row in rows]
        between()
    return slugs


@examples
@given(
    rows=st.lists(st.tuples(days, titles), max_size=9),
    size=st.integers(1, 5),
    sort=st.sampled_from(["issued", "title"]),
)
def test_a_walk_is_the_whole_list_in_order(db, rows, size, sort):
    Source.objects.all().delete()
    for issued, title in rows:
        SourceFactory(issued=issued, title=title)
    order = SourceFilterSet.sorts[sort].order
    assert walk(order, size) == [row.slug for row in Source.objects.order_by(*order)]


@examples
@given(
    rows=st.lists(days, min_size=2, max_size=7),
    added=st.lists(days, max_size=4),
    removed=st.integers(0, 3),
    size=st.integers(1, 3),
)
def test_what_is_there_all_along_comes_once_while_others_come_and_go(
    db, rows, added, removed, size
):
    Source.objects.all().delete()
    made = [SourceFactory(issued=issued) for issued in rows]
    leaving = [source.pk for source in made[:removed]]
    coming = list(added)

    def change():
        if coming:
            SourceFactory(issued=coming.pop())
        if leaving:
            Source.objects.filter(pk=leaving.pop()).delete()

    seen = walk(BY_ISSUE, size, change)
    assert len(seen) == len(set(seen))
    stayed = set(Source.objects.filter(slug__in=[s.slug for s in made]).values_list("slug"))
    assert {slug for (slug,) in stayed} <= set(seen)
    ordered = [row.slug for row in Source.objects.order_by(*BY_ISSUE) if row.slug in seen]
    assert [slug for slug in seen if slug in ordered] == ordered


def test_a_cursor_of_another_list_or_order_is_refused(db):
    SourceFactory.create_batch(3)
    cursor = read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one")[1]
    with pytest.raises(CursorError):
        read_page(Source.objects.all(), BY_ISSUE, size=1, scope="another", cursor=cursor)
    for wrong in ("x", cursor[:-1], cursor + "x", "\0", "长", ":" * 50):
        with pytest.raises(CursorError):
            read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one", cursor=wrong)


def test_the_same_page_has_the_same_cursor(db):
    SourceFactory.create_batch(3)
    first, second = (
        read_page(Source.objects.all(), BY_ISSUE, size=1, scope="s")[1] for _ in range(2)
    )
    assert first == second


def test_an_empty_list_is_one_empty_page(client):
    assert pages(client, "zones/") == [[]]
