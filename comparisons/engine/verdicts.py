"""May two figures of one metric be compared? The verdict, and the reasons for it.

The rules (DESIGN §4): scope, basis and status must agree, or the figures are not
comparable; a period that differs or is not stated, or a bound, calls for caution; other
units of the same dimension are converted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from comparisons.engine.facts import Figure


class Verdict(IntEnum):
    """From best to worst; the verdict of several pairs is their worst."""

    COMPARABLE = 0
    CONVERTIBLE = 1
    CAUTION = 2
    NOT_COMPARABLE = 3

    @property
    def code(self) -> str:
        return self.name.lower().replace("_", "-")

    @property
    def allows_ranking(self) -> bool:
        """Whether bars, ranks and differences may be drawn."""
        return self <= Verdict.CONVERTIBLE


@dataclass(frozen=True)
class Reason:
    """Why a pair is not simply comparable.

    `attribute` names what differs, `kind` how: `differs`, `one-not-stated`,
    `none-stated`, `inexact`, `in-words`. `columns` are the two columns, in the order of
    their keys; `values` what each has.
    """

    attribute: str
    kind: str
    verdict: Verdict
    columns: tuple[str, str]
    values: tuple[str, str]


NOT_STATED = ("", "not-stated")
UNKNOWN_YEAR = "XXXX"


def pair_reasons(first: tuple[str, Figure], second: tuple[str, Figure]) -> list[Reason]:
    """The reasons between two (column key, figure); empty means comparable as they stand."""
    (a_column, a), (b_column, b) = sorted((first, second), key=lambda item: item[0])
    columns = (a_column, b_column)
    found = []

    def add(attribute, kind, verdict, values):
        found.append(Reason(attribute, kind, verdict, columns, values))

    if a.canonical is None or b.canonical is None:
        add("value", "in-words", Verdict.NOT_COMPARABLE, (a.value_text, b.value_text))
    for attribute in ("status", "scope"):
        values = (getattr(a, attribute), getattr(b, attribute))
        if values[0] != values[1]:
            add(attribute, "differs", Verdict.NOT_COMPARABLE, values)
    _compare_basis(a, b, add)
    _compare_period(a, b, add)
    if a.bound != "exactly" or b.bound != "exactly":
        add("bound", "inexact", Verdict.CAUTION, (a.bound, b.bound))
    if a.unit != b.unit and a.unit and b.unit:
        add("unit", "differs", Verdict.CONVERTIBLE, (a.unit, b.unit))
    return found


def _compare_basis(a: Figure, b: Figure, add) -> None:
    values = (a.basis, b.basis)
    unstated = sum(value in NOT_STATED for value in values)
    if unstated == 2:
        add("basis", "none-stated", Verdict.CAUTION, values)
    elif unstated == 1:
        add("basis", "one-not-stated", Verdict.CAUTION, values)
    elif a.basis != b.basis:
        add("basis", "differs", Verdict.NOT_COMPARABLE, values)


def _compare_period(a: Figure, b: Figure, add) -> None:
    values = (a.period, b.period)
    unstated = sum(not value or UNKNOWN_YEAR in value for value in values)
    if unstated == 2:
        add("period", "none-stated", Verdict.CAUTION, values)
    elif unstated == 1:
        add("period", "one-not-stated", Verdict.CAUTION, values)
    elif a.period != b.period:
        add("period", "differs", Verdict.CAUTION, values)


def set_reasons(picked: Iterable[tuple[str, Figure]]) -> list[Reason]:
    """The reasons between every two of several (column key, figure), worst first.

    The result does not depend on the order of the columns.
    """
    pairs = combinations(sorted(picked, key=lambda item: item[0]), 2)
    reasons = [reason for first, second in pairs for reason in pair_reasons(first, second)]
    return sorted(reasons, key=lambda r: (-r.verdict, r.attribute, r.kind, r.columns))


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """The worst verdict among the reasons; comparable when there are none."""
    return max((reason.verdict for reason in reasons), default=Verdict.COMPARABLE)
