"""Comparisons as sheets, in codes for programs (`in_codes`) or in the reader's language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comparisons.engine.adoption import AdoptionCell, adoption_row
from comparisons.engine.cells import Cell
from comparisons.engine.facts import BlankState, Citation, Fact, citation_of
from comparisons.engine.rows import Row
from comparisons.policy_comparison import PolicyComparison
from comparisons.profile import ProfileCell
from comparisons.type_comparison import TypeComparison
from comparisons.zone_comparison import ZoneComparison
from core.records.models import in_readers_language
from core.web.tables import Column, Kind, Table, Text, Value
from policies import fields
from policies.choices import TargetState
from reforms.fields import REFORMS
from zones.fields import OBSERVATIONS


def _of(table: Table, name: str, label: Text, /, **changes) -> Column:
    """The public column of that name, with the heading of these sheets."""
    [found] = [column for column in table.columns if column.name == name]
    return replace(found, label=label, **changes)


Line = dict[str, Value]  # by column name; missing ones are blank

CITATION = (
    Column("source", _("Key of the source")),
    Column("source_title", _("Source")),
    Column("locator", _("Place in the source")),
    Column("quote", _("Quotation")),
)
REPORTED = (
    _of(OBSERVATIONS, "value", _("Value as reported")),
    _of(OBSERVATIONS, "unit", _("Unit as reported")),
)
ROWS = (
    Column("section", _("Section")),
    Column("row", _("Row")),
    Column("verdict", _("Verdict")),
    Column("reasons", _("Reasons")),
    Column("zone", _("Zone")),
    Column("state", _("State of the cell"), Kind.CODE, choices=tuple(BlankState.choices)),
    Column("compared", _("Compared"), Kind.YES_NO),
    REPORTED[0],
    _of(OBSERVATIONS, "value_high", capfirst(_("upper value as reported"))),
    REPORTED[1],
    Column("words", _("In words")),
    _of(OBSERVATIONS, "bound", _("Bound")),
    Column("canonical_value", _("Value converted"), Kind.NUMBER),
    _of(OBSERVATIONS, "canonical_high", _("Upper value converted")),
    _of(OBSERVATIONS, "unit", _("Canonical unit"), name="canonical_unit"),
    Column("period", _("Period (EDTF)")),
    _of(OBSERVATIONS, "basis", _("Basis")),
    _of(OBSERVATIONS, "status", _("Status")),
    Column("scope", _("Scope")),
    Column("detail", _("Detail")),
    _of(OBSERVATIONS, "growth_base", _("Compared with")),
    _of(OBSERVATIONS, "base_period", _("Base year")),
    _of(OBSERVATIONS, "prices", _("Prices")),
    _of(OBSERVATIONS, "realisation", _("How far come true")),
    _of(OBSERVATIONS, "release", _("Release")),
    _of(REFORMS, "stage", _("Stage")),
    Column("sources_read", _("Looked in"), is_list=True),
    *CITATION,
)
POLICIES = (
    Column("province", _("Province")),
    Column("policy", _("Policy")),
    Column("agencies", _("Issuing agencies"), is_list=True),
    _of(fields.POLICIES, "stage", _("Stage when reported")),
    Column("period_is_over", _("Stated period over"), Kind.YES_NO),
    Column("issued", _("Issued")),
    Column("effective", _("Takes effect")),
    Column("ends", _("Ends")),
    Column("instruments", _("Instruments"), is_list=True),
    Column("covers", _("What it covers")),
    Column("exceptions", _("Exceptions")),
    Column("triggers", _("Triggers")),
    Column("legal_basis", _("Legal or document basis")),
    _of(fields.TARGETS, "kind", _("Kind")),
    Column("title", _("Commitment")),
    *REPORTED,
    _of(OBSERVATIONS, "bound", _("Bound")),
    Column("due", _("Due")),
    Column("state", _("State today"), Kind.CODE, choices=tuple(TargetState.choices)),
    *CITATION,
)
EVIDENCE = (
    Column("number", _("No.")),
    *CITATION,
    Column("is_broken_off", _("Passage broken off"), Kind.YES_NO),
)

# Columns with the value of the record's field of that name.
AS_IN_FIGURE = (
    *("value", "value_high", "unit", "bound", "canonical_high", "canonical_unit", "period"),
    *("basis", "status", "growth_base", "base_period", "prices", "realisation", "release"),
)
AS_IN_TARGET = ("kind", "value", "unit", "due", "state")


def zone_lines(comparison: ZoneComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each figure, measure and blank. No queries."""

    def profiled(cell: ProfileCell) -> list[Line]:
        words = _named(in_codes, "; ".join(cell.values), cell.text)
        return [{"words": words, **_cited(cell.zone)}] if cell.values else []

    for row in comparison.profile:
        head = {
            "section": _named(in_codes, "profile", gettext("Profile")),
            "row": _named(in_codes, row.field, row.label),
        }
        yield from _row(head, comparison.columns, row.cells, profiled, in_codes)
    for row in comparison.reforms:
        head = _type_head(row.kind, in_codes)
        yield from _row(head, comparison.columns, row.cells, _measures, in_codes)
    for row in comparison.rows:
        yield from _figure_row(row, in_codes)


