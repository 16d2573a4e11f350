"""The records that a table's words mean, and keys for new ones. All read once for a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

# How words were recognised, and why a record is only near to them.
HOW = {
    "slug": _("by its key"),
    "code": _("by its code"),
    "name": _("by its name"),
    "short-name": _("by its short name"),
    "alias": _("by another name of it"),
    "file": _("added by an earlier row of this file"),
}
WHY_NEAR = {
    "several": _("several records are called so"),
    "letter": _("one character differs"),
    "kind": _("the kind of zone is named differently"),
    "invisible": _("the words hold a character that cannot be seen"),
    "province": _("it lies in another province"),
    "code": _("its code is another one"),
}


@dataclass(frozen=True)
class Found:
    """The record that words mean: its key, and how it was recognised (see `HOW`)."""

    slug: str
    how: str


@dataclass(frozen=True)
class Candidate:
    """A record that words may mean: its key, how people tell it from others, why it is near."""

    slug: str
    label: str
    why: str


@dataclass(frozen=True)
class Near:
    """Nothing is called exactly so: a person chooses one of these, or a new record."""

    candidates: tuple[Candidate, ...]


class Finder:
    """The records of one kind by their keys, codes, names, short names and aliases. Two queries.

    Width, case, spaces and traditional characters make no difference.
    """

    def __init__(self, model: type[models.Model]):
        self.model = model

    def find(self, words: str, *, province: str = "", code: str = "") -> Found | Near | None:
        """The record that these words name; None if there is none like it. No query.

        `province` (a slug) and `code` are for zones: the code decides, if it is known.
        """
        raise NotImplementedError

    def new_key(self, values: dict) -> str:
        """The key of a new record with these plain values, as the form makes it. No query.

        It is no other record's, neither stored nor of this file, and later rows find the record.
        """
        raise NotImplementedError


class FigureKeys:
    """The keys of figures that these sources report already, and new ones. Two queries."""

    def __init__(self, sources: Iterable[str]):
        raise NotImplementedError

    def key(self, values: dict) -> str:
        """The key of the figure with these plain values: the stored one for the same thing, or new.

        Two rows about the same thing have one key, which the preview then tells.
        """
        raise NotImplementedError
