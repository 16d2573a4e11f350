"""Drafts leak nowhere: the whole public site is the same with them and without them."""

import re
from itertools import zip_longest

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from core.web.pages import RecordDetail
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from tests.intake import crawling
from tests.intake.hidden import TOKEN, Drafts, public_but_unused
from tests.intake.people import client_of
from zones.models import Metric, Observation, Zone

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def differences(before: dict, after: dict) -> str:
    """Where two crawls differ: each address, and the first line in which it does."""
    found = []
    for address, (status, text) in before.items():
        if after[address] != (status, text):
            lines = zip_longest(text.splitlines(), after[address][1].splitlines())
            was, now = next(((a, b) for a, b in lines if a != b), ("", ""))
            found.append(f"{address} ({status}→{after[address][0]}): {was} → {now}")
    return "\n".join(found)


def visited(client, by_name: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    pages = dict.fromkeys(page for pages in by_name.values() for page in pages)
    return {page: crawling.answered(client, page) for page in pages}


def test_every_address_with_parameters_is_visited():
    assert crawling.unknown_routes() == []


@pytest.mark.parametrize("who", ["everybody in en", "a viewer in zh-hans"])
def test_the_site_is_the_same_with_drafts_and_without(client, who, settings, tmp_path):
    """What staff list, compare and take away has no drafts either; the pages of records have."""
    settings.ARTICLES_PUBLIC, settings.API_RATE = True, None
    unused, left_out = public_but_unused(), ()
    if who.startswith("a viewer"):
        client = client_of("viewer")
        left_out = ("record-history", "recent-changes", "articles:text")
        left_out += tuple(
            n for n, view, _p in crawling.public_routes() if issubclass(view, RecordDetail)
        )
    with translation.override(who.rpartition(" ")[2]):
        by_name = crawling.addresses(leaving_out=left_out)
        settings.EXPORT_DIR = tmp_path / "before"
        before = visited(client, by_name)
        Drafts(unused)
        settings.EXPORT_DIR = tmp_path / "after"
        after = visited(client, by_name)
    silent = [name for name, pages in by_name.items() if all(before[p][0] != 200 for p in pages)]
    assert silent == [], "visit these with parameters to which they have an answer"
    assert differences(before, after) == ""
    assert [page for page, (_status, text) in after.items() if TOKEN in text] == []


RESOURCES = {
    Zone: "zones",
    Observation: "observations",
    Reform: "reforms",
    Policy: "policies",
    Target: "targets",
    Source: "sources",
    Metric: "metrics",
    ReformType: "reform-types",
}
# What asks for a record, with the names of drafts in its place: of the kind that is asked for.
QUESTIONS = [
    "/en/search/?q={token}",
    "/zh-hans/zones/?q={token}",
    "/en/reforms/?q={token}",
    "/en/policies/?q={token}",
    "/en/sources/?q={token}",
    "/en/reforms/?zone={zone}",
    "/en/reforms/?type={reformtype}",
    "/en/zones/?type={reformtype}",
    "/en/zones/yanhu-htdz/?metric={metric}",
    "/en/embed/reforms/?type={reformtype}",
    "/en/compare/zones/?zone={zone}",
    "/en/compare/zones/?zone=yanhu-htdz&zone={zone}",
    "/en/compare/zones/?add={zone}",
    "/en/sources/unused-source/text/?fact={fact}",
    "/api/v1/reforms/?zone={zone}",
    "/api/v1/observations/?zone={zone}",
    "/api/v1/observations/?reform={reform}",
    "/api/v1/observations/?metric={metric}",
    "/api/v1/observations/?source={source}",
    "/api/v1/comparisons/reforms/?type={reformtype}",
    "/api/v1/targets/?policy={policy}",
    "/api/v1/comparisons/zones/?zone={zone}",
]


def own_addresses(record) -> list[str]:
    """Where a record would be found: its page, its history, and in the API."""
    options, pages = record._meta, []
    if getattr(record, "detail_url", ""):
        pages.append(record.get_absolute_url())
    pages.append(reverse("record-history", args=[options.label_lower, record.slug]))
    if type(record) in RESOURCES:
        pages.append(reverse(f"api:{RESOURCES[type(record)]}-detail", args=[record.slug]))
    return pages


def test_the_addresses_of_drafts_answer_that_there_is_nothing(client, settings):
    settings.API_RATE, pages = None, set()
    records = Drafts(public_but_unused()).records
    for number, record in enumerate(records):  # of each kind there are several
        with translation.override(("en", "zh-hans")[number % 2]):
            pages |= set(own_addresses(record))
    assert len(pages) > 90
    answers = {page: client.get(page) for page in pages}
    assert [page for page, answer in answers.items() if answer.status_code != 404] == []
    own_words = re.compile(rf"{TOKEN}\d")  # the slug that was asked for may be repeated
    assert [page for page, answer in answers.items() if own_words.search(answer.text)] == []


def test_a_draft_is_as_unknown_as_what_does_not_exist(client, settings):
    settings.ARTICLES_PUBLIC, settings.API_RATE = True, None
    unused = public_but_unused()

    def asked() -> dict[str, tuple[int, str]]:
        pages = [question.format(**words) for question in QUESTIONS]
        return {page: crawling.answered(client, page) for page in pages}

    with transaction.atomic():
        drafts = {record._meta.model_name: record for record in Drafts(unused).records}
        words = {name: record.slug for name, record in drafts.items()}
        words |= {"token": TOKEN, "fact": drafts["observation"].fact_key}
        with_drafts = asked()
        transaction.set_rollback(True)
    assert differences(with_drafts, asked()) == ""
