"""The plain facts that are compared: frozen values, no database and no request.

A `Figure` is what a source reports about one zone; a column is a zone; a cell holds every
figure of one metric in one zone, or says why it is blank.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple


class BlankState(StrEnum):
    """What a cell says. Only `reported` and `none` hold something."""

    REPORTED = "reported"
    NONE = "none"  # the source itself says that there is none
    NOT_REPORTED = "not-reported"
    NOT_APPLICABLE = "not-applicable"
    NOT_STATED = "not-stated"  # of a profile: its source leaves it out


class Citation(NamedTuple):
    """Where a figure stands: source, place in it, fragment."""

    source: str
    title: str
    title_en: str
    locator: str
    quote: str
    is_broken_off: bool


class Figure(NamedTuple):
    """A reported figure with everything that limits it. A tuple, as a page reads thousands.

    `value` and `unit` are as printed, `canonical` is in the metric's unit; both numbers
    are None where the source gives words only. `scope` (in Chinese) and the coded
    attributes decide what may be compared; the English texts are for display.
    """

    key: str
    value: Decimal | None
    unit: str
    canonical: Decimal | None
    bound: str
    period: str
    basis: str
    status: str
    scope: str
    scope_en: str
    value_text: str
    value_text_en: str
    rank: str
    rank_reason: str
    rank_reason_en: str
    note: str
    note_en: str
    part_of: str
    canonical_unit: str
    citation: Citation

    @property
    def thing(self) -> tuple:
        """What it measures: two figures of one thing from two sources disagree or agree."""
        return (self.period, self.basis, self.status, self.scope)

    @property
    def is_none(self) -> bool:
        """Whether the source reports that there is none."""
        return self.canonical == 0 and self.bound == "exactly"


class ZoneColumn(NamedTuple):
    """A zone as a column: its key in the address and what may be said of its blanks.

    `label` is its name in the reader's language, `record` what pages link to.
    """

    key: str
    tier: str
    sources_read: tuple[str, ...]
    label: str = ""
    record: Any = None
