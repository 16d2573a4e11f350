"""What a page says in its head and to programs."""

import html
import json
import re

HOST = "http://testserver"


def head(response) -> str:
    return response.text.partition("</head>")[0]


def link(response, rel: str) -> str:
    [address] = re.findall(rf'<link rel="{rel}" href="([^"]+)"', head(response))
    return html.unescape(address)


def alternates(response) -> dict[str, str]:
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head(response))
    return {language: html.unescape(address) for language, address in found}


def meta(response, name: str) -> str:
    [content] = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)"', head(response))
    return html.unescape(content)


def title(response) -> str:
    return html.unescape(re.search(r"<title>(.*?)</title>", response.text)[1])


def linked(response) -> list[dict]:
    """What the page says in JSON-LD, one for each thing."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text)
    things = [json.loads(text) for text in found]
    assert {thing.pop("@context") for thing in things} <= {"https://schema.org"}
    return [one for thing in things for one in thing.get("@graph", [thing])]


def of_type(response, kind: str) -> dict:
    [thing] = [thing for thing in linked(response) if thing["@type"] == kind]
    return thing
