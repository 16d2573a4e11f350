"""How a table is to be read: what its rows and columns are, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from intake.mapping.meanings import Meaning

if TYPE_CHECKING:
    from intake.tables.grids import Heading, Layout


@dataclass(frozen=True)
class Mapping:
    """What a person confirms of a table before it is read.

    `kind`: what a row is, "zones.zone" or any other kind; `columns`: by place from 0; `constants`:
    what holds where no column says it: plain values by field name ("source", "period", "basis",
    "status", "province", "tier", "kind" …; a blank one was chosen to be blank); `answers`: of
    printed names that were asked about, by the key of the question: a slug, or "new".
    """

    layout: Layout
    kind: str = "zones.zone"
    columns: dict[int, Meaning] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict:
        """What `mapping_from` takes."""
        columns = {str(place): asdict(one) for place, one in self.columns.items()}
        return {**asdict(self), "columns": columns}


def mapping_from(data: dict) -> Mapping:
    """The mapping of a JSON object. Raises ValueError for anything else."""
    raise NotImplementedError


def propose(
    layout: Layout, headings: Sequence[Heading], context: Sequence[str], kind: str = ""
) -> Mapping:
    """What the headings and the words around the table say. A fixed number of queries."""
    raise NotImplementedError


def problems(mapping: Mapping) -> list[str]:
    """What must be said before a preview is possible, in sentences, all at once. Few queries."""
    raise NotImplementedError
