"""Comparisons as sheets, in codes for programs (`in_codes`) or in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comparisons.engine.facts import BlankState, Citation
from comparisons.engine.policies import Named, PolicyComparison
from comparisons.engine.rows import Row
from comparisons.evidence import citation_of
from comparisons.loading import TypeComparison, ZoneComparison
from core.records.models import in_readers_language
from core.web.tables import Column, Kind, Table, Text, Value
from policies import fields
from policies.choices import TargetState
from reforms.fields import REFORMS
from reforms.models import Reform
from zones.fields import OBSERVATIONS


def _of(table: Table, name: str, label: Text, /, **changes) -> Column:
    """The public column of that name, with the heading of these sheets."""
    [found] = [column for column in table.columns if column.name == name]
    return replace(found, label=label, **changes)


Line = dict[str, Value]  # by column name; missing ones are blank

STATES = (
    (BlankState.REPORTED, _("reported")),
    (BlankState.NONE, _("reported as none")),
    (BlankState.NOT_REPORTED, _("not reported")),
    (BlankState.NOT_APPLICABLE, _("not applicable")),
    (BlankState.NOT_STATED, _("not stated")),
)
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
    Column("state", _("State of the cell"), Kind.CODE, choices=STATES),
    Column("compared", _("Compared"), Kind.YES_NO),
    *REPORTED,
    Column("words", _("In words")),
    _of(OBSERVATIONS, "bound", _("Bound")),
    Column("canonical_value", _("Value converted"), Kind.NUMBER),
    _of(OBSERVATIONS, "unit", _("Canonical unit"), name="canonical_unit"),
    Column("period", _("Period (EDTF)")),
    _of(OBSERVATIONS, "basis", _("Basis")),
    _of(OBSERVATIONS, "status", _("Status")),
    Column("scope", _("Scope")),
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


def zone_lines(comparison: ZoneComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each figure, measure and blank. No queries."""
    names = {one.key: _named(in_codes, one.key, one.label) for one in comparison.columns}
    for row in comparison.profile:
        head = {
            "section": _named(in_codes, "profile", gettext("Profile")),
            "row": _named(in_codes, row.field, row.label),
        }
        for cell in row.cells:
            beside = head | {"zone": names[cell.column], "state": cell.state}
            if cell.values:
                words = _named(in_codes, "; ".join(cell.values), cell.text)
                yield beside | {"words": words, **_cited(cell.citation)}
            else:
                yield beside | {"sources_read": cell.sources_read}
    for row in comparison.reforms:
        head = _type_head(row.kind, in_codes)
        for cell in row.cells:
            beside = head | {"zone": names[cell.column], "state": cell.state}
            if not cell.measures:
                yield beside | {"sources_read": cell.sources_read}
            yield from (beside | _reform(reform) for reform in cell.measures)
    for row in comparison.rows:
        yield from _figure_lines(row, in_codes)


def type_lines(comparison: TypeComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each measure, figure and zone without a mention. No queries."""
    head = _type_head(comparison.type, in_codes)
    for zone in comparison.zones:
        named = _named(in_codes, zone.column.key, zone.column.label)
        beside = head | {"zone": named, "state": BlankState.REPORTED}
        yield from (beside | _reform(reform) for reform in zone.reforms)
    for row in comparison.rows:
        yield from _figure_lines(row, in_codes)
    for one in comparison.without:
        named = _named(in_codes, one.key, one.label)
        beside = head | {"zone": named, "state": BlankState.NOT_REPORTED}
        yield beside | {"sources_read": one.sources_read}


def policy_lines(comparison: PolicyComparison, *, in_codes: bool) -> Iterator[Line]:
    """A line for each commitment, and one for a policy without any. No queries."""

    def names(records: Iterable[Named]) -> list[str]:
        return [_named(in_codes, one.key, in_readers_language(one, "name")) for one in records]

    for policy in comparison.policies:
        texts = ("covers", "exceptions", "triggers", "legal_basis")
        head = {
            "province": names([policy.province])[0],
            "policy": _named(in_codes, policy.key, in_readers_language(policy, "title")),
            "agencies": names(policy.agencies),
            "stage": policy.stage,
            "period_is_over": policy.period_is_over,
            "issued": policy.issued.text,
            "effective": policy.effective.text,
            "ends": policy.ends.text,
            "instruments": names(policy.instruments),
            **{name: in_readers_language(policy, name) for name in texts},
        }
        for target in policy.targets:
            yield head | {
                "kind": target.kind,
                "title": in_readers_language(target, "title"),
                "value": target.value,
                "unit": target.unit,
                "bound": target.bound if target.value is not None else "",
                "due": target.due.text,
                "state": target.state,
                **_cited(target.citation),
            }
        if not policy.targets:
            yield head | _cited(policy.citation)


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


def _reform(reform: Reform) -> Line:
    said = {"words": str(reform), "period": reform.started, "stage": reform.stage}
    return said | _cited(citation_of(reform))


def _figure_lines(row: Row, in_codes: bool) -> Iterator[Line]:
    metric = row.metric
    head = {
        "section": _named(in_codes, metric.topic, metric.get_topic_display()),
        "row": _named(in_codes, metric.slug, metric),
        "verdict": _named(in_codes, row.verdict_code or "", row.verdict_label),
        "reasons": " ".join(row.sentences),
    }
    for one, cell in zip(row.columns, row.cells, strict=True):
        zone = _named(in_codes, one.key, one.label)
        beside = head | {"zone": zone, "state": cell.state}
        if not cell.figures:
            yield beside | {"sources_read": cell.sources_read}
        for figure in cell.figures:
            yield beside | {
                "compared": figure == row.picked.get(cell.column),
                "value": figure.value,
                "unit": figure.unit,
                "words": in_readers_language(figure, "value_text"),
                "bound": figure.bound,
                "canonical_value": figure.canonical,
                "canonical_unit": figure.canonical_unit,
                "period": figure.period,
                "basis": figure.basis,
                "status": figure.status,
                "scope": in_readers_language(figure, "scope"),
                **_cited(figure.citation),
            }


def _cited(citation: Citation) -> Line:
    return {
        "source": citation.source,
        "source_title": in_readers_language(citation, "title"),
        "locator": citation.locator,
        "quote": citation.quote,
    }
