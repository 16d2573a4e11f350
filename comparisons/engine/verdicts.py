"""The verdicts on figures, with their symbols and words, and what a rule is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verdict(IntEnum):
    """From best to worst; several pairs get their worst verdict."""

    COMPARABLE = 0
    CONVERTIBLE = 1
    CAUTION = 2
    NOT_COMPARABLE = 3

    @property
    def code(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def allows_ranking(self) -> bool:
        return self <= Verdict.CONVERTIBLE


# Their symbols and words; None: only one zone reports.
SHOWN = {
    Verdict.COMPARABLE: ("=", _("comparable")),
    Verdict.CONVERTIBLE: ("≈", _("convertible")),
    Verdict.CAUTION: ("!", _("with caution")),
    Verdict.NOT_COMPARABLE: ("≠", _("not comparable")),
    None: ("·", _("one zone only")),
}

ATTRIBUTES = {
    "value": _("number or words"),
    "status": _("kind of statement"),
    "basis": _("basis"),
    "period": _("period"),
    "scope": _("scope"),
    "detail": _("detail"),
    "unit": _("unit"),
    "growth_base": _("compared with"),
    "base_period": _("base year"),
    "prices": _("prices"),
    "realisation": _("how far come true"),
    "release": _("release"),
    "bound": _("bound"),
    "territory": _("extent of the zone"),
}


@dataclass(frozen=True, eq=False)
class Rule:
    """How an attribute of two figures differs, and the verdict and words that follow.

    `why` ends a sentence that has named both values; `example` is of the method page.
    """

    attribute: str
    kind: str
    verdict: Verdict
    headline: Promise
    why: Promise
    example: Promise
    is_made_up: bool  # the example is not from the data

    @property
    def label(self) -> Promise:
        return ATTRIBUTES[self.attribute]


def rules_of(attribute: str, verdict: Verdict, *rows: tuple) -> Iterator[Rule]:
    """Rules of one attribute: kind, headline, why, example, and whether that is in the data."""
    for kind, headline, why, example, *seen in rows:
        yield Rule(attribute, kind, verdict, headline, why, example, not seen)
