"""What a column can be: a field, a metric with what limits its figures, or nothing."""

from dataclasses import dataclass

from intake.mapping.headwords import year_of

FIELD, FIGURE, GROWTH, IGNORE, UNKNOWN = "field", "figure", "growth", "ignore", "unknown"
IN_CELLS = "in-cells"  # instead of a unit's code: each cell prints its own
BASES = {"money": "over-period", "growth": "over-period", "area": "at-point", "rank": "at-point"}


@dataclass(frozen=True)
class Meaning:
    """What a column holds. "" is what nothing says.

    `zone`: as printed, in tables with a metric in each row, whose columns name none themselves.
    `words`: its heading; `to`: one of FIELD (of the row's record), FIGURE (of the row's zone),
    GROWTH (the same, beside the column `of`), IGNORE, UNKNOWN. Codes and slugs as in plain records;
    `unit` may be IN_CELLS. `near`: slugs of metrics to offer first where it is UNKNOWN. `sure`:
    whether the words leave no doubt; `why`: a sentence for the person who checks.
    """

    words: str = ""
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
    zone: str = ""
    of: int | None = None
    near: tuple[str, ...] = ()
    sure: bool = True
    why: str = ""

    def lacks_period_within(self, period: str) -> bool:
        """Whether it is a bare 目标 in a table of a part of a year, of which most set no target."""
        is_aim = self.status in ("target", "forecast")
        return is_aim and not self.period and bool(year_of(period))

    @property
    def is_figure(self) -> bool:
        return self.to in (FIGURE, GROWTH)


@dataclass(frozen=True)
class Around:
    """What stands above all columns: units, the period, titles, and units of columns by name."""

    units: tuple[str, ...] = ()
    period: str = ""
    titles: tuple[str, ...] = ()
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
