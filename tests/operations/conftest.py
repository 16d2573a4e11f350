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
from tests.migrated import locked

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
ZONES = 12
PASSWORD = "correct horse battery staple"
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
user = User.objects.create_superuser(
    "admin", password={PASSWORD!r}, first_name="张", last_name='O"Brien\\\\'
)
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
    return {**kept, **variables}


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


def ask_and_listen(*requests: str | dict, **variables) -> tuple[list[dict], str]:
    """The answers of a process with these variables, and what it wrote to stderr.

    A request is an address, or a dictionary of what `asking.answered` takes; an answer has its
    status, its headers, the cookies set and its text.
    """
    process = python(
        "-m",
        "tests.operations.asking",
        input=json.dumps([{"path": one} if isinstance(one, str) else one for one in requests]),
        DJANGO_SETTINGS_MODULE="config.settings",
        **variables,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout), process.stderr


def ask(*requests: str | dict, **variables) -> list[dict]:
    """The answers alone."""
    return ask_and_listen(*requests, **variables)[0]


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


def sql(address: str, query: str, *values) -> list[tuple]:
    """The rows that PostgreSQL at this address gives for a statement; none where it gives none."""
    with contextlib.closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def postgres_database(server: str, template: str = "template0", options: str = ""):
    """The address of a new database on the server of this address; gone afterwards."""
    name = f"new_{secrets.token_hex(6)}"
    sql(server, f"CREATE DATABASE {name} TEMPLATE {template} {options}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        sql(server, f"DROP DATABASE {name} WITH (FORCE)")


needs_postgres = pytest.mark.skipif(
    not ON_POSTGRESQL, reason="Runs where the tests have PostgreSQL: make test"
)


def fill(address: str, code: str = FILL) -> None:
    variables = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    process = python("-c", code, **variables)
    assert process.returncode == 0, process.stderr


@pytest.fixture(scope="session")
def filled_sqlite(shared_folder):
    """A filled file, to be copied: one for all processes of the test run."""
    path, unfinished = shared_folder / "filled.sqlite3", shared_folder / "unfinished.sqlite3"
    migrated = shared_folder / "migrated.sqlite3"
    with locked(shared_folder, "filled"):
        if not path.exists():
            if migrated.exists():
                shutil.copy(migrated, unfinished)
            fill(f"sqlite:///{unfinished}")
            unfinished.rename(path)
    return path


def own_server() -> str:
    """The address of the test run's PostgreSQL, outside any database of a test."""
    one = settings.DATABASES["default"]
    password = urllib.parse.quote(one["PASSWORD"], safe="")
    return f"postgres://{one['USER']}:{password}@{one['HOST']}:{one['PORT']}/postgres"


@pytest.fixture(scope="session")
def filled_postgres():
    """A filled database, to be copied."""
    with postgres_database(own_server()) as address:
        fill(address)
        yield address


@pytest.fixture
def site(request, tmp_path):
    """The address of a filled database of the kind that the test run is on."""
    if ON_POSTGRESQL:
        template = request.getfixturevalue("filled_postgres").rpartition("/")[2]
        with postgres_database(own_server(), template) as address:
            yield address
    else:
        source = request.getfixturevalue("filled_sqlite")
        yield f"sqlite:///{shutil.copy(source, tmp_path / 'site.sqlite3')}"


@pytest.fixture
def empty_database(tmp_path):
    """The address of an empty database of the kind that the test run is on."""
    if ON_POSTGRESQL:
        with postgres_database(own_server()) as address:
            yield address
    else:
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"


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
