"""Pages that are kept are never old: a change by any route is on every page at once."""

import gzip
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import RequestFactory

from config.wsgi import application
from core.records import cache, versions
from core.records.models import SlugQuerySet
from operations import page_cache
from sources.seeding import seed
from tests.admin.pages import address, filled_in
from tests.factories import ObservationFactory, ReformFactory, ReformTypeFactory, ZoneFactory
from tests.intake.tables import csv_file
from zones.models import Zone

OLD, NEW = "旧名开发区", "新名开发区"
PAGES = [
    "/zh-hans/",
    "/zh-hans/zones/",
    "/zh-hans/zones/subject/",
    "/zh-hans/reforms/",
    "/zh-hans/reforms/its-reform/",
    "/zh-hans/metrics/its-metric/",
    "/zh-hans/figures/its-figure/",
    "/zh-hans/compare/zones/?zone=subject&zone=other",
    "/zh-hans/reforms/?type=its-type",
    "/zh-hans/search/?q=开发区",
]


def ask(page: str, **headers) -> tuple[str, dict, bytes]:
    """Status, headers and content as the server sends them."""
    path, _, query = page.partition("?")
    environ = RequestFactory().get(path, headers={"host": "localhost", **headers}).environ
    said = []
    answer = application(
        {**environ, "QUERY_STRING": query.encode().decode("latin-1")},
        lambda *status: said.append(status),
    )
    content = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return said[0][0], dict(said[0][1]), content


def told(content: bytes) -> str:
    """A page's text, in which nothing is marked as found."""
    return re.sub("</?mark>", "", content.decode())


@pytest.fixture
def zone(transactional_db):
    """A zone that is named on each of PAGES, all of which are kept already."""
    page_cache.pages.clear()
    cache.results.clear()
    zone = ZoneFactory(slug="subject", name=OLD, name_en="", short_name="", aliases="")
    kind = ReformTypeFactory(slug="its-type")
    reform = ReformFactory(slug="its-reform", zone=zone, types=[kind])
    figure = ObservationFactory(
        slug="its-figure", zone=zone, reform=reform, metric__slug="its-metric"
    )
    ZoneFactory(slug="other")
    assert figure.pk
    for page in PAGES:
        status, headers, content = ask(page)
        assert status == "200 OK"
        assert OLD in told(content), page
        assert ask(page, **{"if-none-match": headers["ETag"]})[0] == "304 Not Modified"
    assert len(page_cache.pages) == len(PAGES)
    return zone


def by_saving(zone, **_given):
    zone.name, zone.pinyin = NEW, ""
    zone.save()


def by_query(zone, **_given):
    Zone.objects.filter(pk=zone.pk).update(name=NEW)


def in_bulk(zone, **_given):
    zone.name = NEW
    Zone.objects.bulk_update([zone], ["name"])


def as_whole_rows(zone, **_given):
    zone.name = NEW
    queryset: SlugQuerySet = Zone.objects.all()
    queryset.bulk_save([zone])


def in_the_admin(zone, admin_client, **_given):
    data = filled_in(admin_client, zone) | {"name": NEW}
    assert admin_client.post(address(zone, "change"), data).status_code == 302


def by_seeding(zone, tmp_path, **_given):
    fixture = (
        "model: zones.zone\nrecords:\n"
        f"  - {{slug: subject, name: {NEW}, province: {zone.province.slug}, kind: etdz,"
        f" source: {zone.source.slug}, sources_read: [{zone.source.slug}]}}\n"
    )
    (tmp_path / "1.yaml").write_text(fixture, encoding="utf-8")
    seed(tmp_path, overwrite=True)


def by_importing(zone, tmp_path, **_given):
    file = tmp_path / "zones.csv"
    file.write_bytes(csv_file(["slug", "name"], ["subject", NEW]).getvalue())
    call_command("import_records", file, kind="zone", apply=True, reason="renamed", verbosity=0)


def by_hand(zone, **_given):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE zones_zone SET name = %s WHERE id = %s", [NEW, zone.pk])


ROUTES = [
    by_hand,
    by_saving,
    by_query,
    in_bulk,
    as_whole_rows,
    in_the_admin,
    by_seeding,
    by_importing,
]


@pytest.mark.parametrize("change", ROUTES)
def test_a_change_is_on_every_page_at_once(zone, change, admin_client, tmp_path):
    before = {page: ask(page)[1]["ETag"] for page in PAGES}
    change(zone, admin_client=admin_client, tmp_path=tmp_path)
    for page in PAGES:
        status, headers, content = ask(page, **{"if-none-match": before[page]})
        assert status == "200 OK", page
        assert NEW in told(content), page
        said = told(content)
        if change is in_the_admin:  # a person who renames a zone leaves its former name behind
            said = said.replace(f"曾用名：{OLD}", "")
        assert OLD not in said, page
        assert headers["ETag"] != before[page]


VERSION = re.compile(r"\d{4}-\d\d-\d\d\.\d+(\+\d+)?|last changed .*|最后更改.*")


def content(page: str) -> str:
    """The page without the version of the data that it names, which may be an older one."""
    return VERSION.sub("", ask(page)[2].decode())


def built_anew(page: str) -> str:
    page_cache.pages.clear()
    cache.results.clear()
    return content(page)


