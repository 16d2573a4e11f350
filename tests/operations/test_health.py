"""A process that lives and a site that can answer are two things."""

import json

import pytest
from django.db import InterfaceError, OperationalError
from django.db.migrations.executor import MigrationExecutor

from operations import health
from tests.operations.conftest import python

STATUSES = """
import json, sys
import django; django.setup()
from django.test import Client
print(json.dumps([
    Client(headers=headers).get(path, REMOTE_ADDR=address).status_code
    for path, address, headers in json.loads(sys.argv[1])
]))
"""
OUTSIDE, HERE = "203.0.113.9", "127.0.0.1"
BY_PROXY = {"x-forwarded-for": OUTSIDE}


def in_production(*asked: tuple[str, str, dict], **variables) -> list[int]:
    """The statuses of requests to a site in production: path, who asks, headers."""
    process = python(
        "-c",
        STATUSES,
        json.dumps(asked),
        DJANGO_SETTINGS_MODULE="config.settings",
        ALLOWED_HOSTS="zones.example",
        SECRET_KEY="k" * 50,
        METRICS="1",
        **variables,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


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


HOSTS = ["localhost", "127.0.0.1:8000", "[::1]", "10.0.0.7"]


@pytest.mark.once
def test_in_production_the_machines_own_names_are_for_its_own_questions_of_health(filled_sqlite):
    refused, answered = [], []
    for host in HOSTS:
        refused += [(path, OUTSIDE, {"host": host}) for path in ("/healthz", "/readyz", "/en/")]
        refused += [("/robots.txt", HERE, {"host": host})]
        refused += [("/healthz", HERE, {"host": host, **BY_PROXY})]
        paths = ("/healthz", "/readyz", "/metrics")
        answered += [(path, HERE, {"host": host}) for path in paths]
    statuses = in_production(*refused, *answered, DATABASE_URL=f"sqlite:///{filled_sqlite}")
    assert statuses == [400] * len(refused) + [200] * len(answered)


@pytest.mark.once
def test_behind_a_proxy_whoever_asks_beside_it_may_ask_for_health_by_any_name(filled_sqlite):
    beside = [(path, "10.0.0.5", {"host": "10.0.0.7:8000"}) for path in ("/metrics", "/robots.txt")]
    through = ("/metrics", "10.0.0.5", {"host": "10.0.0.7:8000", **BY_PROXY})
    statuses = in_production(
        *beside, through, DATABASE_URL=f"sqlite:///{filled_sqlite}", TRUSTED_PROXY="1"
    )
    assert statuses == [200, 400, 400]
