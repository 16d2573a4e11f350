"""Pages of a list give every record once and in order, whatever is equal, blank or new."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.api_urls import RECORDS
from core.api.keyset import CursorError, read_page
from sources.filters import SourceFilterSet
from sources.models import Source
from tests.api.asking import every, pages
from tests.factories import (
    MetricFactory,
    ObservationFactory,
    PolicyFactory,
    ProvinceFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)

pytestmark = pytest.mark.django_db

SORTS = [
    (name, sort) for name, viewset in RECORDS.items() for sort in viewset.filterset_class.sorts
]
BY_ISSUE = SourceFilterSet.sorts["issued"].order


@pytest.fixture(scope="module")
def tied(django_db_setup, django_db_blocker):
    """Records of every kind, many of them alike in what lists are sorted by, many blank."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_ties()
        yield
        transaction.set_rollback(True)


def make_ties():
    source = SourceFactory(issued="")
    provinces = ProvinceFactory.create_batch(2)
    zones = [
        ZoneFactory(
            source=source,
            province=provinces[n % 2],
            name="同名开发区" if n < 5 else f"开发区{n}",
            approved=["", "2011", "2011-09", "XXXX-06"][n % 4],
        )
        for n in range(9)
    ]
    area = MetricFactory(slug="approved-area", unit="ha")
    # Thirds differ only in digits that a database may not keep.
    for n, zone in enumerate(zones[:6]):
        value = [Decimal(10) / 3, Decimal("3.3333333333"), Decimal(2000) / 3][n % 3]
        ObservationFactory(
            zone=zone, metric=area, source=source, value=round(value, 6), unit="mu", period=""
        )
    kinds = ReformTypeFactory.create_batch(3, position=1)
    for n in range(12):
        started = ["", "2018", "2018/2020", "2020/.."][n % 4]
        reform = ReformFactory(zone=zones[n % 4], source=source, types=kinds[:1], started=started)
        period = ["", "2018", "2019-06"][n % 3]
        ObservationFactory(
            zone=zones[n % 4],
            source=source,
            period=period,
            reform=reform if n % 3 else None,
            scope=str(n),
        )
    for n in range(7):
        issued = ["", "2019", "2019-03"][n % 3]
        policy = PolicyFactory(source=source, province=provinces[n % 2], issued=issued)
        for position in (0, 0, 1):
            TargetFactory(policy=policy, source=source, position=position, due=["", "2020"][n % 2])
        SourceFactory(issued=issued, title="同题" if n % 2 else f"题{n}")


def in_order(name: str, sort: str) -> list[str]:
    """The slugs that the database gives in the order of the page's list."""
    viewset = RECORDS[name]
    rows = viewset().select(viewset.model.objects.public())
    order = viewset.filterset_class.sorts[sort].order
    return [row.slug for row in rows.order_by(*order, "slug")]


@pytest.mark.parametrize(("name", "sort"), SORTS)
def test_every_list_gives_each_record_once_in_the_order_of_the_page(client, tied, name, sort):
    expected = in_order(name, sort)
    query = f"&sort={sort}" if "sort" in RECORDS[name].filterset_class.base_filters else ""
    for size in (2, 5):
        assert every(client, f"{name}/?page_size={size}{query}") == expected
    assert len(expected) == len(set(expected)) >= 3


@pytest.mark.parametrize("name", RECORDS)
def test_the_last_page_is_full_or_short_but_never_empty(client, tied, name):
    total = RECORDS[name].model.objects.count()
    assert [len(page) for page in pages(client, f"{name}/?page_size={total}")] == [total]
    if total > 2:
        assert [len(page) for page in pages(client, f"{name}/?page_size={total - 1}")] == [
            total - 1,
            1,
        ]


def test_an_empty_list_is_one_empty_page(client):
    assert pages(client, "zones/") == [[]]


days = st.sampled_from(["", "2018", "2019", "2019-06", "2020/..", "XXXX-06"])
titles = st.sampled_from(["甲", "乙", "丙"])
examples = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def walk(order, size: int, between=lambda: None) -> list[str]:
    """Read the sources page by page; `between` happens after every page."""
    slugs, cursor = [], ""
    while cursor is not None:
        page = read_page(Source.objects.all(), order, size=size, scope="test", cursor=cursor)
        slugs += [row.slug for row in page.rows]
        cursor = page.cursor
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
    cursor = read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one").cursor
    with pytest.raises(CursorError):
        read_page(Source.objects.all(), BY_ISSUE, size=1, scope="another", cursor=cursor)
    for wrong in ("x", cursor[:-1], cursor + "x", "\0", "长", ":" * 50):
        with pytest.raises(CursorError):
            read_page(Source.objects.all(), BY_ISSUE, size=1, scope="one", cursor=wrong)


def test_the_same_page_has_the_same_cursor(db):
    SourceFactory.create_batch(3)
    first, second = (
        read_page(Source.objects.all(), BY_ISSUE, size=1, scope="s").cursor for _ in range(2)
    )
    assert first == second
