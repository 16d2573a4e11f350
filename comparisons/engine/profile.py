"""Rows of a zone's profile: the values of each zone in one public column."""

from dataclasses import dataclass

from comparisons.engine.facts import BlankState, Citation
from core.web.properties import Said


@dataclass(frozen=True)
class ProfileCell:
    """The values of one zone in one column: codes, keys or texts, and the same in words."""

    column: str
    state: BlankState
    values: tuple[str, ...]
    said: tuple[Said, ...]
    citation: Citation
    sources_read: tuple[str, ...]

    @property
    def reported_in(self) -> Citation | None:
        return self.citation if self.values else None

    @property
    def text(self) -> str:
        return " · ".join(said.text for said in self.said)


@dataclass(frozen=True)
class ProfileRow:
    """A public column across the zones."""

    field: str
    label: str
    cells: tuple[ProfileCell, ...]

    @property
    def is_different(self) -> bool:
        return len({cell.values for cell in self.cells}) > 1
