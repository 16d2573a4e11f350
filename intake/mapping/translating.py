"""A table as it was found, read by its mapping: plain tables for staging. Wide becomes long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.imports.staging import Sheet
from intake.mapping.mapping import Mapping

if TYPE_CHECKING:
    from intake.tables.grids import Grid


@dataclass(frozen=True)
class Question:
    """A printed name that names no record for certain.

    `key`: its key in the mapping's `answers`; `kind`: of the wanted record; `words`: as printed;
    `near`: slugs and names of records that may be meant; `may_be_new`: whether "new" is an answer;
    `rows`: the first rows where it stands.
    """

    key: str
    kind: str
    words: str
    near: tuple[tuple[str, str], ...]
    may_be_new: bool
    rows: tuple[int, ...]


def questions(grid: Grid, mapping: Mapping) -> list[Question]:
    """The names to ask about that the mapping has no answers for, at most MOST. Walks the grid."""
    raise NotImplementedError


def translated(grid: Grid, mapping: Mapping) -> list[Sheet]:
    """The sheets to be staged, in writing order; their rows are made while they are read."""
    raise NotImplementedError
