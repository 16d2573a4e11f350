"""The database is restarted, has no connection left, has no room left: the site says so and is
back without a hand."""

import contextlib
import os
import random
import subprocess
from urllib.parse import quote

import psycopg2
import pytest

from scripts.with_postgres import OWNER, temporary_folder
from tests.faults.servers import HOST, Cluster, FormReader, Load, Reader, Writer, new_name, wait_for
from tests.operations.conftest import ask, done, manage

LIST, PAGE = "/en/zones/", "/en/zones/zone-1/"
TEXT = random.Random(6).randbytes(300_000).hex()  # noqa: S311, what cannot be compressed


def zone_page(cluster, name: str, slug: str = "zone-1") -> str:
    ((key,),) = cluster.ask("SELECT id FROM zones_zone WHERE slug = %s", slug, name=name)
    return f"/admin/zones/zone/{key}/change/"


def test_a_restart_under_load_loses_nothing_and_needs_no_hand(
    site_on, primary, database, log_of_sites
):
    site = site_on(primary.address(database))
    writers = [
        Writer(site, zone_page(primary, database, f"zone-{number}"), number) for number in (1, 2)
    ]
    readers = [Reader(site, LIST, PAGE, "/api/v1/zones/") for _number in range(2)]
    with Load(*writers, *readers):
        wait_for(lambda: all(len(each.acknowledged) >= 3 for each in writers))
        primary.stop()
        try:
            wait_for(lambda: all(503 in each.statuses for each in (*writers, *readers)))
        finally:
            primary.start()
        written = sum(len(each.acknowledged) for each in writers)
        wait_for(lambda: sum(len(each.acknowledged) for each in writers) >= written + 4)
        seen = [len(each.statuses) for each in readers]
        wait_for(
            lambda: all(
                len(each.statuses) > count + 5 for each, count in zip(readers, seen, strict=True)
            )
        )
    for reader, count in zip(readers, seen, strict=True):
        assert set(reader.statuses) <= {200, 503}, "never an error of ours"
        assert set(reader.statuses[count:]) == {200}
    for writer in writers:
        assert set(writer.statuses) <= {200, 302, 503}
        assert writer.lost(primary, database) == []
    assert "Internal Server Error" not in log_of_sites()


class Storm:
    """Takes every connection that becomes free, and keeps it."""

    def __init__(self, cluster: Cluster, user: str, database: str):
        self.where = {"host": HOST, "port": cluster.port, "user": user, "dbname": database}
        self.taken = []

    def __call__(self) -> None:
        with contextlib.suppress(psycopg2.OperationalError):
            while True:
                self.taken.append(psycopg2.connect(**self.where))

    def end(self) -> None:
        while self.taken:
            self.taken.pop().close()


