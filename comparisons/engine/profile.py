"""Rows of a zone's profile: what each zone says in the same public column."""

from dataclasses import dataclass

from comparisons.engine.facts import BlankState, Citation
from core.web.properties import Said


@dataclass(frozen=True)
class ProfileCell:
    """What a zone's profile says in one column: codes, keys or texts, and the same in words."""

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
    """One public column of zones across the zones."""

    field: str
    label: str
    cells: tuple[ProfileCell, ...]

    @property
    def is_different(self) -> bool:
        return len({cell.values for cell in self.cells}) > 1
