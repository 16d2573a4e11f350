"""The profile of zones side by side, from the public columns of a zone."""

from collections.abc import Sequence

from comparisons.engine.facts import BlankState
from comparisons.engine.profile import ProfileCell, ProfileRow
from comparisons.evidence import citation_of
from core.web.properties import said_of
from core.web.tables import Column
from zones.choices import Tier
from zones.fields import ZONES
from zones.models import Zone

# They identify a zone, so they are not compared.
NO_ROWS = ("aliases", "city", "catalogue_code")


def profile_columns() -> list[Column]:
    """The columns of `ZONES` that pages show in words."""
    shown = (column for column in ZONES.columns if column.heading and not column.partial)
    return [column for column in shown if column.name not in NO_ROWS]


def profile_rows(zones: Sequence[Zone]) -> tuple[ProfileRow, ...]:
    """A row for each column; province, source and `sources_read` must be fetched. No queries."""
    return tuple(
        ProfileRow(column.name, str(column.heading), tuple(_cell(zone, column) for zone in zones))
        for column in profile_columns()
    )


def _cell(zone: Zone, column: Column) -> ProfileCell:
    sources_read = tuple(source.slug for source in zone.sources_read.all())
    value = getattr(zone, column.name)
    if column.is_list:
        values = tuple(record.slug for record in value.all())
    elif value in (None, "", Tier.NOT_STATED):
        values = ()
    else:
        values = (value.slug if column.related else str(value),)
    return ProfileCell(
        column=zone.slug,
        state=BlankState.REPORTED if values else BlankState.NOT_STATED,
        values=values,
        said=tuple(said_of(column, zone)) if values else (),
        citation=citation_of(zone),
        sources_read=sources_read,
    )
