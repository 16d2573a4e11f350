"""Readers find an answer at once, whatever others do: files, imports, saves, locks."""

import contextlib
import re
import shutil
import socket
import threading
import time
from functools import partial

import pytest

from bench.watch import Watch
from core.web import crowds
from tests.faults.crowd import (
    CSV,
    FILL,
    KEPT,
    LOCKED,
    Crowd,
    postgres_lock,
    sqlite_lock,
    stop_reading,
    trusting,
)
from tests.faults.proxy import SecureBrowser, own_certificate, proxy
from tests.faults.servers import HOST, Browser, Site, wait_for
from tests.operations.conftest import fill

__all__ = ["own_certificate"]  # a fixture that each of these tests uses
SECONDS, ROUNDS = 5, 3
# What waits for the crowd waits for the lock, LOCKED seconds: the limit is far below that, and far
# above what a busy machine takes without a crowd.
LIMIT = LOCKED / 2


@pytest.fixture(scope="module")
def crowded_sqlite(filled_sqlite, tmp_path_factory):
    """A filled file with a large list, to be copied."""
    path = tmp_path_factory.mktemp("crowded") / "site.sqlite3"
    shutil.copy(filled_sqlite, path)
    fill(f"sqlite:///{path}", FILL)
    return path


@pytest.fixture
def file(crowded_sqlite, tmp_path):
    """A database of this test's own."""
    return shutil.copy(crowded_sqlite, tmp_path / "site.sqlite3")


@pytest.fixture
def crowded_postgres(primary):
    """The same in PostgreSQL: its name."""
    with primary.database() as name:
        fill(primary.address(name), FILL)
        yield name


def assert_nobody_waits(port: int, browser, lock, *, tls: bool = False) -> None:
    """Let the crowd come, and look how long others wait.

    A busy machine gets further rounds, and time in proportion to what it takes without the crowd;
    what starves readers does so in each round.
    """
    for _worker in range(4):
        assert browser().get(KEPT).status_code == 200
    reader = partial(Watch, port, KEPT, tls=trusting() if tls else None)
    limit = max(LIMIT, 10 * reader().look(1).all_but_one_of_100())
    with Crowd(port, browser, lock, tls=tls) as crowd:
        for _round in range(ROUNDS):
            watch = reader().look(SECONDS)
            assert watch.failures == []
            if watch.all_but_one_of_100() < limit:
                break
        else:
            pytest.fail(f"99 of 100 take {watch.all_but_one_of_100()} s, more than {limit} s")
        for begin in ("figures.csv 200", "<li>Rows", "unfolding.xlsx", "login 200"):
            wait_for(partial(crowd.has_been_told, begin), why=begin)
    # Whoever had stopped reading is gone, and the places are free for others.
    wait_for(lambda: browser().get(CSV).status_code == 200)


def test_nobody_waits_for_a_crowd_in_make_run(file, site_on, tmp_path):
    site = site_on(f"sqlite:///{file}", workers=1, EXPORT_DIR=str(tmp_path / "exports"))
    assert_nobody_waits(site.port, site.browser, lambda: sqlite_lock(file))


def test_nobody_waits_for_a_crowd_in_production(primary, crowded_postgres, tmp_path):
    more = {"HTTPS": "1", "TRUSTED_PROXY": "1", "EXPORT_DIR": str(tmp_path / "exports")}
    site = Site(primary.address(crowded_postgres), tmp_path / "site.log", **more)
    with site, proxy(tmp_path, [site]) as (_http, https):
        lock = partial(postgres_lock, primary, crowded_postgres)
        assert_nobody_waits(https, lambda: SecureBrowser(https), lock, tls=True)


def test_whoever_takes_nothing_of_a_file_is_given_up(file, site_on):
    site = site_on(f"sqlite:///{file}", workers=1, UNREAD_SECONDS="4")
    reader = site.browser()
    assert reader.get("/healthz").status_code == 200  # the limit holds from the first request on
    stuck = [stop_reading(site.port, CSV) for _place in range(crowds.files.number)]
    for one in stuck:
        assert one.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"

    def free() -> int:
        """How many others can begin with the file at once."""
        with contextlib.ExitStack() as stack:
            answers = [stack.enter_context(reader.get(CSV, stream=True)) for _one in stuck]
            return sum(answer.status_code == 200 for answer in answers)

    assert free() == 0
    wait_for(lambda: free() == len(stuck), why="they are given up")
    assert [ending(one) for one in stuck] == [ConnectionResetError] * len(stuck), (
        "no end that could be taken for the file's"
    )


def ending(one: socket.socket) -> type[Exception] | None:
    """Read to the end; the error in which it ends."""
    with one:
        try:
            while one.recv(1 << 20):
                pass
        except OSError as error:
            return type(error)
    return None


def test_slow_readers_of_a_file_get_all_of_it(file, site_on):
    site = site_on(f"sqlite:///{file}", workers=1, UNREAD_SECONDS="3")
    began, size = time.monotonic(), 0
    with site.browser().get(CSV, stream=True) as answer:
        for piece in answer.iter_content(1 << 17):
            size += len(piece)
            if time.monotonic() < began + 6:
                time.sleep(0.5)
    assert size > 20_000_000


def test_any_number_of_silent_connections_leave_pages_alone(file, site_on):
    """Of readers who take nothing, and of browsers that never send the form they announce."""
    site = site_on(f"sqlite:///{file}", workers=1, UNREAD_SECONDS="600")
    silent = [stop_reading(site.port, CSV) for _number in range(20)]
    head = "POST /admin/login/ HTTP/1.1\r\nHost: zones.example\r\nContent-Length: 1000\r\n\r\n"
    for _number in range(20):
        silent.append(socket.create_connection((HOST, site.port)))
        silent[-1].sendall(head.encode())
    try:
        assert Watch(site.port, KEPT).look(2).failures == []
    finally:
        for one in silent:
            one.close()


def copy_of(site: Site, person: Browser) -> Browser:
    """Another browser with the same cookies."""
    other = site.browser()
    other.cookies.update(person.cookies)
    return other


def comparable(answer) -> tuple[int, str]:
    """An answer without what is another one each time."""
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)


def test_threads_tell_each_reader_what_was_asked(file, site_on):
    """Pages in two languages, of many records, for readers and for staff, all at once."""
    site = site_on(f"sqlite:///{file}", workers=1, KEPT_PAGES_MB="0")
    editor = site.editor()
    paths = [f"/{language}/zones/zone-{n}/" for language in ("en", "zh-hans") for n in (1, 2)]
    paths += [
        "/en/reforms/?q=bureau",
        "/en/reforms/?q=1",
        "/zh-hans/zones/",
        "/en/compare/zones/?zone=zone-1",
    ]
    paths += ["/api/v1/zones/?language=en", "/zh-hans/zones/?format=csv", "/en/zones/?format=json"]
    people = {"reader": site.browser, "editor": lambda: copy_of(site, editor)}
    asked = [(who, path) for who in people for path in paths]
    alone = {one: comparable(people[one[0]]().get(one[1])) for one in asked}
    wrong = []

    def ask(start: int) -> None:
        here = {who: browser() for who, browser in people.items()}
        for who, path in (asked[start:] + asked)[:10]:
            if comparable(here[who].get(path)) != alone[who, path]:
                wrong.append((who, path))

    threads = [threading.Thread(target=ask, args=(2 * n,)) for n in range(crowds.THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
