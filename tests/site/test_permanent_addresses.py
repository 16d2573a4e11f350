"""A record that was renamed is found under every address that it ever had."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.api_urls import RECORDS
from core.web.facets import RelationFacet
from history.middleware import parameter_of
from history.models import Change
from history.reverting import undo
from tests import factories as make
from tests.admin.pages import EDITED_MODELS, FACTORIES
from zones.models import Zone

pytestmark = pytest.mark.django_db


def rename(record, slug):
    return make.change(record, slug=slug)


@pytest.fixture
def renamed():
    """A zone whose address was first and is second."""
    return rename(make.ZoneFactory(slug="first"), "second")


def answer(client, address):
    """The status and, of a redirect, where it leads."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize(
    "model",
    [
        one if one is Zone else pytest.param(one, marks=pytest.mark.once)
        for one in EDITED_MODELS
        if one.detail_url
    ],
)
def test_the_page_of_a_renamed_record_redirects_for_ever(client, model):
    record = FACTORIES[model](slug="first")
    folder = record.get_absolute_url().split("/")[2]
    rename(record, "second")
    rename(record, "third")
    for language in ("en", "zh-hans"):
        new = f"/{language}/{folder}/third/"
        with CaptureQueriesContext(connection) as asked:
            assert client.get(new).status_code == 200
        assert not [one for one in asked if "history_change" in one["sql"]]
        assert answer(client, f"/{language}/{folder}/first/") == (301, new)
        assert answer(client, f"/{language}/{folder}/second/?page=2") == (301, f"{new}?page=2")
        assert client.head(f"/{language}/{folder}/first/").status_code == 301
        assert client.post(f"/{language}/{folder}/first/").status_code in (404, 405)
    kept = client.get(f"/en/{folder}/first/").headers["Cache-Control"]
    assert "max-age=86400" in kept  # a browser asks again after a day
    assert "private" in kept
    response = client.get(f"/{folder}/first/", headers={"accept-language": "en"}, follow=True)
    assert response.redirect_chain[-1] == (f"/en/{folder}/third/", 301)


COMPARED = "/en/compare/zones/?zone="


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/en/history/zones.zone/first/", "/en/history/zones.zone/second/"),
        (f"{COMPARED}other&zone=first&show=all", f"{COMPARED}other&zone=second&show=all"),
        (f"{COMPARED}first&zone=second&show=all", f"{COMPARED}second&show=all"),
        (f"{COMPARED}first&zone=never", f"{COMPARED}second&zone=never"),
        ("/en/reforms/?stage=in-force&type=old-type", "/en/reforms/?stage=in-force&type=new-type"),
        ("/en/embed/reforms/?type=old-type", "/en/embed/reforms/?type=new-type"),
        ("/api/v1/zones/first/", "/api/v1/zones/second/"),
        ("/api/v1/reforms/?zone=first&sort=zone", "/api/v1/reforms/?zone=second&sort=zone"),
        ("/en/zones/first/?format=json", "/en/zones/second/?format=json"),
    ],
)
def test_a_former_slug_is_replaced_anywhere_and_the_rest_stays(client, renamed, old, new):
    reform = make.ReformFactory(types=[make.ReformTypeFactory(slug="old-type")])
    rename(reform.types.get(), "new-type")
    make.ZoneFactory(slug="other")
    assert answer(client, old) == (301, new)
    assert client.get(new).status_code == (404 if "never" in new else 200)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/zones/never/", 404),
        ("/en/compare/zones/?zone=never", 404),
        ("/en/zones/?province=never", 400),
        ("/api/v1/zones/never/", 404),
    ],
)
def test_what_never_was_is_still_not_found(client, renamed, address, status):
    assert client.get(address).status_code == status


def test_a_slug_that_was_given_away_leads_to_who_bears_it_now(client, renamed):
    newer = make.ZoneFactory(slug="first", name_en="The newer zone")
    assert "The newer zone" in client.get("/en/zones/first/").text
    rename(newer, "third")
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/third/")
    newer.delete()
    assert client.get("/en/zones/first/").status_code == 404
    assert client.get("/en/zones/third/").status_code == 404
    rename(renamed, "first")  # which has its old address back
    assert client.get("/en/zones/first/").status_code == 200
    assert answer(client, "/en/zones/second/") == (301, "/en/zones/first/")


def test_a_record_that_came_back_is_found_under_all_its_addresses(client, renamed, admin_user):
    renamed.delete()
    deletion = Change.objects.of(Zone, "second").first()
    undo(Change.objects.filter(unit=deletion.unit), user=admin_user, reason="")
    assert client.get("/en/zones/second/").status_code == 200
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/second/")


def test_drafts_and_their_slugs_stay_unknown(client, admin_client):
    draft = rename(make.ReformFactory(slug="draft-first", is_draft=True), "draft-second")
    address = "/en/reforms/draft-first/"
    assert client.get(address).status_code == 404
    assert answer(admin_client, address) == (301, "/en/reforms/draft-second/")
    make.change(draft, is_draft=False)
    assert client.get("/en/reforms/draft-second/").status_code == 200
    assert client.get(address).status_code == 404
    rename(draft, "draft-third")
    assert answer(client, "/en/reforms/draft-second/") == (301, "/en/reforms/draft-third/")
    Zone.objects.filter(pk=draft.zone_id).update(is_draft=True)
    assert client.get("/en/reforms/draft-second/").status_code == 404
    Zone.objects.filter(pk=draft.zone_id).update(is_draft=False)
    for changes in ({"is_draft": True}, {"slug": "renamed"}, {"is_draft": False}):
        make.change(draft, **changes)
    assert answer(client, "/en/reforms/draft-third/") == (301, "/en/reforms/renamed/")
    both = make.ReformFactory(slug="hidden", is_draft=True)
    make.change(both, is_draft=False, slug="shown")
    assert client.get("/en/reforms/hidden/").status_code == 404


def test_records_older_than_the_history_redirect_too_under_every_parameter(client):
    zone = make.ZoneFactory(slug="first")
    Change.objects.all().delete()
    rename(zone, "second")
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/second/")
    for viewset in RECORDS.values():
        filters = viewset.filterset_class({}, queryset=viewset.model.objects.all()).filters
        for name, facet in filters.items():
            if isinstance(facet, RelationFacet):
                assert parameter_of(facet.related_model) == name


def test_many_slugs_cost_as_many_queries_as_one(admin_user, django_assert_num_queries):
    for number in range(5):
        rename(make.ZoneFactory(slug=f"old-{number}"), f"new-{number}")
    with django_assert_num_queries(4):
        found = Change.objects.present_slugs(
            Zone, [f"old-{number}" for number in range(5)], admin_user
        )
    assert found == {f"old-{number}": f"new-{number}" for number in range(5)}


def test_the_command_renames_and_says_why_in_the_history(client):
    make.ZoneFactory(slug="first")
    make.ZoneFactory(slug="taken")
    call_command("rename_record", "zones.zone", "first", "second", reason="Misspelt", verbosity=0)
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/second/")
    assert "Misspelt" in client.get("/en/history/zones.zone/second/").text
    for arguments, word in (
        (("zones.moon", "a", "b"), "zones.zone"),
        (("zones.zone", "no-such", "b"), "no-such"),
        (("zones.zone", "second", "taken"), "already exists"),
        (("zones.zone", "second", "with blanks"), "valid"),
    ):
        with pytest.raises(CommandError, match=word):
            call_command("rename_record", *arguments)
