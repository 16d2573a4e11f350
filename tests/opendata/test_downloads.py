"""The page about the data set and its files: made once for each version, complete or not there."""

import sqlite3
import stat
import threading
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from django.template.defaultfilters import filesizeformat

from opendata import about, downloads
from opendata.resources import resources
from sources.versions import bump
from tests.factories import ReformFactory, ZoneFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("exports")]

ADDRESS = "/data/zone-reforms.zip"


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The names of the files that were made, in order."""
    names = []
    for name, file in list(downloads.FILES.items()):

        def noted(path, name=name, write=file.write):
            names.append(name)
            return write(path)

        monkeypatch.setitem(downloads.FILES, name, replace(downloads.FILES[name], write=noted))
    return names


def test_each_file_is_what_it_says(client):
    ReformFactory()
    archive = client.get(ADDRESS)
    assert zipfile.ZipFile(BytesIO(archive.getvalue())).testzip() is None
    assert archive["Content-Disposition"] == 'attachment; filename="zone-reforms.zip"'
    assert archive["Access-Control-Allow-Origin"] == "*"
    database = sqlite3.connect(":memory:")
    database.deserialize(client.get("/data/zone-reforms.sqlite").getvalue())
    assert database.execute("SELECT count(*) FROM reforms").fetchone() == (1,)
    database.close()
    response = client.get("/data/zone-reforms.metadata.json")
    assert b"databases" in response.getvalue()
    assert response["Content-Type"].startswith("application/json")


def test_files_are_sent_by_the_site_alone_and_read_by_no_other_user_of_the_machine(client, exports):
    client.get(ADDRESS).close()
    (file,) = exports.glob("*/zone-reforms.zip")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent, exports)]
    assert modes == [0o600, 0o700, 0o700]


def test_a_file_is_made_once_for_a_version_of_the_data(client, written):
    bump()
    one, two = client.get(ADDRESS), client.get(ADDRESS)
    assert one.getvalue() == two.getvalue()
    assert written == ["zone-reforms.zip"]
    ZoneFactory()
    bump()
    three = client.get(ADDRESS)
    assert written == ["zone-reforms.zip"] * 2
    assert three["Data-Version"] != one["Data-Version"]
    assert three.getvalue() != one.getvalue()


def test_an_unchanged_file_is_not_sent_again(client, written):
    bump()
    first = client.get(ADDRESS)
    first.getvalue()
    tag = first["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": tag}).status_code == 304
    assert written == ["zone-reforms.zip"]
    bump()
    changed = client.get(ADDRESS, headers={"if-none-match": tag})
    assert changed.status_code == 200
    changed.close()


def test_old_versions_are_removed(client, exports):
    for _version in range(4):
        bump()
        client.get(ADDRESS).getvalue()
    assert len([folder for folder in exports.iterdir() if folder.is_dir()]) == downloads.KEPT


def test_a_file_that_fails_half_way_is_not_there(client, exports, monkeypatch):
    def fail(path):
        path.write_bytes(b"half")
        raise RuntimeError("half way")

    monkeypatch.setitem(
        downloads.FILES,
        "zone-reforms.zip",
        replace(downloads.FILES["zone-reforms.zip"], write=fail),
    )
    with pytest.raises(RuntimeError):
        client.get(ADDRESS)
    assert [file.name for file in exports.rglob("*") if not file.name.endswith(".lock")] == []


def test_many_who_ask_at_once_wait_for_one_file(exports, monkeypatch):
    made = []

    def write(path):
        time.sleep(0.2)
        path.write_bytes(b"whole")
        made.append(path)
        return "7"

    monkeypatch.setitem(
        downloads.FILES,
        "zone-reforms.zip",
        replace(downloads.FILES["zone-reforms.zip"], write=write),
    )
    monkeypatch.setattr(about, "current_version", lambda: about.Version("7", None))
    found = []

    def ask():
        found.append(downloads.made("zone-reforms.zip").read_bytes())

    asking = [threading.Thread(target=ask) for _number in range(5)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert found == [b"whole"] * 5
    assert len(made) == 1


def test_a_file_that_there_is_not_is_a_404(client):
    assert client.get("/data/zone-reforms.exe").status_code == 404
    assert client.get("/data/..%2F..%2Fmanage.py").status_code == 404
    assert client.post(ADDRESS).status_code == 405


def test_without_a_language_the_page_is_found_in_the_readers(client):
    response = client.get("/data/", headers={"accept-language": "en"})
    assert response["Location"] == "/en/data/"


@pytest.mark.parametrize(("language", "words"), [("en", "not yet stated"), ("zh-hans", "尚未声明")])
def test_the_page_says_what_is_in_it_and_what_may_be_done_with_it(client, language, words):
    ReformFactory()
    response = client.get(f"/{language}/data/")
    page = response.content.decode()
    assert words in page
    counts = {table.name: count for table, count in response.context["tables"]}
    assert counts.keys() == {table.name for table in resources()}
    assert (counts["reforms"], counts["zones"]) == (1, 1)
    for name in downloads.FILES:
        assert f'href="/data/{name}"' in page


def test_the_size_of_a_file_is_shown_once_it_was_made(client):
    assert client.get("/en/data/").content.decode().count("made when first asked for") == 3
    file = client.get(ADDRESS).getvalue()
    page = client.get("/en/data/").content.decode()
    assert page.count("made when first asked for") == 2
    assert filesizeformat(len(file)) in page


def test_every_page_leads_to_it(client):
    assert 'href="/en/data/"' in client.get("/en/method/").content.decode()
