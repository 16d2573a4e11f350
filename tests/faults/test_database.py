"""The database is restarted, has no connection left, has no room left: the site says so and is
back without a hand."""

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
from urllib.parse import quote

import psycopg2
import pytest

from scripts.with_postgres import OWNER, temporary_folder
from tests.faults.servers import Cluster, Load, Reader, Writer, wait_for

LIST, PAGE = "/en/zones/", "/en/zones/zone-1/"
TEXT = random.Random(6).randbytes(300_000).hex()  # noqa: S311, what cannot be compressed


def test_a_restart_under_load_loses_nothing_and_needs_no_hand(
    site_on, primary, database, log_of_sites
):
    site = site_on(primary.address(database))
    writers = [Writer(site, primary, database, number) for number in (1, 2)]
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
        wait_for(lambda: all(set(each.statuses[-5:]) == {200} for each in readers))
    for reader in readers:
        assert set(reader.statuses) <= {200, 503}, "never an error of ours"
    for writer in writers:
        assert set(writer.statuses) <= {200, 302, 503}
        assert writer.lost() == []
    assert "Internal Server Error" not in log_of_sites()


def test_a_storm_of_connections_passes(site_on, primary, database):
    """Others take every connection that the server has: pages say so, and come back."""
    name = "stormed"
    primary.ask(f"CREATE ROLE {name} LOGIN")
    primary.ask(f"GRANT ALL ON DATABASE {database} TO {name}")
    for kind in ("TABLES", "SEQUENCES"):
        primary.ask(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {name}", name=database)
    address = primary.address(database).replace(f"{OWNER}@", f"{name}@")
    reader = Reader(site_on(address, CONN_MAX_AGE="0"), LIST, PAGE, "/api/v1/zones/")
    with Load(reader):
        wait_for(lambda: reader.statuses.count(200) > 5)
        with contextlib.ExitStack() as taken:

            def take_every_free_connection() -> None:
                with contextlib.suppress(psycopg2.OperationalError):
                    while True:
                        taken.enter_context(contextlib.closing(psycopg2.connect(address)))

            with Load(take_every_free_connection):
                wait_for(lambda: 503 in reader.statuses, why="no connection is left for the site")
        seen = len(reader.statuses)
        wait_for(lambda: 200 in reader.statuses[seen:], why="pages are back")
    assert set(reader.statuses) <= {200, 503}
    primary.ask(f"REASSIGN OWNED BY {name} TO {OWNER}; DROP OWNED BY {name}", name=database)
    primary.ask(f"DROP ROLE {name}")


@contextlib.contextmanager
def small_disk(megabytes: int):
    """A folder on a disk of its own, of so many megabytes. Asks for root."""
    if os.geteuid() != 0:
        end = pytest.fail if os.environ.get("REQUIRE_PARTS") == "1" else pytest.skip
        end("A small disk can be made by root only.")
    with temporary_folder() as folder:
        owner = folder.stat()
        options = f"size={megabytes}m,uid={owner.st_uid},gid={owner.st_gid},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_refuses_a_save_gives_the_text_back_and_damages_nothing(site_on, primary):
    with small_disk(64) as folder:
        primary.ask(f"CREATE TABLESPACE small LOCATION '{folder}'")
        try:
            with primary.database("TABLESPACE small") as database:
                fill_up_and_save(site_on, primary, database)
        finally:
            primary.ask("DROP TABLESPACE small")


def fill_up_and_save(site_on, primary: Cluster, database: str) -> None:
    site = site_on(primary.address(database), workers=1)
    editor, path = site.editor(), primary.zone_page(database)
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


def test_a_full_disk_under_sqlite_refuses_a_save_and_gives_the_text_back(
    site_on, tmp_path, filled_sqlite
):
    file = shutil.copy(filled_sqlite, tmp_path / "site.sqlite3")
    editor = site_on(f"sqlite:///{file}", workers=1).editor()
    with contextlib.closing(sqlite3.connect(file)) as database:
        (key,) = database.execute("SELECT id FROM zones_zone WHERE slug = 'zone-1'").fetchone()
        path = f"/admin/zones/zone/{key}/change/"
        text = TEXT[:50_000]
        form = {**editor.form(path), "note": text, "_save": "Save"}
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        full = quote(f"PRAGMA journal_mode=WAL; PRAGMA max_page_count={pages};")
        cramped = site_on(f"sqlite:///{file}?init_command={full}", workers=1).browser()
        cramped.cookies.update(editor.cookies)
        refused = cramped.submit(path, form)
        assert refused.status_code == 503
        assert text in refused.text
        assert cramped.get(LIST).status_code == 200, "reading goes on"
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert editor.submit(path, form).status_code == 302, "with room again it is saved"
