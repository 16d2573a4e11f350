"""Every list gives each record once and in order, whatever is equal or blank."""

from decimal import Decimal

import pytest
from django.db import transaction

from config.api_urls import RECORDS
from tests import factories as make
from tests.api.asking import pages

pytestmark = [pytest.mark.once, pytest.mark.django_db]

SORTS = [
    (name, sort) for name, viewset in RECORDS.items() for sort in viewset.filterset_class.sorts
]


@pytest.fixture(scope="module")
def tied(django_db_setup, django_db_blocker):
    """Records of every kind, many of them alike in what lists are sorted by, many blank."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_ties()
        yield
        transaction.set_rollback(True)


def make_ties():
    source = make.SourceFactory(issued="")
    provinces = make.ProvinceFactory.create_batch(2)
    zones = [
        make.ZoneFactory(
            source=source,
            province=provinces[n % 2],
            name="同名开发区" if n < 5 else f"开发区{n}",
            approved=["", "2011", "2011-09", "XXXX-06"][n % 4],
        )
        for n in range(9)
    ]
    for n in range(4):
        make.ZoneNameFactory(zone=zones[n // 2], source=source, until=["", "2011"][n % 2])
        make.ZoneEventFactory(zone=zones[n // 2], source=source, date=["", "2011"][n % 2])
    area = make.MetricFactory(slug="approved-area", unit="ha")
    make.ScopeFactory.create_batch(5, metric=area)
    # Thirds differ only in digits that a database may not keep.
    for n, zone in enumerate(zones[:6]):
        value = [Decimal(10) / 3, Decimal("3.3333333333"), Decimal(2000) / 3][n % 3]
        make.ObservationFactory(
            zone=zone,
            metric=area,
            source=source,
            value=round(value, 6),
            unit="mu",
            basis="at-point",
        )
    kinds = make.ReformTypeFactory.create_batch(3, position=1)
    for n in range(12):
        started = ["", "2018", "2018/2020", "2020/.."][n % 4]
        reform = make.ReformFactory(
            zone=zones[n % 4], source=source, types=kinds[:1], started=started
        )
        period = ["", "2018", "2019-06"][n % 3]
        make.ObservationFactory(
            zone=zones[n % 4],
            source=source,
            period=period,
            reform=reform if n % 3 else None,
            detail=str(n),
        )
    for n in range(7):
        issued = ["", "2019", "2019-03"][n % 3]
        policy = make.PolicyFactory(source=source, province=provinces[n % 2], issued=issued)
        for position in (0, 0, 1):
            make.TargetFactory(
                policy=policy, source=source, position=position, due=["", "2020"][n % 2]
            )
        make.SourceFactory(issued=issued, title="同题" if n % 2 else f"题{n}")


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
    total = len(expected)
    assert total == len(set(expected)) >= 3
    for size in (2, 5, total - 1, total):
        found = pages(client, f"{name}/?page_size={size}{query}")
        assert [slug for page in found for slug in page] == expected
        assert {len(page) for page in found[:-1]} <= {size}
        assert found[-1]  # the last page is full or short, but never empty
