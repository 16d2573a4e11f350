"""A record that was renamed is found under every address that it ever had."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.api_urls import RECORDS
from core.web.facets import RelationFacet
from history.middleware import parameter_of
from history.models import Change
from history.reverting import planned, revert
from tests.factories import (
    MetricFactory,
    ObservationFactory,
    PolicyFactory,
    ReformFactory,
    ReformTypeFactory,
    SourceFactory,
    TargetFactory,
    ZoneFactory,
)
from zones.models import Zone

pytestmark = pytest.mark.django_db


def rename(record, slug):
    record.slug = slug
    record.save()
    return record


@pytest.fixture
def renamed():
    """A zone whose address was first and is second."""
    return rename(ZoneFactory(slug="first"), "second")


def answer(client, address):
    """The status and, of a redirect, where it leads."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize(
    ("factory", "folder"),
    [
        (ZoneFactory, "zones"),
        (ReformFactory, "reforms"),
        (MetricFactory, "metrics"),
        (ObservationFactory, "figures"),
        (PolicyFactory, "policies"),
        (TargetFactory, "targets"),
        (SourceFactory, "sources"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_renamed_record_redirects_for_ever(client, factory, folder, language):
    record = factory(slug="first")
    rename(record, "second")
    rename(record, "third")
    new = f"/{language}/{folder}/third/"
    assert client.get(new).status_code == 200
    assert answer(client, f"/{language}/{folder}/first/") == (301, new)
    assert answer(client, f"/{language}/{folder}/second/?page=2") == (301, f"{new}?page=2")
    assert client.head(f"/{language}/{folder}/first/").status_code == 301
    assert client.post(f"/{language}/{folder}/first/").status_code in (404, 405)


@pytest.fixture
def renamed_too():
    """A type and a province that had other addresses, of a reform."""
    reform = ReformFactory(types=[ReformTypeFactory(slug="old-type")])
    rename(reform.types.get(), "new-type")
    rename(reform.zone.province, "new-province")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/en/history/zones.zone/first/", "/en/history/zones.zone/second/"),
        (
            "/en/compare/zones/?zone=other&zone=first&show=differences",
            "/en/compare/zones/?zone=other&zone=second&show=differences",
        ),
        (
            "/en/compare/zones/?zone=first&zone=second&show=differences",
            "/en/compare/zones/?zone=second&show=differences",
        ),
        ("/en/reforms/?stage=in-force&type=old-type", "/en/reforms/?stage=in-force&type=new-type"),
        ("/en/compare/reforms/?type=old-type", "/en/compare/reforms/?type=new-type"),
        ("/api/v1/zones/first/", "/api/v1/zones/second/"),
        ("/api/v1/reforms/?zone=first&sort=zone", "/api/v1/reforms/?zone=second&sort=zone"),
        ("/en/zones/first/?format=json", "/en/zones/second/?format=json"),
        ("/en/compare/zones/?zone=first&zone=never", "/en/compare/zones/?zone=second&zone=never"),
    ],
)
def test_a_former_slug_is_replaced_anywhere_and_the_rest_stays(
    client, renamed, renamed_too, old, new
):
    ZoneFactory(slug="other")
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
    newer = ZoneFactory(slug="first", name_en="The newer zone")
    assert "The newer zone" in client.get("/en/zones/first/").text
    rename(newer, "third")
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/third/")
    newer.delete()
    assert client.get("/en/zones/first/").status_code == 404
    assert client.get("/en/zones/third/").status_code == 404


def test_a_slug_whose_last_record_was_deleted_leads_nowhere(client, renamed):
    ZoneFactory(slug="first").delete()
    assert client.get("/en/zones/first/").status_code == 404


def test_a_record_that_takes_its_old_slug_back_is_there(client, renamed):
    rename(renamed, "first")
    assert client.get("/en/zones/first/").status_code == 200
    assert answer(client, "/en/zones/second/") == (301, "/en/zones/first/")


def test_a_record_that_came_back_is_found_under_all_its_addresses(client, renamed, admin_user):
    renamed.delete()
    deletion = Change.objects.of(Zone, "second").first()
    revert(deletion, user=admin_user, reason="", read_revision=planned(deletion).revision)
    assert client.get("/en/zones/second/").status_code == 200
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/second/")


def test_drafts_and_their_slugs_stay_unknown(client, admin_client):
    draft = rename(ReformFactory(slug="draft-first", is_draft=True), "draft-second")
    address = "/en/reforms/draft-first/"
    assert client.get(address).status_code == 404
    assert answer(admin_client, address) == (301, "/en/reforms/draft-second/")
    draft.is_draft = False
    draft.save()
    assert client.get("/en/reforms/draft-second/").status_code == 200
    assert client.get(address).status_code == 404
    rename(draft, "draft-third")
    assert answer(client, "/en/reforms/draft-second/") == (301, "/en/reforms/draft-third/")
    both = ReformFactory(slug="hidden", is_draft=True)
    both.is_draft = False
    rename(both, "shown")
    assert client.get("/en/reforms/hidden/").status_code == 404


def test_what_was_public_and_becomes_a_draft_redirects_no_more(client):
    reform = rename(ReformFactory(slug="first"), "second")
    Zone.objects.filter(pk=reform.zone_id).update(is_draft=True)
    assert client.get("/en/reforms/first/").status_code == 404
    Zone.objects.filter(pk=reform.zone_id).update(is_draft=False)
    assert client.get("/en/reforms/first/").status_code == 301


def test_renamed_while_withdrawn_it_is_found_again_when_published(client):
    reform = ReformFactory(slug="first")
    for changes in ({"is_draft": True}, {"slug": "second"}, {"is_draft": False}):
        for name, value in changes.items():
            setattr(reform, name, value)
        reform.save()
    assert answer(client, "/en/reforms/first/") == (301, "/en/reforms/second/")


def test_records_older_than_the_history_redirect_too(client):
    zone = ZoneFactory(slug="first")
    Change.objects.all().delete()
    rename(zone, "second")
    assert answer(client, "/en/zones/first/") == (301, "/en/zones/second/")


def test_browsers_ask_again_after_a_day(client, renamed):
    kept = client.get("/en/zones/first/").headers["Cache-Control"]
    assert "max-age=86400" in kept
    assert "private" in kept


def test_an_address_without_a_language_leads_there_in_the_readers_own(client, renamed):
    response = client.get("/zones/first/", headers={"accept-language": "en"}, follow=True)
    assert response.redirect_chain[-1] == ("/en/zones/second/", 301)


def test_many_slugs_cost_as_many_queries_as_one(admin_user, django_assert_num_queries):
    for number in range(5):
        rename(ZoneFactory(slug=f"old-{number}"), f"new-{number}")
    with django_assert_num_queries(4):
        found = Change.objects.present_slugs(
            Zone, [f"old-{number}" for number in range(5)], admin_user
        )
    assert found == {f"old-{number}": f"new-{number}" for number in range(5)}


def test_a_page_that_is_there_asks_nothing_of_the_history(client, renamed):
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/en/zones/second/").status_code == 200
    assert not [one for one in asked if "history_change" in one["sql"]]


def test_every_parameter_that_names_a_record_is_looked_up():
    for viewset in RECORDS.values():
        filters = viewset.filterset_class({}, queryset=viewset.model.objects.all()).filters
        for name, facet in filters.items():
            if isinstance(facet, RelationFacet):
                assert parameter_of(facet.related_model) == name


def test_the_command_renames_and_says_why_in_the_history(client):
    ZoneFactory(slug="first")
    ZoneFactory(slug="taken")
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
