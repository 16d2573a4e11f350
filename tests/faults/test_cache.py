"""Two processes of the site count together, and lose nothing but a count when Redis is killed."""

import subprocess

import pytest
import requests

from scripts.check_port import HOST, free_port
from tests.faults.servers import PASSWORD, Browser, wait_for

LIST, API = "/en/zones/", "/api/v1/zones/"
TOLD = "Too many logins have failed"
ALLOWED = 5


class Redis:
    """A Redis server of the test's own, which keeps nothing on a disk."""

    def __init__(self):
        self.port, self.process = free_port(), None

    @property
    def address(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> "Redis":
        options = ("--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        wait_for(self.answers, why="Redis answers")
        return self

    def answers(self) -> bool:
        ping = ["redis-cli", "-h", HOST, "-p", str(self.port), "ping"]
        return subprocess.run(ping, capture_output=True).stdout == b"PONG\n"

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis():
    server = Redis().start()
    yield server
    server.kill()


@pytest.fixture
def two(site_on, primary, database, redis) -> tuple[Browser, Browser]:
    """A browser at each of two servers of the site, which have a database and Redis in common."""
    more = {"workers": 1, "CACHE_URL": redis.address, "API_RATE": f"{ALLOWED}/hour"}
    sites = [site_on(primary.address(database), **more) for _number in range(2)]
    return tuple(site.browser() for site in sites)


def statuses(browsers, path: str, times: int) -> list[int]:
    """What they are answered in turn."""
    return [browsers[number % 2].get(path).status_code for number in range(times)]


def test_two_servers_share_the_limit_and_go_on_while_redis_is_killed(two, redis, log_of_sites):
    assert statuses(two, API, ALLOWED + 2) == [200] * ALLOWED + [429] * 2
    redis.kill()
    assert set(statuses(two, LIST, 2)) == {200}
    assert set(statuses(two, "/readyz", 2)) == {200}
    assert set(statuses(two, API, 2)) == {200}, "without the count everybody is answered"
    redis.start()
    assert statuses(two, API, ALLOWED + 2) == [200] * ALLOWED + [429] * 2, "and counts again"
    assert "Internal Server Error" not in log_of_sites()


def try_to_log_in(browser: Browser, password: str) -> requests.Response:
    browser.get("/admin/login/")
    sent = {"username": "admin", "password": password, "next": "/admin/"}
    return browser.submit("/admin/login/", sent)


def test_two_servers_share_the_failed_logins_with_and_without_redis(two, redis):
    """They are counted in the database: who guesses gains nothing by the cache's failing."""
    for number in range(10):
        if number == 5:
            redis.kill()
        assert TOLD not in try_to_log_in(two[number % 2], f"guess {number}").text
    for browser in two:
        assert TOLD in try_to_log_in(browser, PASSWORD).text
