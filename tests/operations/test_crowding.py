"""Places for files, saves and imports, and what is said where none is free."""

import contextlib
import gc
import os
import re
import socket
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path, reverse

from config.urls import urlpatterns as site_urls
from core.web import crowds
from history.models import ImportRun
from operations import crowding, faults
from operations.apps import opened
from scripts import run
from scripts.prepare import ROOT
from tests.factories import ZoneFactory
from tests.intake.tables import csv_file

ENGLISH = {"Accept-Language": "en"}
LARGE, STYLES = 2**20, ROOT / "static" / "site.css"


def large(_request):
    return StreamingHttpResponse(b"x" * 1000 for _number in range(LARGE // 1000))


def short_file(_request):
    return FileResponse(STYLES.open("rb"))


def save(request):
    if "break" in request.GET:
        raise LookupError
    return HttpResponse("saved")


urlpatterns = [
    path("large/", large),
    path("en/large/", large),
    path("zh-hans/large/", large),
    path("file/", short_file),
    path("save/", save),
    *site_urls,
]
# Closing an answer looks whether the database's connection is still good.
pytestmark = [pytest.mark.once, pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _all_places_are_free(free_places):
    """Also at the end: whatever was taken was given back."""
    places = (crowds.files, crowds.saves, crowds.imports, crowding.refusals)
    assert [free(place) for place in places] == [place.number for place in places]
    yield
    assert [free(place) for place in places] == [place.number for place in places]


def free(place: crowds.Places) -> int:
    """How many could be taken now."""
    return place._free._value


@contextlib.contextmanager
def taken(*places: crowds.Places):
    """Others have every one of these places."""
    with contextlib.ExitStack() as stack:
        for place in places:
            for _number in range(place.number):
                stack.enter_context(place.one())
        yield


def test_a_file_keeps_its_place_until_it_is_closed(client):
    answers = [client.get("/large/") for _number in range(2)]
    assert free(crowds.files) == crowds.files.number - 2
    assert len(answers[0].getvalue()) == LARGE // 1000 * 1000  # to its end, which closes it
    answers[1].close()
    assert free(crowds.files) == crowds.files.number
    answers[1].close()
    assert free(crowds.files) == crowds.files.number, "given back once"


def test_without_a_place_a_large_file_is_refused_in_words(client):
    with taken(crowds.files):
        english, chinese = client.get("/en/large/"), client.get("/zh-hans/large/")
    assert {english.status_code, chinese.status_code} == {503}
    assert english["Retry-After"] == "10"
    assert "no-store" in english["Cache-Control"]
    assert "Content-Security-Policy" in english
    assert "Too many large files are being fetched at this moment" in english.content.decode()
    assert "此刻下载大文件的人太多" in chinese.content.decode()
    assert client.get("/large/").getvalue()


def test_pages_and_short_files_need_no_place(client):
    with taken(crowds.files, crowds.saves, crowding.refusals):
        answer = client.get("/file/")
        assert answer.getvalue() == STYLES.read_bytes()
        assert answer["Content-Length"] == str(STYLES.stat().st_size)
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/save/", "/save/?break", "/large/", "/nowhere/"])
def test_a_save_gives_its_place_back(address):
    answer = Client(raise_request_exception=False).post(address)
    if answer.streaming:
        assert free(crowds.saves) == crowds.saves.number - 1
        answer.close()
    assert free(crowds.saves) == crowds.saves.number


def test_without_a_place_what_was_typed_is_shown_back_and_not_saved(admin_client, english):
    zone = ZoneFactory()
    address = reverse("admin:zones_zone_change", args=[zone.pk])
    with taken(crowds.saves):
        answer = admin_client.post(address, {"note": "一枚印章 & 审批"}, headers=ENGLISH)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Too many people are saving at this moment" in text
    assert "一枚印章 &amp; 审批" in text
    zone.refresh_from_db()
    assert zone.note == ""


def test_a_crowd_of_refusals_is_refused_before_a_byte_of_the_form_is_read(client):
    class Silent:
        """A browser that never sends what it has promised."""

        def read(self, *_arguments):
            raise AssertionError("read")

        readline = read

    with taken(crowds.saves, crowding.refusals):
        environ = {"wsgi.input": Silent(), "CONTENT_LENGTH": "100"}
        answer = client.post("/en/large/", **environ)
    assert answer.status_code == 503
    assert "Go back and send it again in a minute." in answer.content.decode()
    assert "Try again" not in answer.content.decode(), "a link would send nothing"


def test_whoever_waits_for_a_file_of_the_data_set_has_a_place(client, settings, tmp_path, english):
    settings.EXPORT_DIR = tmp_path
    address = reverse("download", args=["zone-reforms.zip"])
    with taken(crowds.files):
        answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == 503
    assert "Too many large files" in answer.content.decode()
    assert list(tmp_path.iterdir()) == [], "nothing was made"
    client.get(address).close()
    assert [file.name for file in tmp_path.glob("*/*")] == ["zone-reforms.zip"]


def test_a_second_import_at_once_is_refused_in_words(admin_client, english):
    zone = ZoneFactory()
    file = csv_file(["slug", "city"], [zone.slug, "长沙市"]).read()

    def upload():
        sent = {"file": SimpleUploadedFile("zones.csv", file), "kind": "zones.zone"}
        return admin_client.post("/admin/import/", sent, headers=ENGLISH)

    with taken(crowds.imports):
        answer = upload()
    assert answer.status_code == 400
    assert "Another file is being worked on at this moment" in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert upload().status_code == 302


def test_the_server_has_more_threads_than_there_are_places():
    held = sum(p.number for p in (crowds.files, crowds.saves, crowding.refusals))
    assert held + 3 <= crowds.THREADS, "threads for pages"
    asked = ["--blocking-threads", str(crowds.THREADS)]
    assert asked == run.OPTIONS[run.OPTIONS.index(asked[0]) :][:2]
    command = (ROOT / "deploy" / "entrypoint.sh").read_text()
    assert re.findall(r"--blocking-threads (\d+)", command) == [str(crowds.THREADS)]


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux has this option.")
def test_connections_that_nobody_reads_end(settings):
    settings.UNREAD_SECONDS = 7
    with socket.create_server(("127.0.0.1", 0)) as listening:
        open_before = len(os.listdir("/proc/self/fd"))
        crowding.end_connections_that_nobody_reads.__wrapped__()
        assert len(os.listdir("/proc/self/fd")) == open_before, "looking leaves nothing open"
        with socket.create_connection(listening.getsockname()):
            accepted, _address = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 7000


@pytest.mark.django_db(transaction=True)
def test_threads_that_come_and_go_leave_no_connections_behind():
    def answer():
        connections[connection.alias].ensure_connection()  # and end, as the server's threads do

    for _number in range(3 * crowds.THREADS):
        thread = threading.Thread(target=answer)
        thread.start()
        thread.join()
        assert len(opened) <= crowds.THREADS + 2
    gc.collect()


def test_the_words_of_a_database_that_does_not_answer_are_its_own(rf, english):
    page = faults.answer(rf.get("/en/"), faults.UNAVAILABLE).content.decode()
    assert "The database does not answer. Nothing is lost: try again in a minute." in page
    assert "Try again" in page
