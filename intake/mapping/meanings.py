"""What a heading of a table means: a field, a metric with what limits its figures, or nothing."""

from dataclasses import dataclass

FIELD, FIGURE, GROWTH, IGNORE, UNKNOWN = "field", "figure", "growth", "ignore", "unknown"


@dataclass(frozen=True)
class Meaning:
    """What a column holds. "" is what nothing says.

    `to`: one of FIELD (of the row's record), FIGURE (of the row's zone), GROWTH (the same, beside
    the column `of`), IGNORE, UNKNOWN. Codes and slugs as in plain records. `near`: slugs of metrics
    or names of fields to offer first where it is UNKNOWN. `sure`: whether the words leave no doubt;
    `why`: a sentence for the person who checks.
    """

    to: str = UNKNOWN
    field: str = ""
    metric: str = ""
    unit: str = ""
    period: str = ""
    basis: str = ""
    status: str = ""
    scope: str = ""
    growth_base: str = ""
    prices: str = ""
    realisation: str = ""
    release: str = ""
    of: int | None = None
    near: tuple[str, ...] = ()
    sure: bool = True
    why: str = ""
