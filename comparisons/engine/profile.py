"""Rows of a zone's profile: what each zone says in the same public column."""

from dataclasses import dataclass

from comparisons.engine.facts import BlankState, Citation


@dataclass(frozen=True)
class ProfileCell:
    """What a zone's profile says in one column.

    `values` are codes, keys or texts as recorded; `text` is the same in the reader's
    language. `records` are the records behind keys that a page links to.
    """

    column: str
    state: BlankState
    values: tuple[str, ...]
    text: str
    citation: Citation
    sources_read: tuple[str, ...]
    records: tuple = ()


@dataclass(frozen=True)
class ProfileRow:
    """One public column of zones across the zones. `kind` is that of the column."""

    field: str
    label: str
    kind: str
    cells: tuple[ProfileCell, ...]

    @property
    def is_different(self) -> bool:
        return len({cell.values for cell in self.cells}) > 1
