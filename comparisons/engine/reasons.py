"""Why figures of several columns may not simply be compared. Pure functions."""

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from comparisons.engine.facts import Figure
from comparisons.engine.relations import PLACE, rules_between
from comparisons.engine.rules import RULE
from comparisons.engine.terms import Terms
from comparisons.engine.verdicts import Rule, Verdict

CONVERTED = RULE["unit", "scale"]
# Where a column has another name.
RECORDED = {"value": "value_text", "scope": "scope_key", "territory": "changed_at"}


class Reason(NamedTuple):
    """A rule that applies to the figures of two columns, ordered by key."""

    rule: Rule
    columns: tuple[str, str]
    values: tuple[str, str]  # as recorded


def pair_reasons(first: tuple[str, Figure], second: tuple[str, Figure]) -> list[Reason]:
    """The reasons between two (column key, figure), the gravest first."""
    (a_key, a), (b_key, b) = sorted((first, second), key=lambda item: item[0])
    return _between((a_key, a, a.terms), (b_key, b, b.terms))


def _between(one: tuple[str, Figure, Terms], other: tuple[str, Figure, Terms]) -> list[Reason]:
    (a_key, a, a_terms), (b_key, b, b_terms) = one, other
    rules = rules_between(a_terms, b_terms)
    if a.unit != b.unit and a.unit and b.unit and a_terms.measured == b_terms.measured:
        rules = (*rules, CONVERTED)
    keys = a_key, b_key
    return [Reason(rule, keys, (_recorded(rule, a), _recorded(rule, b))) for rule in rules]


def _recorded(rule: Rule, figure: Figure) -> str:
    return getattr(figure, RECORDED.get(rule.attribute, rule.attribute))


def set_reasons(picked: Iterable[tuple[str, Figure]]) -> list[Reason]:
    """The reasons between all pairs of (column key, figure), worst first, in any column order."""
    ordered = sorted(picked, key=lambda item: item[0])
    known = [(key, figure, figure.terms) for key, figure in ordered]
    pairs = combinations(known, 2)
    reasons = [reason for one, other in pairs for reason in _between(one, other)]
    return sorted(reasons, key=lambda r: (-r.rule.verdict, PLACE[r.rule], r.columns))


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """The worst verdict among the reasons; comparable if there are none."""
    return max((reason.rule.verdict for reason in reasons), default=Verdict.COMPARABLE)
