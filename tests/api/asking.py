"""Asking the API in tests, and walking its lists to their end."""

ROOT = "/api/v1/"


def ask(client, address: str, status: int = 200, **headers) -> dict:
    """What an address below the API answers, with that status."""
    response = client.get(ROOT + address, headers=headers)
    assert response.status_code == status, response.content[:2000]
    return response.json()


def refused(client, address: str, **headers) -> dict[str, dict]:
    """The problems of an address by parameter; it must be refused as problem details."""
    response = client.get(ROOT + address, headers=headers)
    assert response.status_code == 400, response.content[:2000]
    assert response["Content-Type"] == "application/problem+json"
    return {error["parameter"]: error for error in response.json()["errors"]}


def pages(client, address: str) -> list[list[str]]:
    """The slugs of a list, page by page, following `next`."""
    found, following = [], ROOT + address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.content[:2000]
        content = answer.json()
        found.append([record["slug"] for record in content["results"]])
        following = content["next"]
        assert len(found) < 500, "the list does not end"
    return found


def every(client, address: str) -> list[str]:
    """The slugs of a list in its order, read page by page."""
    return [slug for page in pages(client, address) for slug in page]
