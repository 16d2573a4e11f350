"""From page to page every record comes once and in order, whatever is equal, blank or new."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.api.keyset import CursorError, read_page
from sources.filters import SourceFilterSet
from sources.models import Source
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db

BY_ISSUE = SourceFilterSet.sorts["issued"].order
days = st.sampled_from(["", "2018", "2019", "2019-06", "2020/..", "XXXX-06"])
examples = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def walk(order, size: int, between) -> list[str]:
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
    rows=st.lists(days, max_size=7),
    added=st.lists(days, max_size=4),
    removed=st.integers(0, 3),
    size=st.integers(1, 5),
    sort=st.sampled_from(["issued", "title"]),
)
def test_what_is_there_all_along_comes_once_while_others_come_and_go(
    db, rows, added, removed, size, sort
):
    order = SourceFilterSet.sorts[sort].order
    Source.objects.all().delete()
    made = [SourceFactory(issued=issued, title=issued or "甲") for issued in rows]
    leaving = [source.pk for source in made[:removed]]
    coming = list(added)

    def change():
        if coming:
            SourceFactory(issued=coming.pop())
        if leaving:
            Source.objects.filter(pk=leaving.pop()).delete()

    seen = walk(order, size, change)
    assert len(seen) == len(set(seen))
    stayed = set(Source.objects.filter(slug__in=[s.slug for s in made]).values_list("slug"))
    assert {slug for (slug,) in stayed} <= set(seen)
    ordered = [row.slug for row in Source.objects.order_by(*order) if row.slug in seen]
    assert [slug for slug in seen if slug in ordered] == ordered


def test_a_cursor_of_another_list_or_order_is_refused(db):
    SourceFactory.create_batch(3)
    cursor = read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one")[1]
    assert cursor == read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one")[1]
    with pytest.raises(CursorError):
        read_page(Source.objects.all(), BY_ISSUE, size=1, scope="another", cursor=cursor)
    for wrong in ("x", cursor[:-1], cursor + "x", "\0", "长", ":" * 50):
        with pytest.raises(CursorError):
            read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one", cursor=wrong)
