"""How the API answers: what may be kept, who may ask, how often, and what a refusal looks like."""

import json

import pytest
from django.core.cache import cache
from django.utils import timezone

from config.api_urls import OTHERS, RECORDS
from core.api import views
from core.records import versions
from sources.versions import bump
from tests.api.asking import ROOT, ask, refused
from tests.factories import TargetFactory, ZoneFactory
from tests.operations.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.django_db

ZONES = f"{ROOT}zones/"


def problem_of(response, status: int) -> dict:
    """The problem that it answers, in the form of RFC 9457."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    content = json.loads(response.content)
    assert content["status"] == status
    assert content["title"]
    assert content["detail"].endswith((".", "。"))
    return content


@pytest.mark.once
@pytest.mark.parametrize("address", ["", "zones/", "zones/xt/", "schema.json", "schema.yaml"])
def test_an_answer_that_has_not_changed_is_not_sent_again(
    client, address, django_assert_num_queries
):
    ZoneFactory(slug="xt")
    bump()
    first = client.get(ROOT + address)
    assert first["Data-Version"] == versions.label()
    with django_assert_num_queries(1):
        again = client.get(ROOT + address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    since = client.get(ROOT + address, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304
    head = client.head(ROOT + address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    others = [client.get(f"{ROOT}{address}?lang={one}")["ETag"] for one in ("en", "zh-hans")]
    assert others[0] != others[1]
    bump()
    changed = client.get(ROOT + address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.once
def test_what_hangs_on_the_day_is_new_the_next_day(client, monkeypatch):
    TargetFactory()
    before = client.get(f"{ROOT}targets/")["ETag"], client.get(ZONES)["ETag"]
    tomorrow = timezone.localtime() + timezone.timedelta(days=1)
    monkeypatch.setattr(views.timezone, "localdate", tomorrow.date)
    after = client.get(f"{ROOT}targets/")["ETag"], client.get(ZONES)["ETag"]
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.once
@pytest.mark.parametrize("address", [ROOT, ZONES, f"{ROOT}nothing/", f"{ZONES}?bogus=1"])
def test_pages_of_other_sites_may_read_every_answer(client, address):
    headers = {"origin": "https://other.example"}
    response = client.get(address, headers=headers)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response
    asked_first = headers | {"access-control-request-method": "GET"}
    response = client.options(address, headers=asked_first)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/en/zones/")


@pytest.mark.once
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(client, method):
    response = getattr(client, method)(ZONES)
    assert "GET" in problem_of(response, 405)["detail"]
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *((kind, 406) for kind in ("text/csv", "text/html", "application/xml")),
        *((kind, 200) for kind in ("application/json", "*/*", "text/html,*/*;q=0.8")),
    ],
)
def test_whoever_does_not_take_json_gets_nothing(client, kind, status):
    response = client.get(ZONES, headers={"accept": kind})
    if status == 406:
        problem_of(response, status)
    else:
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.once
def test_no_cookie_is_asked_for_or_set(admin_client):
    draft = ZoneFactory(is_draft=True)
    response = admin_client.get(f"{ZONES}{draft.slug}/")
    problem_of(response, 404)
    assert not response.cookies


@pytest.mark.once
def test_whoever_asks_too_often_is_told_when_to_ask_again(client, settings):
    settings.API_RATE = "3/min"
    cache.clear()
    for _time in range(3):
        assert client.get(ZONES).status_code == 200
    refused_answer = client.get(ZONES, headers={"accept-language": "en"})
    problem = problem_of(refused_answer, 429)
    seconds = int(refused_answer["Retry-After"])
    assert 0 < seconds <= 60
    assert f"in {seconds} seconds" in problem["detail"]
    assert refused_answer["Access-Control-Allow-Origin"] == "*"
    itself = {"x-forwarded-for": "203.0.113.1"}  # a name that the caller gives itself
    assert client.get(ZONES, headers=itself).status_code == 429
    assert client.get(ZONES, REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.once
def test_a_problem_leads_to_its_explanation(client):
    problem = problem_of(client.get(f"{ZONES}?bogus=1", headers={"accept-language": "en"}), 400)
    address, _, anchor = problem["type"].partition("#")
    page = client.get(address, headers={"accept-language": "en"})
    assert f'id="{anchor}"' in page.text


@pytest.mark.once
def test_every_reason_is_told_at_once_in_the_readers_language(client):
    query = "bogus=1&province=atlantis&page_size=many&lang=en"
    errors = refused(client, f"zones/?{query}")
    assert set(errors) == {"bogus", "province", "page_size"}
    assert errors["province"]["detail"].startswith("“atlantis” is not known here.")
    in_chinese = refused(client, "zones/?bogus=1&lang=zh-hans")["bogus"]["detail"]
    assert "参数" in in_chinese


@pytest.mark.once
def test_a_server_error_is_a_problem_too(client, monkeypatch):
    client.raise_request_exception = False

    def broken(*_anything, **_more):
        raise RuntimeError

    monkeypatch.setattr(views, "read_page", broken)
    problem = problem_of(client.get(ZONES, headers={"accept-language": "en"}), 500)
    assert "RuntimeError" not in json.dumps(problem)


@pytest.mark.parametrize("path", ["nothing/", "zones/a%00b/", "zones/%FF/", "zones/a/b/c/", "//"])
def test_an_address_that_there_is_not_is_a_problem(client, path):
    detail = problem_of(client.get(ROOT + path), 404)["detail"]
    assert detail.isprintable()


@pytest.mark.parametrize("name", RECORDS)
def test_values_that_say_nothing_or_cannot_be_read_or_come_twice_are_refused(client, name):
    known = RECORDS[name].known_parameters()
    assert {p.name for p in known} >= {"q", "page_size", "after", "count", "fields", "lang"}
    for parameter in known:
        for value in ("%00",) if ON_POSTGRESQL else ("%00", "%FF%FE", "x" * 5000):
            error = refused(client, f"{name}/?{parameter.name}={value}")[parameter.name]
            assert len(error["detail"]) < 600
        if ON_POSTGRESQL:
            continue
        if parameter.may_be_empty:
            ask(client, f"{name}/?{parameter.name}=")
        else:
            assert parameter.name in refused(client, f"{name}/?{parameter.name}=")
        if not parameter.is_repeatable:
            twice = f"{name}/?{parameter.name}=1&{parameter.name}=2"
            assert parameter.name in refused(client, twice)


@pytest.mark.parametrize("address", OTHERS)
def test_comparisons_refuse_what_they_do_not_understand(client, address):
    path = address.replace("<slug:slug>", ZoneFactory().slug)
    known = OTHERS[address].known_parameters()
    for parameter in known:
        for value in ("", "%00", "%FF%FE", "x" * 5000, "atlantis"):
            assert parameter.name in refused(client, f"{path}?{parameter.name}={value}")
    assert "bogus" in refused(client, f"{path}?bogus=1")


def test_a_zone_named_twice_or_once_too_often_is_refused(client):
    slug = ZoneFactory().slug
    assert "zone" in refused(client, f"comparisons/zones/?zone={slug}&zone={slug}")
    many = "&".join(f"zone={ZoneFactory().slug}" for _ in range(7))
    assert "zone" in refused(client, f"comparisons/zones/?{many}")
    assert "zone" in refused(client, "comparisons/zones/")
