"""A comparison to take away: JSON for programs, rows for CSV and XLSX.

Every figure keeps what was reported beside what was converted, and its citation.
"""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from comparisons.engine.cells import Cells
from comparisons.engine.facts import BlankState, Citation, Figure
from comparisons.engine.profile import ProfileCell
from comparisons.engine.rows import Cell, Row
from comparisons.engine.verdicts import sentences
from comparisons.loading import TypeAcrossZones, ZoneComparison
from core.language.formatting import plain, sheet_number
from core.records.models import in_readers_language
from reforms.choices import Stage
from reforms.models import Reform, ReformType
from zones.choices import Basis, Bound, Status
from zones.models import Metric, Zone

Header = tuple[tuple[str, str | Promise], ...]  # machine names, and names for readers


def as_json(comparison: ZoneComparison, *, address: str, version: str) -> dict:
    """The whole comparison as plain data; dates in EDTF, numbers as strings of digits."""
    names = {zone.slug: zone.label for zone in comparison.zones}
    return {
        "address": address,
        "data_version": version,
        "columns": [
            {
                "zone": zone.slug,
                "name": zone.name,
                "name_en": zone.name_en,
                "province": zone.province.slug,
                "tier": zone.tier,
                "sources_read": list(column.sources_read),
            }
            for zone, column in zip(comparison.zones, comparison.columns, strict=True)
        ],
        "profile": [
            {
                "field": row.field,
                "label": row.label,
                "cells": [
                    {
                        "zone": cell.column,
                        "state": cell.state.value,
                        "sources_read": list(cell.sources_read),
                        "values": list(cell.values),
                        "words": cell.text,
                        "citation": _citation(cell.citation) if cell.values else None,
                    }
                    for cell in row.cells
                ],
            }
            for row in comparison.profile
        ],
        "reforms": [
            {
                "type": reform_type.slug,
                "group": section.group.slug,
                "name": reform_type.name,
                "name_en": reform_type.name_en,
                "cells": [_adoption_cell(cell, comparison.reforms) for cell in row.cells],
            }
            for section in comparison.adoption
            for reform_type, row in section.rows
        ],
        "rows": [
            _row(metric, row, names)
            for section in comparison.figures
            for metric, row in section.rows
        ],
    }


def _row(metric: Metric, row: Row, names) -> dict:
    return {
        "metric": metric.slug,
        "topic": metric.topic,
        "name": metric.name,
        "name_en": metric.name_en,
        "unit": metric.unit,
        "verdict": row.verdict.code if row.verdict is not None else None,
        "reasons": [
            {
                "attribute": reason.rule.attribute,
                "kind": reason.rule.kind,
                "verdict": reason.rule.verdict.code,
                "columns": list(reason.columns),
                "values": list(reason.values),
            }
            for reason in row.reasons
        ],
        "sentences": sentences(row.reasons, row.picked, names),
        "cells": [_figure_cell(cell, row) for cell in row.cells],
    }


def _figure_cell(cell: Cell, row: Row) -> dict:
    picked = row.picked.get(cell.column)
    return {
        "zone": cell.column,
        "state": cell.state.value,
        "sources_read": list(cell.sources_read),
        "rank": row.ranks.get(cell.column),
        "figure": _figure(picked, row) if picked else None,
        "more": [_figure(figure, row) for figure in cell.figures if figure != picked],
    }


def _figure(figure: Figure, row: Row) -> dict:
    return {
        "key": figure.key,
        "value": plain(figure.value),
        "unit": figure.unit,
        "words": figure.value_text,
        "words_en": figure.value_text_en,
        "canonical_value": plain(figure.canonical),
        "canonical_unit": row.measure.unit,
        "bound": figure.bound,
        "period": figure.period,
        "basis": figure.basis,
        "status": figure.status,
        "scope": figure.scope,
        "scope_en": figure.scope_en,
        "rank": figure.rank,
        "note": figure.note,
        "note_en": figure.note_en,
        "citation": _citation(figure.citation),
    }


def _citation(citation: Citation) -> dict:
    return {
        "source": citation.source,
        "title": citation.title,
        "title_en": citation.title_en,
        "locator": citation.locator,
        "quote": citation.quote,
        "is_broken_off": citation.is_broken_off,
    }


