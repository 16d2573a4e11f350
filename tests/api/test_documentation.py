"""The API's description is valid OpenAPI 3.1, and its pages say everything in both languages."""

import json

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from config.api_docs import resources
from tests.api.asking import ROOT
from tests.factories import ZoneFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]

LANGUAGES = ["en", "zh-hans"]
NAMES = list(resources())


def described(client, language: str = "en") -> dict:
    return client.get(f"{ROOT}schema.json?lang={language}").json()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_is_valid_and_explains_every_parameter_and_list(client, language):
    found = described(client, language)
    assert found["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(found).iter_errors()) == []
    for path, one in found["paths"].items():
        assert one["get"]["description"], path
        for parameter in one["get"]["parameters"]:
            if parameter["in"] == "query":
                assert parameter["description"], (path, parameter["name"])
        assert {"200", "304", "400", "429"} <= set(one["get"]["responses"]), path
    response = client.get(f"{ROOT}schema.yaml?lang={language}")
    assert response["Content-Type"] == "application/yaml"
    assert yaml.safe_load(response.content) == found
    in_english = described(client)["paths"]
    titles = {one["get"]["summary"] for one in found["paths"].values()}
    assert len(in_english) == len(found["paths"])
    if language != "en":
        assert not titles & {one["get"]["summary"] for one in in_english.values()}
    del found["paths"]["/api/v1/zones/"]["get"]["responses"], found["info"]["title"]
    assert list(OpenAPIV31SpecValidator(found).iter_errors())  # what is wrong would be found


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
