"""Bad addresses are told in words in the reader's language, with no server error and no silence."""

from itertools import cycle

import pytest
from django.urls import reverse
from django.utils import translation

from comparisons.views.embeds import Embedded
from comparisons.views.pages import Glossary
from comparisons.views.policies import ComparePolicies
from comparisons.views.reforms import CompareReforms
from comparisons.views.search import Searched
from comparisons.views.zones import CompareZones
from core.api.views import ApiView
from core.web.files import PARAMETERS
from core.web.pages import FacetedListView, RecordDetail
from tests import factories as make
from tests.intake.crawling import NOT_VISITED, public_routes
from tests.operations.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.django_db

LONG = "a" * 3000
UNREADABLE = ["%00", "%FF%FE", LONG]
TOO_MANY = "&".join(f"p{n}=1" for n in range(1001))
# Pages for staff send everybody else to the login.
NOT_ASKED = {*NOT_VISITED, "articles:text"}
WITH_FILES = (
    *(FacetedListView, RecordDetail, Glossary),
    *(CompareZones, CompareReforms, ComparePolicies),
)
# Addresses that take no parameter. What stands behind their question mark changes nothing.
PLAIN = {
    *("about-data", "api-docs", "api-resource", "api-viewer", "download", "home", "method"),
    *("open-data", "robots", "sitemap", "sitemap-section"),
}


@pytest.fixture(autouse=True)
def no_limits(settings, tmp_path):
    """The API is asked more often than anybody may in a minute."""
    settings.API_RATE = "100000/sec"
    settings.EXPORT_DIR = tmp_path


@pytest.fixture
def records() -> dict[str, list]:
    """A record of each kind, and what else stands in addresses that have parameters."""
    follow_up = make.FollowUpFactory(
        target=make.TargetFactory(metric=make.ObservationFactory().metric)
    )
    reform = make.ReformFactory(zone__province=follow_up.target.policy.province)
    made = [reform, reform.zone, reform.zone.province, reform.source, reform.types.get()]
    made += [reform.types.get().group, follow_up.target, follow_up.target.policy]
    figure = make.ObservationFactory(zone=reform.zone)
    scope = make.ScopeFactory(metric=figure.metric)
    made += [make.ZoneNameFactory(zone=reform.zone), make.ZoneEventFactory(zone=reform.zone)]
    return {
        **{type(one).__name__: [one.slug] for one in [*made, figure, figure.metric, scope]},
        "api:NotReported": [reform.zone.slug],
        "api-resource": ["zones"],
        "download": ["zone-reforms.metadata.json"],
        "record-history": ["zones.zone", reform.zone.slug],
        "sitemap-section": ["zones", 1],
    }


def addresses(records) -> list[tuple[str, str, type]]:
    """(name, address, view) of every public address, with one record where it needs one."""
    found = []
    with translation.override("en"):
        for name, view, has_parameters in public_routes():
            if name not in NOT_ASKED:
                kind = getattr(getattr(view, "model", None), "__name__", "")
                values = (records.get(name) or records[kind]) if has_parameters else []
                found.append((name, reverse(name, args=values), view))
    return found


def has_files(view: type) -> bool:
    return issubclass(view, WITH_FILES) and not issubclass(view, Embedded)


def parameters(name: str, view: type) -> list[str]:
    """What may be asked of an address besides the path."""
    if issubclass(view, ApiView):
        action = "retrieve" if name.endswith("-detail") else "list"
        return [one.name for one in view.known_parameters(action)]
    known = list(PARAMETERS) if has_files(view) else []
    if hasattr(view, "parameters"):
        known += view.parameters
    elif issubclass(view, FacetedListView):
        known += [*view.filterset_class.base_filters, "page"]
    elif issubclass(view, Searched):
        known += ["q"]
    return known


def ask(client, address: str, **options):
    """The answer. A file is read to its end, which closes it."""
    response = client.get(address, follow=True, **options)
    if response.streaming:
        response.getvalue()
    return response


def is_told(response) -> bool:
    """Whether the answer says that something is wrong with what was asked."""
    if response.status_code in (400, 404):
        return True
    assert response.status_code == 200
    return b'class="message' in response.content


def test_every_address_either_takes_parameters_or_is_known_to_take_none(records):
    plain = {name for name, _address, view in addresses(records) if not parameters(name, view)}
    assert plain == PLAIN


def test_a_value_that_cannot_be_read_is_told(client, records):
    """On pages; tests/api/test_answers.py does the same with the API.

    Null bytes, which databases refuse, in every parameter; the others in turn, and once.
    """
    others = cycle(UNREADABLE[1:])
    for name, address, view in addresses(records):
        for parameter in [] if issubclass(view, ApiView) else parameters(name, view):
            for value in UNREADABLE[:1] if ON_POSTGRESQL else (UNREADABLE[0], next(others)):
                response = ask(client, f"{address}?{parameter}={value}")
                assert is_told(response), (address, parameter, value[:9])