def _adoption_cell(cell, reforms) -> dict:
    measures = [reforms[measure.key] for measure in cell.measures]
    return {
        "zone": cell.column,
        "state": cell.state.value,
        "stage": cell.stage,
        "sources_read": list(cell.sources_read),
        "measures": [_measure(reform) for reform in measures],
    }


def _measure(reform: Reform) -> dict:
    return {
        "reform": reform.slug,
        "title": reform.title,
        "title_en": reform.title_en,
        "stage": reform.stage,
        "started": reform.started,
        "source": reform.source.slug,
        "locator": reform.locator,
        "quote": reform.quote,
    }


def type_as_json(across: TypeAcrossZones, *, type: str, address: str, version: str) -> dict:
    """One type of reform across zones: measures, figures with verdicts, and who has none."""
    names = {slug: zone.label for slug, zone in across.zones.items()}
    return {
        "address": address,
        "data_version": version,
        "type": type,
        "zones": [
            {
                "zone": zone,
                "name": across.zones[zone].name,
                "name_en": across.zones[zone].name_en,
                "measures": [_measure(across.reforms[m.key]) for m in measures],
            }
            for zone, measures in across.comparison.by_zone
        ],
        "rows": [
            _row(across.metrics[row.measure.key], row, names) for row in across.comparison.rows
        ],
        "without": [
            {"zone": slug, "sources_read": [s.slug for s in across.zones[slug].sources_read.all()]}
            for slug in across.comparison.without
        ],
    }


def type_rows(
    across: TypeAcrossZones, reform_type: ReformType, *, in_codes: bool = False
) -> Iterator[list]:
    """A line for each measure, each figure and each zone without a mention. No queries."""
    said = Cells(in_codes)
    group = reform_type.group
    head = [said.named(group.slug, group), said.named(reform_type.slug, reform_type), "", ""]
    for slug, measures in across.comparison.by_zone:
        for measure in measures:
            zone = said.named(slug, across.zones[slug].label)
            yield _reform_line(said, head, zone, across.reforms[measure.key])
    for row in across.comparison.rows:
        metric = across.metrics[row.measure.key]
        section = said.named(metric.topic, metric.get_topic_display())
        yield from _metric_lines(said, section, metric, row, across.zones)
    for slug in across.comparison.without:
        zone, read = across.zones[slug], across.zones[slug].sources_read.all()
        keys = [source.slug for source in read]
        yield _blank_line(said, head, zone, BlankState.NOT_REPORTED, keys)


# The columns of the sheet of rows.
ROW_HEADER: Header = (
    ("section", gettext_lazy("Section")),
    ("row", gettext_lazy("Row")),
    ("verdict", gettext_lazy("Verdict")),
    ("reasons", gettext_lazy("Reasons")),
    ("zone", gettext_lazy("Zone")),
    ("state", gettext_lazy("State of the cell")),
    ("compared", gettext_lazy("Compared")),
    ("value", gettext_lazy("Value as reported")),
    ("unit", gettext_lazy("Unit as reported")),
    ("words", gettext_lazy("In words")),
    ("bound", gettext_lazy("Bound")),
    ("canonical_value", gettext_lazy("Value converted")),
    ("canonical_unit", gettext_lazy("Canonical unit")),
    ("period", gettext_lazy("Period (EDTF)")),
    ("basis", gettext_lazy("Basis")),
    ("status", gettext_lazy("Status")),
    ("scope", gettext_lazy("Scope")),
    ("stage", gettext_lazy("Stage")),
    ("sources_read", gettext_lazy("Looked in")),
    ("source", gettext_lazy("Key of the source")),
    ("source_title", gettext_lazy("Source")),
    ("locator", gettext_lazy("Place in the source")),
    ("quote", gettext_lazy("Quotation")),
)


