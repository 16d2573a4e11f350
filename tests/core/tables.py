"""Tables of what is read, and of the texts that say it."""

import pytest
from django.utils import translation


@pytest.fixture(scope="module", autouse=True)
def english_throughout():
    """For the whole module that imports it: properties try many examples in one test."""
    with translation.override("en"):
        yield


def spread(table: dict) -> list[tuple]:
    """Each text of a table from what is read to the texts, divided by |, that say it."""
    return [(text, read) for read, texts in table.items() for text in texts.split("|")]
