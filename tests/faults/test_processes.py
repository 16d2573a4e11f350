"""The site's own processes are killed while they write: nothing half done is left."""

import contextlib
import os
import signal
import threading
from functools import partial

import psycopg2

from tests.faults.servers import Browser, wait_for

ROWS = 5


ACTIVITY = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND "


def killed_while_waiting(site, cluster, name: str, slug: str, call) -> None:
    """Let `call` run until it waits for the row of `slug`, then kill -9 the site's workers."""

    def quietly():
        with contextlib.suppress(OSError):  # whoever answered was killed
            call()

    with contextlib.closing(psycopg2.connect(cluster.address(name))) as blocker:
        blocker.cursor().execute("SELECT 1 FROM zones_zone WHERE slug = %s FOR UPDATE", [slug])
        before = set(site.worker_ids())
        thread = threading.Thread(target=quietly)
        thread.start()
        waiting = f"{ACTIVITY} wait_event_type = 'Lock'"
        wait_for(lambda: cluster.ask(waiting, name)[0][0], why="the request is in the middle")
        for number in before:
            os.kill(number, signal.SIGKILL)
        thread.join()
    wait_for(
        lambda: len(site.worker_ids()) == site.workers and not before & set(site.worker_ids()),
        why="other workers have taken over",
    )
    wait_for(site.is_alive)
    open_transactions = f"{ACTIVITY} state LIKE 'idle in transaction%%'"
    wait_for(lambda: cluster.ask(open_transactions, name)[0][0] == 0, why="nothing is left open")


def facts(cluster, name: str) -> list:
    """All that a save would have changed."""
    rows = cluster.ask("SELECT slug, note, revision FROM zones_zone ORDER BY slug", name=name)
    return [rows, cluster.ask("SELECT count(*) FROM history_change", name=name)]


def test_a_worker_that_is_killed_while_it_saves_leaves_nothing_half_done(
    site_on, primary, database
):
    site = site_on(primary.address(database), workers=1)
    editor, path = site.editor(), primary.zone_page(database)
    form = {**editor.form(path), "note": "half", "_save": "Save"}
    before = facts(primary, database)
    killed_while_waiting(site, primary, database, "zone-1", lambda: editor.submit(path, form))
    assert facts(primary, database) == before
    assert editor.submit(path, {**form, "note": "whole"}).status_code == 302
    assert facts(primary, database) != before


def previewed(editor: Browser) -> str:
    """Upload a file that gives every zone a note; the address of its preview."""
    lines = [f"zone-{number},imported" for number in range(1, ROWS + 1)]
    file = ("zones.csv", "\n".join(["slug,note", *lines]).encode(), "text/csv")
    editor.get("/admin/import/")
    answer = editor.submit("/admin/import/", {"kind": "zones.zone"}, files={"file": file})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_worker_that_is_killed_while_it_imports_leaves_nothing_and_the_file_can_be_applied(
    site_on, primary, database
):
    site = site_on(primary.address(database), workers=1)
    editor = site.editor()
    page = previewed(editor)
    before = facts(primary, database)
    apply = partial(editor.submit, f"{page}apply/", {"change_reason": "a trial"})
    killed_while_waiting(site, primary, database, f"zone-{ROWS}", apply)
    assert facts(primary, database) == before
    assert primary.ask("SELECT applied FROM history_importrun", name=database) == [(None,)]
    assert apply().status_code == 302
    notes = primary.ask("SELECT count(*) FROM zones_zone WHERE note = 'imported'", name=database)
    assert notes == [(ROWS,)]