def rows(comparison: ZoneComparison, *, in_codes: bool = False) -> Iterator[list]:
    """A line for each figure and each measure, and one for each blank. No queries."""
    said, zones = Cells(in_codes), {zone.slug: zone for zone in comparison.zones}
    for row in comparison.profile:
        head = [said.named("profile", gettext("Profile")), said.named(row.field, row.label), "", ""]
        for cell in row.cells:
            yield _profile_line(said, head, zones[cell.column], cell)
    for section in comparison.adoption:
        group = said.named(section.group.slug, in_readers_language(section.group, "name"))
        for reform_type, row in section.rows:
            head = [group, said.named(reform_type.slug, reform_type), "", ""]
            for cell in row.cells:
                yield from _reform_lines(said, head, zones[cell.column], cell, comparison.reforms)
    for section in comparison.figures:
        topic = said.named(section.topic, section.label)
        for metric, row in section.rows:
            yield from _metric_lines(said, topic, metric, row, zones)


def _profile_line(said: Cells, head, zone: Zone, cell: ProfileCell) -> list:
    if not cell.values:
        return _blank_line(said, head, zone, cell.state, cell.sources_read)
    name, citation = said.named(zone.slug, zone.label), cell.citation
    return [
        *head, name, said.state(cell.state), "", "", "",
        said.named("; ".join(cell.values), cell.text), *[""] * 9,
        citation.source, in_readers_language(citation, "title"), citation.locator, citation.quote,
    ]  # fmt: skip


def _reform_lines(said: Cells, head, zone: Zone, cell, reforms) -> Iterator[list]:
    if not cell.measures:
        yield _blank_line(said, head, zone, cell.state, cell.sources_read)
    for measure in cell.measures:
        name = said.named(zone.slug, zone.label)
        yield _reform_line(said, head, name, reforms[measure.key])


def _blank_line(said: Cells, head, zone: Zone, state: BlankState, read: Iterable[str]) -> list:
    """A line that says which kind of blank it is, and where was looked."""
    name = said.named(zone.slug, zone.label)
    return [*head, name, said.state(state), *[""] * 12, "; ".join(read), *[""] * 4]


def _reform_line(said: Cells, head, zone: str, reform: Reform) -> list:
    return [
        *head, zone, said.state(BlankState.REPORTED), "", "", "", str(reform), "", "", "",
        reform.started, "", "", "", said.code(Stage, reform.stage), "",
        reform.source.slug, str(reform.source), reform.locator, reform.quote,
    ]  # fmt: skip


def _metric_lines(said: Cells, section: str, metric: Metric, row: Row, zones) -> Iterator[list]:
    names = {slug: zone.label for slug, zone in zones.items()}
    said_why = " ".join(sentences(row.reasons, row.picked, names))
    named = said.named(metric.slug, metric)
    head = [section, named, said.verdict(row.verdict), said_why]
    for cell in row.cells:
        zone = zones[cell.column]
        if not cell.figures:
            yield _blank_line(said, head, zone, cell.state, cell.sources_read)
        for figure in cell.figures:
            compared = said.yes(figure == row.picked.get(cell.column))
            citation = figure.citation
            yield [
                *head, said.named(zone.slug, zone.label), said.state(cell.state), compared,
                sheet_number(figure.value), said.unit(figure.unit),
                in_readers_language(figure, "value_text"), said.code(Bound, figure.bound),
                sheet_number(figure.canonical), said.unit(row.measure.unit), figure.period,
                said.code(Basis, figure.basis), said.code(Status, figure.status),
                in_readers_language(figure, "scope"), "", "",
                citation.source, in_readers_language(citation, "title"),
                citation.locator, citation.quote,
            ]  # fmt: skip


EVIDENCE_HEADER: Header = (
    ("number", gettext_lazy("No.")),
    ("source", gettext_lazy("Key of the source")),
    ("source_title", gettext_lazy("Source")),
    ("locator", gettext_lazy("Place in the source")),
    ("quote", gettext_lazy("Quotation")),
    ("is_broken_off", gettext_lazy("Passage broken off")),
)


def evidence_rows(
    evidence: Iterable[tuple[int, Citation]], *, in_codes: bool = False
) -> Iterator[list]:
    """A line for each numbered note."""
    said = Cells(in_codes)
    for number, citation in evidence:
        yield [
            number,
            citation.source,
            in_readers_language(citation, "title"),
            citation.locator,
            citation.quote,
            said.yes(citation.is_broken_off),
        ]
