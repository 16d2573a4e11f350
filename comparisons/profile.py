"""The profile of zones side by side, from the public columns of a zone."""

from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.engine.facts import BlankState
from comparisons.engine.sharing import SharedRow
from core.web.tables import Column, Said, said_of
from zones.choices import Tier
from zones.fields import ZONES
from zones.models import Zone

# They identify a zone, so they are not compared.
NO_ROWS = ("aliases", "city", "catalogue_code")


@dataclass(frozen=True)
class ProfileCell:
    """The values of a zone in a column: codes, keys or texts, and the same in words."""

    zone: Zone
    values: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def state(self) -> BlankState:
        return BlankState.REPORTED if self.values else BlankState.NOT_STATED

    @property
    def cited(self) -> Zone | None:
        return self.zone if self.values else None

    @property
    def facts(self) -> list[Zone]:
        return [self.zone] if self.values else []

    @property
    def listed(self) -> list[Zone]:
        return self.facts

    @property
    def sources_read(self) -> tuple[str, ...]:
        return tuple(source.slug for source in self.zone.sources_read.all())

    @property
    def text(self) -> str:
        return " · ".join(said.text for said in self.said)


@dataclass(frozen=True)
class ProfileRow(SharedRow):
    """A public column across the zones."""

    field: str
    label: str
    cells: tuple[ProfileCell, ...]

    @property
    def key(self) -> str:
        return f"profile-{self.field}"

    def has(self, cell: ProfileCell) -> bool:
        return bool(cell.values)

    @property
    def is_same(self) -> bool:
        return self.is_shared and len({cell.values for cell in self.cells if cell.values}) == 1


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
    value = getattr(zone, column.name)
    if column.is_list:
        values = tuple(record.slug for record in value.all())
    elif value in (None, "", Tier.NOT_STATED):
        values = ()
    else:
        values = (value.slug if column.related else str(value),)
    return ProfileCell(zone, values, tuple(said_of(column, zone)) if values else ())