def test_a_storm_of_connections_passes(site_on, primary, database):
    """Others take every connection that the server has: pages say so, and come back."""
    name = "stormed"
    primary.ask(f"CREATE ROLE {name} LOGIN")
    primary.ask(f"GRANT ALL ON DATABASE {database} TO {name}")
    for kind in ("TABLES", "SEQUENCES"):
        primary.ask(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {name}", name=database)
    site = site_on(primary.address(database).replace(f"{OWNER}@", f"{name}@"), CONN_MAX_AGE="0")
    reader = Reader(site, LIST, PAGE, "/api/v1/zones/")
    storm = Storm(primary, name, database)
    try:
        with Load(reader):
            wait_for(lambda: reader.statuses.count(200) > 5)
            with Load(storm):
                wait_for(lambda: 503 in reader.statuses, why="no connection is left for the site")
            storm.end()
            seen = len(reader.statuses)
            wait_for(lambda: 200 in reader.statuses[seen:], why="pages are back")
    finally:
        storm.end()
    assert set(reader.statuses) <= {200, 503}
    primary.ask(f"REASSIGN OWNED BY {name} TO {OWNER}; DROP OWNED BY {name}", name=database)
    primary.ask(f"DROP ROLE {name}")


@contextlib.contextmanager
def small_disk(megabytes: int):
    """A folder on a disk of its own, of so many megabytes. Asks for root."""
    if os.geteuid() != 0:
        if os.environ.get("REQUIRE_PARTS") == "1":
            pytest.fail("A small disk can be made by root only.")
        pytest.skip("A small disk can be made by root only.")
    with temporary_folder() as folder:
        owner = folder.stat()
        options = f"size={megabytes}m,uid={owner.st_uid},gid={owner.st_gid},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_refuses_a_save_gives_the_text_back_and_damages_nothing(site_on, primary):
    database = new_name()
    with small_disk(64) as folder:
        primary.ask(f"CREATE TABLESPACE small LOCATION '{folder}'")
        primary.ask(f"CREATE DATABASE {database} TEMPLATE filled TABLESPACE small")
        try:
            fill_up_and_save(site_on, primary, database)
        finally:
            primary.ask(f"DROP DATABASE {database} WITH (FORCE)")
            primary.ask("DROP TABLESPACE small")


def fill_up_and_save(site_on, primary: Cluster, database: str) -> None:
    site = site_on(primary.address(database), workers=1)
    editor, path = site.editor(), zone_page(primary, database)
    form = {**editor.form(path), "_save": "Save"}
    primary.ask("CREATE TABLE ballast (content text)", name=database)
    primary.ask("ALTER TABLE ballast ALTER content SET STORAGE EXTERNAL", name=database)
    for size in (500_000, 50_000, 5_000):  # to the last corner
        with contextlib.suppress(psycopg2.errors.DiskFull):
            while True:
                primary.ask("INSERT INTO ballast SELECT repeat('x', %s)", size, name=database)
    before = primary.ask("SELECT * FROM zones_zone ORDER BY id", name=database)
    refused = editor.submit(path, {**form, "note": TEXT})
    assert refused.status_code == 503
    assert TEXT in refused.text
    assert primary.ask("SELECT * FROM zones_zone ORDER BY id", name=database) == before
    assert site.browser().get(PAGE).status_code == 200, "reading goes on"
    primary.ask("DROP TABLE ballast", name=database)
    primary.ask("CHECKPOINT")
    assert editor.submit(path, {**form, "note": TEXT}).status_code == 302
    assert "Traceback" not in site.browser().get(PAGE).text


def test_a_full_disk_under_sqlite_refuses_a_save_and_gives_the_text_back(tmp_path, filled_sqlite):
    file = tmp_path / "site.sqlite3"
    file.write_bytes(filled_sqlite.read_bytes())
    variables = {"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": "k" * 50}
    told = manage("shell", "--no-imports", "--command", PREPARE, **variables).stdout.split()
    session, zone, pages = told
    token, path = "t" * 32, f"/admin/zones/zone/{zone}/change/"
    browser = {"csrftoken": token, "sessionid": session}
    (page,) = ask([["GET", path, {}, browser]], **variables)
    reader = FormReader()
    reader.feed(page["text"])
    text = TEXT[:50_000]
    form = {**reader.fields, "csrfmiddlewaretoken": token, "note": text, "_save": "Save"}
    full = quote(f"PRAGMA journal_mode=WAL; PRAGMA max_page_count={pages};")
    refused, list_page = ask(
        [["POST", path, form, browser], ["GET", LIST, {}, {}]],
        **{**variables, "DATABASE_URL": f"sqlite:///{file}?init_command={full}"},
    )
    assert refused["status"] == 503
    assert text in refused["text"]
    assert list_page["status"] == 200, "reading goes on"
    told = done("shell", "--no-imports", "--command", CHECK, database=f"sqlite:///{file}")
    assert told == "ok\n"
    (saved,) = ask([["POST", path, form, browser]], **variables)
    assert saved["status"] == 302, "with room again it is saved"


PREPARE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from zones.models import Zone
user = User.objects.get(username="editor")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
session["_auth_user_hash"] = user.get_session_auth_hash()
session.save()
print(session.session_key, Zone.objects.order_by("pk").first().pk)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.execute("PRAGMA page_count")
    print(cursor.fetchone()[0])
"""
CHECK = """
from django.db import connection
connection.check_constraints()
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0])
"""
