"""What a page says in its head and to programs."""

import html
import json
import re

HOST = "http://testserver"
# One page of every kind, on the real data.
PAGES = [
    "",
    "zones/",
    "zones/?province=shanxi&tier=provincial",
    "zones/?q=no-such-zone-anywhere",
    "zones/linfen-edz/",
    "zones/beijing-etdz/",
    "reforms/",
    "reforms/?type=standard-land",
    "reforms/tunliu-expert-review/",
    "policies/",
    "policies/henan-coal-chemicals-2018-2020/",
    "metrics/",
    "metrics/standard-land-area/",
    "figures/linfen-standard-land-area/",
    "targets/hebei-closures/",
    "sources/",
    "sources/zone-reforms-2019/",
    "search/?q=standard",
    "compare/zones/?zone=xiangtan-etdz&zone=huaian-etdz&zone=anshun-etdz&zone=linfen-edz",
    "compare/policies/",
    "compare/policies/?province=henan&province=hunan",
    "glossary/",
    "method/",
    "about-the-data/",
    "data/",
]


def words(text: str) -> str:
    """The words of a page or of a part of one, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).split())


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
