"""The profile of zones side by side, from the public columns of a zone."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comparisons.engine.facts import BlankState
from comparisons.engine.profile import ProfileCell, ProfileRow
from comparisons.evidence import citation_of
from core.fields import EdtfBoundField
from core.language import edtf
from core.records.models import in_readers_language
from core.web.tables import Column, Kind
from zones.choices import Tier
from zones.fields import ZONES
from zones.models import Zone

# Columns of a zone that are no row: they name it, place it in a list, or explain the record.
NO_ROWS = {"slug", "name", "short_name", "aliases", "city", "catalogue_code", "note"}
CITATION = {"source", "locator", "quote", "is_broken_off"}
LABELS = {"industries": _("Leading industries")}


def profile_columns() -> list[Column]:
    """The columns of `ZONES` that make a row; a new one does. English texts stand in theirs."""
    names = {column.name for column in ZONES.columns}
    return [
        column
        for column in ZONES.columns
        if column.is_own
        and column.name not in NO_ROWS | CITATION
        and not isinstance(column.field, EdtfBoundField)
        and column.name.removesuffix("_en") not in names - {column.name}
    ]


def profile_rows(zones: Sequence[Zone]) -> tuple[ProfileRow, ...]:
    """A row for each column. Province, source and `sources_read` must be fetched. No queries."""
    return tuple(
        ProfileRow(
            field=column.name,
            label=str(LABELS.get(column.name, column.label)),
            kind=column.kind,
            cells=tuple(_cell(zone, column) for zone in zones),
        )
        for column in profile_columns()
    )


def _cell(zone: Zone, column: Column) -> ProfileCell:
    found = getattr(zone, column.name)
    records = tuple(found.all()) if column.is_list else ()
    if column.is_list or column.related:
        values = tuple(one.slug for one in (records if column.is_list else [found]) if one)
    else:
        values = () if found in ("", Tier.NOT_STATED) else (str(found),)
    return ProfileCell(
        column=zone.slug,
        state=BlankState.REPORTED if values else BlankState.NOT_STATED,
        values=values,
        text=_words(zone, column) if values else "",
        citation=citation_of(zone),
        sources_read=tuple(source.slug for source in zone.sources_read.all()),
        records=records,
    )


def _words(zone: Zone, column: Column) -> str:
    """What the zone has in the column, in the reader's language."""
    value = getattr(zone, column.name)
    if column.is_list:
        return " · ".join(str(record) for record in value.all())
    if column.kind == Kind.CODE:
        return column.words()[value]
    if column.kind == Kind.PARTIAL_DATE:
        return edtf.parse(value).describe(get_language() or "")
    if column.name == "province":
        return in_readers_language(value, "short_name")
    if column.name == "industries":
        return " · ".join(zone.industry_list)
    is_bilingual = hasattr(zone, f"{column.name}_en")
    return in_readers_language(zone, column.name) if is_bilingual else str(value)
