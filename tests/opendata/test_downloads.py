"""The page about the data set and its files: made once for each version, complete or not there."""

import contextlib
import fcntl
import sqlite3
import stat
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
BEGIN = downloads.begin  # as the site has it: tests make files where they are asked for


@pytest.fixture
def exports(settings, tmp_path):
    """A folder of its own for the files that are made when somebody asks for them."""
    settings.EXPORT_DIR = tmp_path / "exports"
    return settings.EXPORT_DIR


def replaced(monkeypatch, write) -> None:
    """The package is written by this function instead."""
    name = "zone-reforms.zip"
    monkeypatch.setitem(downloads.FILES, name, replace(downloads.FILES[name], write=write))


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The packages that were made, in order."""
    paths, write = [], downloads.FILES["zone-reforms.zip"].write
    replaced(monkeypatch, lambda path: paths.append(path) or write(path))
    return paths


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


def test_a_file_is_made_once_for_a_version_of_the_data_and_not_sent_again_unchanged(
    client, written, exports
):
    bump()
    one, two = client.get(ADDRESS), client.get(ADDRESS)
    assert one.getvalue() == two.getvalue()
    assert client.get(ADDRESS, headers={"if-none-match": one["ETag"]}).status_code == 304
    assert len(written) == 1
    (file,) = exports.glob("*/zone-reforms.zip")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent, exports)]
    assert modes == [0o600, 0o700, 0o700]  # no other user of the machine reads it
    ZoneFactory()
    bump()
    three = client.get(ADDRESS, headers={"if-none-match": one["ETag"]})
    assert three.status_code == 200
    assert len(written) == 2
    assert three["Data-Version"] != one["Data-Version"]
    assert three.getvalue() != one.getvalue()


def test_old_versions_are_removed(client, exports):
    for _version in range(4):
        bump()
        client.get(ADDRESS).getvalue()
    assert len([folder for folder in exports.iterdir() if folder.is_dir()]) == downloads.KEPT


def test_a_file_that_fails_half_way_is_not_there(client, exports, monkeypatch):
    def fail(path):
        path.write_bytes(b"half")
        raise RuntimeError("half way")

    replaced(monkeypatch, fail)
    with pytest.raises(RuntimeError):
        client.get(ADDRESS)
    assert [file.name for file in exports.rglob("*") if not file.name.endswith(".lock")] == []


def test_the_last_finished_file_is_sent_while_the_next_is_made(client, monkeypatch):
    bump()
    one = client.get(ADDRESS)
    begun = []
    monkeypatch.setattr(downloads, "begin", lambda name: begun.append(name) or True)
    monkeypatch.setattr(downloads, "NEXT", 0)
    bump()
    two = client.get(ADDRESS)
    assert begun == ["zone-reforms.zip"]
    assert two.getvalue() == one.getvalue()
    assert two["Data-Version"] == one["Data-Version"] != str(about.current_version())
    assert client.get(ADDRESS, headers={"if-none-match": one["ETag"]}).status_code == 304
    page = client.get("/en/data/").text
    assert f"{one['Data-Version']} or newer" in page
    assert f"version {about.current_version()};" in page


def test_whoever_waits_is_sent_a_later_version_too(client, monkeypatch):
    """The data may change each second: nobody waits for just the version that he has asked for."""
    bump()
    client.get(ADDRESS).close()

    def begin(name):
        bump()
        return bool(downloads.make(name))

    bump()
    asked = about.current_version()
    monkeypatch.setattr(downloads, "begin", begin)
    answer = client.get(ADDRESS)
    answer.close()
    assert answer["Data-Version"] == str(about.current_version()) != str(asked)


@pytest.mark.parametrize(("language", "words"), [("en", "being made now"), ("zh-hans", "正在生成")])
def test_a_first_file_that_takes_long_is_to_be_asked_for_again(
    client, monkeypatch, language, words
):
    monkeypatch.setattr(downloads, "begin", lambda _name: True)
    monkeypatch.setattr(downloads, "FIRST", 0)
    answer = client.get(ADDRESS, headers={"accept-language": language})
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert words in answer.text


def test_one_process_at_a_time_makes_a_file(exports, monkeypatch, filled_sqlite):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{filled_sqlite}")
    monkeypatch.setenv("EXPORT_DIR", str(exports))
    name, began = downloads.METADATA, time.monotonic()
    assert BEGIN(name)
    assert not BEGIN(name), "one is at work"
    while not downloads.finished(name) or not is_free(exports / downloads.LOCK):
        assert time.monotonic() < began + 60
        time.sleep(0.05)
    [file] = downloads.finished(name)
    assert "databases" in file.read_text()


def is_free(lock) -> bool:
    with lock.open() as file, contextlib.suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def test_a_file_that_there_is_not_is_a_404(client):
    assert client.get("/data/zone-reforms.exe").status_code == 404
    assert client.get("/data/..%2F..%2Fmanage.py").status_code == 404
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize(("language", "words"), [("en", "not yet stated"), ("zh-hans", "尚未声明")])
def test_the_page_says_what_is_in_it_and_what_may_be_done_with_it(client, language, words):
    ReformFactory()
    response = client.get(f"/{language}/data/")
    page = response.text
    assert words in page
    counts = {table.name: count for table, count in response.context["tables"]}
    assert counts.keys() == {table.name for table in resources()}
    assert (counts["reforms"], counts["zones"]) == (1, 1)
    for name in downloads.FILES:
        assert f'href="/data/{name}"' in page
    bare = client.get("/data/", headers={"accept-language": language})
    assert bare["Location"] == f"/{language}/data/"
    assert f'href="/{language}/data/"' in client.get(f"/{language}/method/").text


def test_the_size_of_a_file_is_shown_once_it_was_made(client):
    assert client.get("/en/data/").text.count("made when first asked for") == 3
    file = client.get(ADDRESS).getvalue()
    page = client.get("/en/data/").text
    assert page.count("made when first asked for") == 2
    assert filesizeformat(len(file)) in page
