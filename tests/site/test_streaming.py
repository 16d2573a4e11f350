"""Files of any length in little memory: sent while they are read, asked for piece by piece."""

import hashlib
import io
import tracemalloc
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.test import RequestFactory
from openpyxl import load_workbook

from core.records import versions
from core.web import tables
from core.web.files import FORMATS, Asked, Part, parts_response
from core.web.tables import Column, Kind
from tests import factories as make
from tests.queries import queries
from zones.models import Observation

COLUMNS = (
    Column("slug", "Slug", Kind.KEY),
    Column("name", "Name"),
    Column("value", "Value", Kind.NUMBER),
)


@pytest.fixture(autouse=True)
def no_version(monkeypatch):
    """These files are of no data."""
    monkeypatch.setattr(versions, "label", lambda: "1")


class Rows:
    """Rows that are made when they are asked for, and counted."""

    def __init__(self, number: int):
        self.number, self.read = number, 0

    def __call__(self):
        for n in range(self.number):
            self.read += 1
            text = hashlib.sha256(str(n).encode()).hexdigest()  # hardly to be compressed
            yield [f"row-{n}", text * 2, Decimal(n)]


def response(rows, kind: str):
    request = RequestFactory().get("/en/rows/", headers={"host": "testserver"})
    return parts_response(
        request, Asked(kind), "rows", "Rows", [Part("rows", "Rows", COLUMNS, rows)]
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_the_first_piece_is_sent_before_a_row_is_read(kind):
    rows = Rows(5000)
    sent = iter(response(rows, kind).streaming_content)
    assert next(sent)
    assert rows.read == 0
    for _piece in range(3):
        next(sent)
    assert 0 < rows.read < rows.number
    list(sent)
    assert rows.read == rows.number


def test_the_workbook_that_was_sent_in_pieces_is_whole():
    book = load_workbook(io.BytesIO(response(Rows(3000), "xlsx").getvalue()))
    assert book["Rows"].max_row == 3001
    assert book["Rows"]["C3001"].value == 2999


@pytest.mark.parametrize("kind", FORMATS)
def test_memory_does_not_grow_with_the_rows(kind):
    def peak(number: int) -> int:
        tracemalloc.start()
        size = sum(len(piece) for piece in response(Rows(number), kind).streaming_content)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert size > 3 * number
        return most

    few = peak(2_000)
    assert peak(10_000) < 1.2 * few


@pytest.mark.django_db
def test_memory_does_not_grow_with_the_rows_of_the_database(client):
    zone, metric = make.ZoneFactory(), make.MetricFactory(slug="measured")

    def peak(number: int) -> int:
        figures = [
            make.ObservationFactory.build(
                slug=f"figure-{n}", zone=zone, metric=metric, source=zone.source, detail=f"第{n}类"
            )
            for n in range(Observation.objects.count(), number)
        ]
        QuerySet.bulk_create(Observation.objects.all(), figures)  # without a history of each
        del figures
        tracemalloc.start()
        sent = client.get("/en/metrics/measured/?format=csv").streaming_content
        lines = sum(piece.count(b"\n") for piece in sent)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert lines == number + 2
        return most

    few = peak(1_500)
    assert peak(4_500) < 1.2 * few


@pytest.mark.django_db
def test_relations_to_many_are_looked_up_once_for_many_rows(client, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK", 4)
    make.ReformFactory.create_batch(4)
    one = queries(client, "/en/reforms/?format=csv")
    make.ReformFactory.create_batch(8)
    assert queries(client, "/en/reforms/?format=csv") == one + 4, "pairs, and types that are new"
    rows = client.get("/en/reforms/?format=csv&header=codes").getvalue().decode().splitlines()
    assert len(rows) == 13
