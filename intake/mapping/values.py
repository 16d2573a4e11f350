"""Printed cells of tables as values and dates. No database.

The reader of words is that of the forms (`core.language.prose`). What is around them in tables is
split off here: marks of footnotes and marks for a value that is missing.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ReadValue:
    """A figure's cell.

    `unit` is the printed one, else the column's. `bound` is "" for an exact value; `value_text` a
    number in words (数十). `note` has the mark of a footnote, or that of a missing value, as
    printed.
    """

    value: Decimal | None = None
    value_high: Decimal | None = None
    bound: str = ""
    unit: str = ""
    value_text: str = ""
    note: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class ReadDate:
    """A date's cell: EDTF ("" where it is missing), and a mark as printed."""

    edtf: str = ""
    note: str = ""
    is_missing: bool = False


def missing_mark(cell) -> str | None:
    """The mark for a missing value (—, …, N/A) that is all of a cell; "" if blank, else None."""
    raise NotImplementedError


def split_mark(words: str) -> tuple[str, str]:
    """The words without a footnote's mark at their end, and the mark: ("24.8", "①")."""
    raise NotImplementedError


def read_value(cell, *, unit: str = "", quantity: str = "") -> ReadValue:
    """The figure in a cell of a column in `unit` (a code; "" if only cells say it).

    `quantity` is the metric's: of growth, 下降4.2 is −4.2. Raises CellError.
    """
    raise NotImplementedError


def read_date(cell, *, year: str = "") -> ReadDate:
    """The date in a cell; `year` is that of the table, for 一季度 and 6月末. Raises CellError."""
    raise NotImplementedError