ELSEWHERE = "SELECT max(id) + min(id) - {table}.zone_id FROM zones_zone"
# What is written into the columns of each table; another text, if nothing is said here.
TOUCHED = {
    "zones_observation": {"note": "", "zone_id": f"({ELSEWHERE})", "is_draft": "NOT is_draft"},
    "zones_zone": {"name": ""},
    "reforms_reform": {"title": "", "zone_id": f"({ELSEWHERE})"},
    "reforms_reformtype": {"name": ""},
    "sources_source": {"is_draft": "NOT is_draft"},
}


@pytest.mark.once
@pytest.mark.parametrize("table", TOUCHED)
def test_a_page_that_stays_kept_is_the_page_that_would_be_built(zone, table):
    """Whatever is done by hand to a row of this zone, or of another one."""
    apart = ReformFactory(zone=Zone.objects.get(slug="other"), stage="in-force")
    metric = zone.observations.get().metric
    ObservationFactory(zone=apart.zone, reform=apart, metric__slug="apart", source=apart.source)
    ObservationFactory(zone=apart.zone, metric=metric, period="2017", source=zone.source)
    pages = [page for page in PAGES if "search" not in page and "?type=" not in page]
    pages += [f"/zh-hans/sources/{one.slug}/" for one in (zone.source, apart.source)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id), max(id) FROM {table}")  # noqa: S608
        rows = set(cursor.fetchone())
    for column, value in TOUCHED[table].items():
        for row in rows:
            for page in pages:
                ask(page)
            written = value.format(table=table) if value else f"'改{row}'"
            change = f"UPDATE {table} SET {column} = {written} WHERE id = %s"  # noqa: S608
            with connection.cursor() as cursor:
                cursor.execute(change, [row])
            kept = {page: content(page) for page in pages}
            assert kept == {page: built_anew(page) for page in pages}, (column, row)


def test_a_page_stays_kept_while_others_are_edited(zone):
    elsewhere = ObservationFactory(zone=Zone.objects.get(slug="other"))
    for page in PAGES:
        ask(page)
    elsewhere.note = "改"
    elsewhere.save()
    versions.key()  # told of it
    stay = {"/zh-hans/figures/its-figure/", "/zh-hans/reforms/its-reform/"}
    left = {key[4] for _alias, key in page_cache.pages._items}
    assert stay <= left


def test_what_is_taken_back_was_on_no_page(zone):
    signals = (request_started, request_finished)
    with transaction.atomic():
        zone.name = NEW
        zone.save()
        for signal in signals:  # a server would drop a connection that is in a transaction
            signal.disconnect(close_old_connections)
        page = ask("/zh-hans/zones/")[2].decode()
        for signal in signals:
            signal.connect(close_old_connections)
        assert NEW in page  # built for this transaction alone
        transaction.set_rollback(True)
    other = Zone.objects.get(slug="other")
    other.note = "改"
    other.save()  # takes the number of the version that was taken back
    for page in PAGES:
        assert NEW not in ask(page)[2].decode(), page


def test_a_kept_page_is_the_page_that_was_built(zone):
    for page in PAGES:
        _status, headers, content = ask(page)
        packed = ask(page, **{"accept-encoding": "gzip"})
        assert packed[1]["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed[2]) == content
        assert int(headers["Content-Length"]) == len(content)
        for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"):
            assert name in headers


def test_whoever_is_logged_in_is_shown_nothing_kept_and_leaves_nothing_behind(zone, admin_client):
    cookie = f"sessionid={admin_client.cookies['sessionid'].value}"
    zone.is_draft = True
    zone.save()
    status, headers, content = ask("/zh-hans/zones/subject/", cookie=cookie)
    assert status == "200 OK"
    assert OLD in told(content)
    assert "ETag" not in headers
    assert ask("/zh-hans/zones/subject/")[0].startswith("404")


SECOND = """
import sys
from django.test import RequestFactory
from config.wsgi import application
for line in sys.stdin:
    environ = RequestFactory().get("/zh-hans/zones/", headers={"host": "localhost"}).environ
    said = []
    content = b"".join(application(environ, lambda *status: said.append(status)))
    found = [name for name in sys.argv[1:] if name in content.decode()]
    print(said[0][0][:3], *found, flush=True)
"""


def test_another_process_sees_it_too(tmp_path, filled_sqlite):
    """Two processes have kept the page; one changes the zone, the other one tells its new name."""
    database = shutil.copy(filled_sqlite, tmp_path / "two.sqlite3")
    variables = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    variables["DJANGO_SETTINGS_MODULE"] = "config.settings"

    with sqlite3.connect(database) as raw:
        [[name]] = raw.execute("SELECT name FROM zones_zone WHERE slug = 'zone-0'")
    reader = subprocess.Popen(
        [sys.executable, "-c", SECOND, name, NEW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables,
        cwd=settings.BASE_DIR,
    )

    def told() -> str:
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()

    try:
        assert told() == told() == f"200 {name}"
        save = f"z = Zone.objects.get(slug='zone-0'); z.name = {NEW!r}; z.save()"
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", save]
        subprocess.run(command, check=True, env=variables, cwd=settings.BASE_DIR)
        assert told() == f"200 {NEW}"
    finally:
        reader.stdin.close()
        reader.wait(30)
        reader.stdout.close()
