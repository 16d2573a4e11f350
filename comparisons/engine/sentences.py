"""The reasons of a row as sentences in the reader's language. Pure functions.

"Linfen's figure is cumulative since 2020, Yanhu's is for 2019: a total since a start does not
stand beside a single period." In Chinese the words for a value begin with their verb.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comparisons.engine.facts import Figure
from comparisons.engine.groups import Certain
from comparisons.engine.limits import shown
from comparisons.engine.periods import gap
from comparisons.engine.reasons import Reason
from comparisons.engine.verdicts import Rule, Verdict
from zones.templatetags.figures import value

if TYPE_CHECKING:
    from comparisons.engine.rows import Row

DATED = {("period", "gap"), ("period", "date")}  # rules whose sentence says how far apart
WITHOUT_VALUES = {("prices", "other-years")}  # another sentence of the row has the values


def sentences_of(row: "Row") -> list[str]:
    """Who compares with whom, the reasons, worst first and one for each attribute, the order."""
    picked, names = row.picked, row.names
    is_partly = row.is_partly_comparable
    about: dict[Rule, set[str]] = {}
    for reason in _of_outsiders(row) if is_partly else _of_all(row):
        about.setdefault(reason.rule, set()).update(reason.columns)
    told = [_alike(row)] if is_partly else []
    for rule, columns in about.items():
        told.append(_sentence(rule, {k: f for k, f in picked.items() if k in columns}, names))
    is_ranked = row.metric.quantity == "rank"
    told += [_certainly(pair, picked, names, is_ranked=is_ranked) for pair in row.certain]
    return told


def _of_all(row: "Row") -> Iterator[Reason]:
    """The reasons of the gravest rule for each attribute."""
    gravest: dict[str, Rule] = {}
    for reason in row.reasons:  # the worst first
        if gravest.setdefault(reason.rule.attribute, reason.rule) is reason.rule:
            yield reason


def _of_outsiders(row: "Row") -> Iterator[Reason]:
    """What keeps each figure out of the group: its gravest reasons."""
    gravest: dict[str, Verdict] = {}
    for reason in row.reasons:  # the worst first
        outside = set(reason.columns).difference(row.group)
        if len(outside) == 1:
            verdict = reason.rule.verdict
            if gravest.setdefault(outside.pop(), verdict) == verdict:
                yield reason


def _alike(row: "Row") -> str:
    names = [row.names[key] for key in row.picked if key in row.group]
    return _("%(zones)s compare with each other.") % {"zones": listed(names)}


def _sentence(rule: Rule, picked: Mapping[str, Figure], names: Mapping[str, str]) -> str:
    if (rule.attribute, rule.kind) in WITHOUT_VALUES:
        return _closed(str(rule.why))
    by_value: dict[str, list[str]] = {}
    for column, figure in picked.items():
        by_value.setdefault(shown(rule.attribute, figure), []).append(names[column])
    words = {"listed": _clauses(by_value), "why": rule.why}
    if (rule.attribute, rule.kind) in DATED:
        times = [figure.terms.time for figure in picked.values()]
        return _apart([time for time in times if time.is_stated], words)
    return _("%(listed)s: %(why)s.") % words


def _closed(clause: str) -> str:
    """A clause as a sentence."""
    return _("%(sentence)s.") % {"sentence": clause[:1].upper() + clause[1:]}


def _clauses(by_value: Mapping[str, Sequence[str]]) -> str:
    told = ""
    for value_shown, names in by_value.items():
        words = {"zones": listed(names), "value": value_shown}
        if len(names) == 1:
            first, other = _("%(zones)s's figure is %(value)s"), _("%(zones)s's is %(value)s")
        else:
            first = _("The figures of %(zones)s are %(value)s")
            other = _("those of %(zones)s are %(value)s")
        if told:
            told = _("%(before)s, %(next)s") % {"before": told, "next": other % words}
        else:
            told = first % words
    return told


def _apart(times: Sequence, words: Mapping[str, str]) -> str:
    first, last = min(times, key=lambda t: t.last), max(times, key=lambda t: t.last)
    far = {**words, "gap": _length(*gap(first, last))}
    if len(set(times)) > 2:
        return _("%(listed)s, up to %(gap)s apart: %(why)s.") % far
    return _("%(listed)s, %(gap)s apart: %(why)s.") % far


def _length(number: int, unit: str) -> str:
    words = {
        "years": ngettext("%(n)s year", "%(n)s years", number),
        "months": ngettext("%(n)s month", "%(n)s months", number),
        "days": ngettext("%(n)s day", "%(n)s days", number),
    }
    return words[unit] % {"n": number}


def _certainly(
    pair: Certain, picked: Mapping[str, Figure], names: Mapping[str, str], *, is_ranked: bool
) -> str:
    more, less = reversed(pair) if is_ranked else pair
    words = {
        "more": names[more],
        "more_value": value(picked[more]),
        "less": names[less],
        "less_value": value(picked[less]),
    }
    if is_ranked:
        return (
            _("Certainly ahead: %(more)s, %(more_value)s, before %(less)s, %(less_value)s.") % words
        )
    return _("Certainly more: %(more)s, %(more_value)s, against %(less)s, %(less_value)s.") % words


def listed(names: Iterable[str]) -> str:
    """Names in a row: A, B and C."""
    *most, last = names
    if not most:
        return last
    return _("%(most)s and %(last)s") % {"most": _(", ").join(most), "last": last}
