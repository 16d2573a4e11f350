"""The commands of an administrator, run as processes on databases of their own."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.parse

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from operations.environment import database
from scripts.prepare import ROOT

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
ZONES = 12
# A database with a little of everything, and with what is stored differently elsewhere.
FILL = f"""
import django; django.setup()
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from core.records.changes import unit
from sources.models import ArticleText
from tests import factories as make

call_command("migrate", verbosity=0)
for number in range({ZONES}):
    zone = make.ZoneFactory()
for value in ("0.1", "1413.03", "123456.78"):
    make.ObservationFactory(zone=zone, value=value)
make.ReformFactory(zone=zone)
make.TargetFactory(policy=make.PolicyFactory())
user = User.objects.create_superuser("editor", first_name="张", last_name='O"Brien\\\\')
user.groups.add(Group.objects.get_or_create(name="viewer")[0])
text = "一枚印章\\n\\t“管”审批 🏭 \\\\ %s 'x'"
ArticleText.objects.create(source=zone.source, text=text, attached_by=user)
Session.objects.create(session_key="k" * 32, session_data="d", expire_date=timezone.now())
with unit(actor=user, route="admin", reason="测试"):
    gone = make.ZoneFactory(slug="gone", province=zone.province)
with unit(actor=user, route="admin"):
    gone.delete()  # its number must not be given again
"""


def clean_environment(**variables) -> dict[str, str]:
    """What a command is given when nobody has set anything, and these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **variables}


def python(*arguments, input: str | None = None, **variables) -> subprocess.CompletedProcess:
    """Run Python in the project's folder; warnings are errors there too."""
    return subprocess.run(
        [sys.executable, "-W", "error", *map(str, arguments)],
        cwd=ROOT,
        input=input,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
    )


def ask(requests: list, **variables) -> list[dict]:
    """The answers of a process with these variables: status, headers, cookies set, text."""
    process = python(
        "-m",
        "tests.operations.asking",
        input=json.dumps(requests),
        DJANGO_SETTINGS_MODULE="config.settings",
        **variables,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def manage(*arguments, database: str = "", **variables) -> subprocess.CompletedProcess:
    """Run a command of manage.py on the database at this address."""
    if database:
        variables["DATABASE_URL"] = database
    return python("manage.py", *arguments, **variables)


def done(*arguments, **options) -> str:
    """Run a command that must succeed; what it printed."""
    process = manage(*arguments, **options)
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def refused(*arguments, **options) -> str:
    """Run a command that must fail; its last words."""
    process = manage(*arguments, **options)
    assert process.returncode == 1, process.stdout + process.stderr
    assert "Traceback" not in process.stderr
    return process.stderr.strip()


@contextlib.contextmanager
def server():
    """A connection to the test run's PostgreSQL, outside any database of a test."""
    one = settings.DATABASES["default"]
    connection = psycopg2.connect(
        host=one["HOST"],
        port=one["PORT"],
        user=one["USER"],
        password=one["PASSWORD"],
        dbname="postgres",
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def postgres_address(name: str) -> str:
    one = settings.DATABASES["default"]
    password = urllib.parse.quote(one["PASSWORD"], safe="")
    return f"postgres://{one['USER']}:{password}@{one['HOST']}:{one['PORT']}/{name}"


@contextlib.contextmanager
def postgres_database(template: str = "template0"):
    """An address of a new database on the test run's server; gone afterwards."""
    name = f"operations_{secrets.token_hex(6)}"
    with server() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield postgres_address(name)
    finally:
        with server() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


needs_postgres = pytest.mark.skipif(
    not ON_POSTGRESQL, reason="Runs where the tests have PostgreSQL: make test"
)


def fill(address: str) -> None:
    variables = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    process = python("-c", FILL, **variables)
    assert process.returncode == 0, process.stderr


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory):
    """A filled file, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "site.sqlite3"
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def filled_postgres():
    """A filled database, to be copied."""
    with postgres_database() as address:
        fill(address)
        yield address


@pytest.fixture
def site(request, tmp_path):
    """The address of a filled database of the kind that the test run is on."""
    if not ON_POSTGRESQL:
        source = request.getfixturevalue("filled_sqlite")
        shutil.copy(source, tmp_path / "site.sqlite3")
        yield f"sqlite:///{tmp_path / 'site.sqlite3'}"
        return
    template = request.getfixturevalue("filled_postgres").rpartition("/")[2]
    with postgres_database(template) as address:
        yield address


@pytest.fixture
def empty_database(tmp_path):
    """The address of an empty database of the kind that the test run is on."""
    if not ON_POSTGRESQL:
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with postgres_database() as address:
        yield address


@pytest.fixture
def connect(django_db_blocker):
    """Connections to databases by their addresses, outside the tests' own database."""
    made = []

    def connection(address: str, alias: str = "other"):
        configured = connections.configure_settings({"default": database(address)})["default"]
        connections.settings[alias] = configured
        connections[alias] = connections.create_connection(alias)
        made.append(connections[alias])
        return made[-1]

    with django_db_blocker.unblock():
        yield connection
        for each in made:
            each.close()
