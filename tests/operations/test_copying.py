"""From SQLite to PostgreSQL and back, every row the same."""

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction

from operations import copying
from operations.digests import digest
from operations.errors import OperationError
from tests.operations.conftest import (
    ZONES,
    done,
    needs_postgres,
    refused,
)

NEXT_ZONE = """
from tests.factories import ZoneFactory
from zones.models import Zone
zone = Zone.objects.first()
print(ZoneFactory(slug="new", catalogue_code="", province=zone.province, source=zone.source).pk)
"""


@pytest.fixture
def sqlite_file(filled_sqlite, tmp_path):
    path = tmp_path / "from.sqlite3"
    path.write_bytes(filled_sqlite.read_bytes())
    return f"sqlite:///{path}"


def test_one_command_copies_everything_and_counts_on_from_there(sqlite_file, empty_database):
    told = done("copy_database", "--to", empty_database, database=sqlite_file)
    assert "every row is the same" in told
    pk = done("shell", "--no-imports", "--command", NEXT_ZONE, database=empty_database)
    assert int(pk) == ZONES + 2, "the number of the deleted zone is not given again"


@needs_postgres
def test_and_back_again(filled_postgres, tmp_path):
    target = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    assert "every row is the same" in done(
        "copy_database", "--to", target, database=filled_postgres
    )
    pk = done("shell", "--no-imports", "--command", NEXT_ZONE, database=target)
    assert int(pk) == ZONES + 2


def test_every_table_of_the_models_is_copied():
    tables = {model._meta.db_table for model in copying.copied_models()}
    through = {f.m2m_db_table() for m in apps.get_models() for f in m._meta.local_many_to_many}
    assert through <= tables
    assert {"auth_user", "auth_user_groups", "django_session", "history_change"} <= tables


def test_a_target_with_rows_is_left_alone(site, sqlite_file):
    told = refused("copy_database", "--to", site, database=sqlite_file)
    assert told.startswith("CommandError: Nothing was copied: The target is not empty:")


def test_a_database_that_waits_for_migrations_is_not_copied(empty_database, tmp_path):
    told = refused("copy_database", "--to", empty_database, database=f"sqlite:///{tmp_path}/new.db")
    assert "Migrations are waiting" in told


@pytest.mark.parametrize("address", ["mysql://host/name", "postgres://nobody@127.0.0.1:1/none"])
def test_an_address_that_leads_nowhere_is_said(sqlite_file, address):
    assert "Nothing was copied" in refused("copy_database", "--to", address, database=sqlite_file)


def test_a_row_that_would_not_arrive_as_it_was_undoes_the_copy(
    sqlite_file, empty_database, monkeypatch, connect
):
    source, target = connect(sqlite_file, "source"), connect(empty_database)
    copy_table = copying.copy_table

    def spoil(model, source, target):
        copy_table(model, source, target)
        if model._meta.db_table == "zones_zone":
            with target.cursor() as cursor:
                cursor.execute("UPDATE zones_zone SET note = 'x' WHERE slug = 'zone-3'")

    monkeypatch.setattr(copying, "copy_table", spoil)
    with pytest.raises(OperationError, match="zones_zone has rows that differ"):
        copying.copy(source, target, say=lambda line: None)
    with target.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM zones_zone")
        assert cursor.fetchone() == (0,)


def test_values_have_one_form_for_both_databases():
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert copying.plain(Decimal("1413.0300")) == copying.plain(Decimal("1413.03")) == "1413.03"
    assert copying.plain(moment) == "2026-11-22T08:00:00+00:00"
    assert copying.plain({"b": 1, "a": None}) == '{"a": null, "b": 1}'
    assert copying.plain(memoryview(b"x")) == b"x"
    assert copying.plain_as_in_sqlite(Decimal("33333333.3333333333")) == "33333333.3333333"
    assert copying.plain_as_in_sqlite(Decimal("0.1")) == "0.1"


def test_a_large_table_is_copied_in_bounded_memory(sqlite_file, site, connect):
    source, target = connect(sqlite_file, "source"), connect(site)
    expires = datetime(2026, 11, 22, tzinfo=UTC)
    kept = [
        Session(session_key=f"{n:032}", session_data="x" * 1000, expire_date=expires)
        for n in range(20_000)
    ]
    Session.objects.using("source").bulk_create(kept)
    Session.objects.using("other").all().delete()
    del kept
    tracemalloc.start()
    with transaction.atomic(using="other"):
        copying.copy_table(Session, source, target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20, "twenty megabytes of rows were never held together"
    before, after = (
        digest(copying.rows(Session, connection)).rows for connection in (source, target)
    )
    assert before == after == 20_001