def type_lines(comparison: TypeComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each measure, figure and zone without a mention. No queries."""
    head = _type_head(comparison.type, in_codes)
    yield from _row(head, comparison.columns, comparison.zones, _measures, in_codes)
    for row in comparison.rows:
        yield from _figure_row(row, in_codes)
    blanks = adoption_row(comparison.type, comparison.without, {})
    yield from _row(head, comparison.without, blanks.cells, _measures, in_codes)


def policy_lines(comparison: PolicyComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each commitment, and one for a policy without any. No queries."""

    def names(records: Iterable, text: str = "name") -> list[str]:
        return [_named(in_codes, one.slug, in_readers_language(one, text)) for one in records]

    for policy in comparison.policies:
        texts = ("covers", "exceptions", "triggers", "legal_basis")
        head = {
            "province": names([policy.province], "short_name")[0],
            "policy": names([policy], "title")[0],
            "agencies": names(policy.agencies.all()),
            "period_is_over": policy.period_is_over(),
            "instruments": names(policy.instruments.all()),
            **{name: getattr(policy, name) for name in ("stage", "issued", "effective", "ends")},
            **{name: in_readers_language(policy, name) for name in texts},
        }
        targets = policy.targets.all()
        for target in targets:
            yield head | {
                **{name: getattr(target, name) for name in AS_IN_TARGET},
                "title": in_readers_language(target, "title"),
                "bound": target.bound if target.value is not None else "",
                **_cited(target),
            }
        if not targets:
            yield head | _cited(policy)


def evidence_lines(evidence: Iterable[tuple[int, Citation]]) -> Iterator[Line]:
    for number, citation in evidence:
        yield {"number": number, **_cited(citation), "is_broken_off": citation.is_broken_off}


def _named(in_codes: bool, key: str, name) -> str:
    return key if in_codes else str(name)


def _type_head(kind, in_codes: bool) -> Line:
    group = kind.group
    return {
        "section": _named(in_codes, group.slug, group),
        "row": _named(in_codes, kind.slug, kind),
    }


def _row(head: Line, columns, cells, said_of: Callable, in_codes: bool) -> Iterator[Line]:
    """The lines of each cell, or one for a blank."""
    for column, cell in zip(columns, cells, strict=True):
        zone = _named(in_codes, column.key, column.label)
        beside = head | {"zone": zone, "state": cell.state}
        said = said_of(cell) or [{"sources_read": cell.sources_read}]
        yield from (beside | line for line in said)


def _figure_row(row: Row, in_codes: bool) -> Iterator[Line]:
    metric = row.metric
    head = {
        "section": _named(in_codes, metric.topic, metric.get_topic_display()),
        "row": _named(in_codes, metric.slug, metric),
        "verdict": _named(in_codes, row.verdict_code or "", row.verdict_label),
        "reasons": " ".join(row.sentences),
    }
    said_of = partial(_figures, in_codes=in_codes)
    return _row(head, row.columns, row.cells, said_of, in_codes)


def _measures(cell: AdoptionCell) -> list[Line]:
    return [
        {"words": str(one), "period": one.started, "stage": one.stage, **_cited(one)}
        for one in cell.measures
    ]


def _figures(cell: Cell, *, in_codes: bool) -> list[Line]:
    return [
        {
            "compared": figure is cell.picked,
            **{name: getattr(figure, name) for name in AS_IN_FIGURE},
            "words": in_readers_language(figure, "value_text"),
            "canonical_value": figure.canonical,
            "scope": scope and _named(in_codes, scope.key, in_readers_language(scope, "name")),
            "detail": in_readers_language(figure, "detail"),
            **_cited(figure),
        }
        for figure in cell.figures
        for scope in (figure.scope,)
    ]


def _cited(fact: Fact | Citation) -> Line:
    citation = fact if isinstance(fact, Citation) else citation_of(fact)
    return {
        "source": citation.source,
        "source_title": in_readers_language(citation, "title"),
        "locator": citation.locator,
        "quote": citation.quote,
    }
