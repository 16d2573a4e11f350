"""The API's description is valid OpenAPI 3.1, and its pages say everything in both languages."""

import json

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from config.api_docs import resources
from tests.api.asking import ROOT
from tests.factories import ZoneFactory

pytestmark = pytest.mark.once
LANGUAGES = ["en", "zh-hans"]
NAMES = list(resources())


def described(client, language: str = "en") -> dict:
    return client.get(f"{ROOT}schema.json?lang={language}").json()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_is_valid(client, language):
    found = described(client, language)
    assert found["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []


@pytest.mark.django_db
def test_a_description_that_is_wrong_would_be_found(client):
    found = described(client)
    del found["paths"]["/api/v1/zones/"]["get"]["responses"]
    found["info"].pop("title")
    assert list(OpenAPIV31SpecValidator(found).iter_errors())


@pytest.mark.django_db
def test_yaml_and_json_say_the_same(client):
    response = client.get(f"{ROOT}schema.yaml?lang=en")
    assert response["Content-Type"] == "application/yaml"
    assert yaml.safe_load(response.content) == described(client)


@pytest.mark.django_db
def test_the_description_speaks_both_languages(client):
    titles = {
        language: [one["get"]["summary"] for one in described(client, language)["paths"].values()]
        for language in LANGUAGES
    }
    assert len(titles["en"]) == len(titles["zh-hans"])
    assert not set(titles["en"]) & set(titles["zh-hans"])


@pytest.mark.django_db
def test_every_parameter_and_every_list_is_explained(client):
    for path, one in described(client)["paths"].items():
        assert one["get"]["description"], path
        for parameter in one["get"]["parameters"]:
            if parameter["in"] == "query":
                assert parameter["description"], (path, parameter["name"])
        assert {"200", "304", "400", "429"} <= set(one["get"]["responses"]), path


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_part_has_a_page_with_its_parameters_and_fields(client, language, name):
    response = client.get(f"/{language}/api/{name}/")
    part = resources()[name]
    assert response.status_code == 200
    for parameter in part.view.known_parameters():
        assert f"<code>{parameter.name}</code>" in response.text
        assert str(parameter.about)
    for field, about in part.fields:
        assert f"<code>{field}</code>" in response.text
        assert str(about), (name, field)


@pytest.mark.django_db
def test_the_documentation_leads_to_every_part_and_pages_lead_to_it(client):
    ZoneFactory()
    page = client.get("/en/api/").text
    for name in NAMES:
        assert f'href="/en/api/{name}/"' in page
    assert 'href="/en/api/viewer/"' in page
    for address in ("/en/data/", "/en/zones/", "/en/glossary/"):
        assert 'href="/en/api/"' in client.get(address).text
    assert client.get("/en/api/alchemy/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_viewer_shows_every_address_and_keeps_to_the_policy_of_the_site(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/api/viewer/")
    page.wait_for_selector(".opblock-summary-path")
    shown = page.locator(".opblock-summary-path").count()
    assert shown == len(json.loads(page.request.get(f"{ROOT}schema.json").text())["paths"])
    here = page.url.partition("/en/")[0]
    assert all(address.startswith((here, "data:", "blob:")) for address in asked)
