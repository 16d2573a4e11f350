"""Nobody is led to another site."""

from urllib.parse import quote

import pytest

from tests.factories import ZoneFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    r"\\evil.example",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
]


def stays_here(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_login_leads_nowhere_else(client, django_user_model, target):
    django_user_model.objects.create_user("editor", password="a long one 4711", is_staff=True)
    sent = {"username": "editor", "password": "a long one 4711", "next": target}
    response = client.post(f"/admin/login/?next={quote(target)}", sent)
    assert response.status_code == 302
    assert stays_here(response["Location"])


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/zones", "//evil.example/en"])
def test_a_missing_language_or_slash_leads_nowhere_else(client, path):
    response = client.get(path)
    assert response.status_code in (301, 302, 404)
    assert stays_here(response.get("Location", "/"))


def test_a_comparison_to_which_a_zone_is_added_stays_here(client):
    ZoneFactory(slug="linfen", name_en="Linfen")
    response = client.get(f"/en/compare/zones/?zone={quote('//evil.example')}&add=Linfen")
    assert response.status_code == 302
    assert stays_here(response["Location"])