@pytest.mark.once
def test_a_parameter_that_there_is_not_is_named(client, records):
    """One with a common name on every address, of the strange ones another on each."""
    strange = cycle(("%00=1", "%FF%FE=%FF", f"{LONG}=1", "=1", TOO_MANY))
    for name, address, _view in addresses(records):
        for query in ("bogus=1", next(strange)):
            response = ask(client, f"{address}?{query}")
            if name in PLAIN:
                assert query == TOO_MANY or response.status_code == 200, address
            elif query == TOO_MANY:
                assert response.status_code == 400, address
            else:
                assert is_told(response), (address, query[:9])
        if address.startswith("/api/"):
            assert response["Content-Type"] == "application/problem+json"


@pytest.mark.once
def test_no_file_is_made_of_an_address_that_is_not_understood(client, records):
    for name, address, view in addresses(records):
        refused = {*parameters(name, view), "bogus"} - {"format", "page", "add"}
        for parameter in sorted(refused) if has_files(view) else []:
            response = ask(client, f"{address}?format=csv&{parameter}=%FF%FE")
            assert response.status_code in (400, 404), (address, parameter)


@pytest.mark.once
def test_a_header_that_cannot_be_read_breaks_nothing(client, records):
    strange = {"accept-language": "\x00;q=x", "if-none-match": '"', "if-modified-since": "soon"}
    for _name, address, _view in addresses(records):
        expected = ask(client, address).status_code
        assert ask(client, address, headers=strange).status_code == expected, address


@pytest.mark.parametrize("section", ["zones", "reforms", "policies", "metrics", "sources"])
def test_an_unknown_slug_is_told_in_the_readers_language(client, section):
    for language, words in (("en", "There is no such page"), ("zh-hans", "没有这个页面")):
        response = client.get(f"/{language}/{section}/no-such-thing/")
        assert response.status_code == 404
        assert words in response.text
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *("province=hunann", "province=湖南", "tier=imperial", "kind=x", "type=nope", "sort=best"),
        *("approved=19x", "recorded=maybe", "area_min=many", "area_max=-1"),
        "q=" + "长" * 10000,
        "&".join(f"province=p{n}" for n in range(100)),
    ],
)
def test_a_bad_filter_value_is_explained(client, query):
    make.ZoneFactory()
    response = client.get(f"/en/zones/?{query}")
    assert response.status_code == 400
    assert response.context["problems"]
    assert "message--problem" in response.text


def test_the_message_names_the_value_and_what_is_accepted_in_the_readers_language(client):
    make.ZoneFactory(province__slug="hunan")
    problem = client.get("/en/zones/?province=hunann").context["problems"][0]
    assert problem == "Province: “hunann” is not known here. Accepted are, for instance: hunan."
    problem = client.get("/zh-hans/zones/?tier=imperial").context["problems"][0]
    assert problem.startswith("级别")
    response = client.get("/en/zones/?provnce=hunan")
    assert response.status_code == 200
    assert "“provnce” is not a parameter of this page" in response.text
    for page in ("search", "reforms"):
        assert "<script>alert" not in client.get(f"/en/{page}/?q=%0d%0a<script>alert").text


@pytest.mark.parametrize(
    ("asked", "status", "shown", "problem"),
    [
        ([0, "atlantis", "\0"], 404, 1, "“atlantis” is not a zone that we know."),
        ([0, 0], 200, 1, "A zone that was named twice is shown once."),
        (range(7), 200, 6, "Up to 6 zones"),
        ([], 200, 0, ""),
    ],
)
def test_zones_that_cannot_be_compared_are_told_beside_those_that_can(
    client, asked, status, shown, problem
):
    zones = [zone.slug for zone in make.ZoneFactory.create_batch(7)]
    named = [one if isinstance(one, str) else zones[one] for one in asked]
    response = client.get("/en/compare/zones/", {"zone": named})
    assert response.status_code == status
    assert len(response.context["zones"]) == shown
    assert problem in " ".join(response.context["problems"])
    assert shown or "Choose two zones or more" in response.text


@pytest.mark.parametrize("page", ["0", "-1", "999999", "last", "1.5", "", "٣", "9" * 50, "%00"])
def test_a_page_out_of_range_is_explained(client, page):
    make.ZoneFactory()
    response = client.get(f"/en/zones/?page={page}")
    assert response.status_code == 404
    assert "There is no page" in response.context["problems"][0]
