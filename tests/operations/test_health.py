"""A process that lives and a site that can answer are two things."""

import pytest
from django.db import InterfaceError, OperationalError
from django.db.migrations.executor import MigrationExecutor

from operations import health
from tests.operations.conftest import ask

OUTSIDE, HERE = "203.0.113.9", "127.0.0.1"
PRODUCTION = {"ALLOWED_HOSTS": "zones.example", "SECRET_KEY": "k" * 50, "METRICS": "1"}


def asked(path: str, address: str, host: str, *, by_proxy: bool = False) -> dict:
    environ = {"REMOTE_ADDR": address, "HTTP_HOST": host}
    if by_proxy:
        environ["HTTP_X_FORWARDED_FOR"] = OUTSIDE
    return {"path": path, "environ": environ}


def test_a_process_lives_without_a_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_when_the_database_answers_and_nothing_waits(client, db):
    assert client.get("/readyz").content == b"ready\n"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_the_database_it_is_not_ready_and_says_so(client, monkeypatch, error):
    def fail(connection):
        raise error("gone")

    monkeypatch.setattr(health, "MigrationExecutor", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")
    assert client.get("/healthz").status_code == 200


def test_while_migrations_wait_it_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *arguments: ["one"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations are waiting\n")


@pytest.mark.once
def test_in_production_the_machines_own_names_are_for_its_own_questions_of_health(filled_sqlite):
    refused, answered = [], []
    for host in ("localhost", "127.0.0.1:8000", "[::1]", "10.0.0.7"):
        refused += [asked(path, OUTSIDE, host) for path in ("/healthz", "/readyz", "/en/")]
        refused += [asked("/robots.txt", HERE, host), asked("/healthz", HERE, host, by_proxy=True)]
        answered += [asked(path, HERE, host) for path in ("/healthz", "/readyz", "/metrics")]
    answers = ask(*refused, *answered, DATABASE_URL=f"sqlite:///{filled_sqlite}", **PRODUCTION)
    statuses = [answer["status"] for answer in answers]
    assert statuses == [400] * len(refused) + [200] * len(answered)


@pytest.mark.once
def test_behind_a_proxy_whoever_asks_beside_it_may_ask_for_health_by_any_name(filled_sqlite):
    who = {"address": "10.0.0.5", "host": "10.0.0.7:8000"}
    answers = ask(
        *(asked("/metrics", **who), asked("/robots.txt", **who)),
        asked("/metrics", **who, by_proxy=True),
        DATABASE_URL=f"sqlite:///{filled_sqlite}",
        TRUSTED_PROXY="1",
        **PRODUCTION,
    )
    assert [answer["status"] for answer in answers] == [200, 400, 400]
