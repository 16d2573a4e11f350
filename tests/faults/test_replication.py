"""A primary and its streaming replica: who reads where, and what a killed primary costs."""

import pytest

from tests.faults.conftest import caught_up
from tests.faults.servers import Load, Reader, Writer, wait_for

LIST, PAGE = "/en/zones/", "/en/zones/zone-1/"
BANNER = "nothing can be saved at the moment"


@pytest.fixture
def site(site_on, primary, replica, replicated):
    """A site that reads from the replica."""
    return site_on(primary.address(replicated), REPLICA_URL=replica.address(replicated))


def test_an_editor_reads_what_they_wrote_while_the_replica_is_behind(
    site, primary, replica, replicated
):
    editor, reader = site.editor(), site.browser()
    path = primary.zone_page(replicated)
    replica.ask("SELECT pg_wal_replay_pause()")
    try:
        form = {**editor.form(path), "name_en": "Quite Another Zone", "_save": "Save"}
        assert editor.submit(path, form).status_code == 302
        assert "Quite Another Zone" in editor.get(PAGE).text
        assert "Quite Another Zone" not in reader.get(PAGE).text, "others read the replica"
        editor.cookies.clear_session_cookies()
        del editor.cookies["sessionid"]
        assert "Quite Another Zone" in editor.get(PAGE).text, "also after logging out"
    finally:
        replica.ask("SELECT pg_wal_replay_resume()")
    caught_up(primary, replica)
    wait_for(lambda: "Quite Another Zone" in reader.get(PAGE).text)


def test_a_primary_that_is_killed_under_load_loses_nothing_and_reading_goes_on(
    site, primary, replica, replicated, log_of_sites
):
    writers = [Writer(site, primary, replicated, number) for number in (1, 2)]
    readers = [Reader(site, LIST, PAGE, "/en/", "/api/v1/zones/") for _number in range(3)]
    try:
        with Load(*writers, *readers):
            wait_for(lambda: all(len(each.acknowledged) >= 3 for each in writers))
            primary.kill()
            wait_for(lambda: all(503 in each.statuses for each in writers))
            wait_for(lambda: all(each.read_only >= 2 for each in readers))
            written = sum(len(each.acknowledged) for each in writers)
            ready = site.browser().get("/readyz")
            looked = writers[0].browser.get(writers[0].path)
            primary.start()
            wait_for(
                lambda: sum(len(each.acknowledged) for each in writers) >= written + 4,
                why="editors save again without a hand",
            )
    finally:
        if primary.process.poll() is not None:
            primary.start()
    assert ready.text == "ready, for reading only\n"
    assert looked.status_code == 200, "an editor may go on looking"
    assert BANNER in looked.text
    assert {status for reader in readers for status in reader.statuses} == {200}
    for writer in writers:
        assert set(writer.statuses) <= {302, 503, 200}
        assert writer.lost() == []
    wait_for(lambda: BANNER not in site.browser().get(LIST).text)
    assert "Internal Server Error" not in log_of_sites()
    caught_up(primary, replica)


def test_without_its_replica_the_site_reads_from_the_primary(site, replica):
    reader = Reader(site, LIST, PAGE)
    with Load(reader):
        wait_for(lambda: len(reader.statuses) > 10)
        replica.kill()
        try:
            seen = len(reader.statuses)
            wait_for(lambda: len(reader.statuses) > seen + 20)
        finally:
            replica.start()
    assert set(reader.statuses) == {200}
    assert reader.read_only == 0
