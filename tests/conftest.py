"""What all tests share: the parts of the machine that some need, and pages in a real browser."""

import gc
import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation

from core.web.crowds import files, imports, saves
from opendata import downloads
from scripts.with_postgres import find_binaries
from sources.versions import bump
from tests import seed_rows
from tests.migrated import migrated_once
from tests.operations.conftest import filled_sqlite
from tests.seed_rows import write_provincial, write_seed

__all__ = ["filled_sqlite"]

# A busy machine is no failure: properties are judged by their results, not by the clock.
# The first run tries as many examples as usual; the second one asks another database the same.
is_second_run = os.environ.get("DATABASE_URL", "").startswith("postgres")
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.register_profile("again", deadline=None, max_examples=15)
hypothesis.settings.load_profile("again" if is_second_run else "project")

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",  # refused to root, as which CI runs; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Fixtures that use a database of the kind that the run is on: pytest-django's, and those of
# tests/operations.
DATABASE_FIXTURES = frozenset(("db", "transactional_db", "live_server", "site", "empty_database"))
# Where Debian and R itself install packages: asking R would take every test run a second.
R_PACKAGES = ("/usr/lib/R/site-library", "/usr/local/lib/R/site-library", "/usr/lib/R/library")
# marker: whether the machine has the part, and how to get it
PARTS = {
    "browser": (
        Path(CHROMIUM).exists(),
        "Chromium is not installed. Debian: apt-get install chromium fonts-noto-cjk",
    ),
    "gettext": (
        bool(shutil.which("xgettext") and shutil.which("msgfmt")),
        "gettext is not installed. Debian: apt-get install gettext",
    ),
    "servers": (
        bool(find_binaries() and shutil.which("redis-server"))
        and bool(shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")),
        "PostgreSQL, nginx and Redis are needed. Debian: "
        "apt-get install postgresql nginx-light redis-server",
    ),
    "curl": (bool(shutil.which("curl")), "curl is not installed. Debian: apt-get install curl"),
    "r": (
        bool(shutil.which("Rscript") and any(Path(one, "jsonlite").is_dir() for one in R_PACKAGES)),
        "R with jsonlite is not installed. Debian: apt-get install r-base-core r-cran-jsonlite",
    ),
    "office": (
        bool(shutil.which("soffice")),
        "LibreOffice Calc is not installed. Debian: apt-get install libreoffice-calc-nogui",
    ),
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark whatever uses the browser, and let it run last; what asks no database runs once.

    Playwright leaves an event loop running in the process; whatever runs before it keeps
    Django's guard against database access from asynchronous code.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if not item.get_closest_marker("django_db") and DATABASE_FIXTURES.isdisjoint(fixtures):
            item.add_marker("once")  # it asks no database
    result = yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Of several processes only the first one migrates the tests' database."""
    if fixturedef.argname != "django_db_setup" or "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    folder = request.getfixturevalue("shared_folder")
    with migrated_once(folder) as made:
        result = yield
    blocker = request.getfixturevalue("django_db_blocker")

    def forget():
        with blocker.unblock():
            for one in made:
                one.forget()

    fixturedef.addfinalizer(forget)
    return result


def pytest_runtest_setup(item):
    """Skip a test whose part is missing; with REQUIRE_PARTS=1 that is a failure."""
    for marker, (present, how_to_get_it) in PARTS.items():
        if item.get_closest_marker(marker) and not present:
            if os.environ.get("REQUIRE_PARTS") == "1":
                pytest.fail(how_to_get_it, pytrace=False)
            pytest.skip(how_to_get_it)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """One folder for all processes of the test run."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def shared_seed(shared_folder):
    """What the first process reads of the seed is there for all."""
    seed_rows.folder = shared_folder


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Passwords are hashed in no time: as the site does it, each takes a third of a second."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The real seed in the database for all tests of a module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_seed()
        bump()  # a version, which is made when seeding commits
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def whole_country(seeded, django_db_blocker):
    """The seed with the provincial zones as well, for what is about their number or names."""
    with django_db_blocker.unblock():
        write_provincial()
        bump()


@pytest.fixture
def with_seed(db):
    """The real seed for one test, among others that make up their own records."""
    write_seed()
    bump()


@pytest.fixture
def seeded_site(transactional_db):
    """The real seed for one test, where a server or a browser reads it."""
    write_seed()


@pytest.fixture(scope="module", autouse=True)
def module_language():
    """No module begins in the language in which the one before it read a page."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def site_language():
    """No test either."""
    with translation.override(translation.get_language()):
        yield


@pytest.fixture(autouse=True)
def free_places():
    """A file that the test before has not read keeps its place until Python forgets it."""
    if any(place._free._value < place.number for place in (files, saves, imports)):
        gc.collect()


@pytest.fixture(autouse=True)
def data_files_are_made_here(monkeypatch):
    """In the request: another process would see nothing of a test's transaction."""
    monkeypatch.setattr(downloads, "begin", lambda name: bool(downloads.make(name)))


@pytest.fixture
def administrator(db) -> User:
    """Somebody who may do everything."""
    return User.objects.create(username="li", is_staff=True, is_superuser=True)


@pytest.fixture
def editor(administrator) -> Client:
    """Their browser, logged in and set to English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator)
    return client


@pytest.fixture
def english(site_language):
    """Sentences in English, in which the tests read them."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, one for each process of the test run."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, few tests need it

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page_errors() -> list[str]:
    """What went wrong in the pages of a test: console errors, broken policy rules, exceptions.

    A test that provokes one on purpose, such as a 404 page, clears the list.
    """
    return []


@pytest.fixture
def new_page(browser, live_server, page_errors):
    """Make a page, each in a context of its own: `new_page(java_script_enabled=False)`.

    Addresses are relative to the live server. The test fails at its end if a page had errors.
    """
    contexts = []

    def make(**options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: page_errors.append(str(error)))
        return page

    def note(message):
        asked_for_icon = message.location.get("url", "").endswith("/favicon.ico")
        if message.type == "error" and not asked_for_icon:  # Chromium asks unbidden, in the admin
            page_errors.append(message.text)

    yield make
    for context in contexts:
        context.close()
    if page_errors:
        pytest.fail("The page reported errors:\n" + "\n".join(page_errors), pytrace=False)


@pytest.fixture
def page(new_page):
    """A desktop page with scripts on."""
    return new_page()


@pytest.fixture
def logged_in_page(new_page, live_server, editor):
    """Make a page on which the administrator is logged in; options as of `new_page`."""

    def make(**options):
        page = new_page(**options)
        session = editor.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return make
