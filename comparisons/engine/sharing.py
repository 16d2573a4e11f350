"""Which rows of a comparison two or more zones report, and what is the same in them."""

from collections.abc import Sequence
from typing import Any


class SharedRow:
    """What the views of a comparison ask of a row. A blank is neither different nor the same."""

    cells: Sequence[Any]

    def has(self, cell) -> bool:
        """Whether the cell says something."""
        raise NotImplementedError

    @property
    def is_same(self) -> bool:
        """Whether two or more report it, and all of them the same."""
        raise NotImplementedError

    @property
    def reported_by(self) -> int:
        return sum(map(self.has, self.cells))

    @property
    def is_shared(self) -> bool:
        return self.reported_by > 1

    @property
    def is_different(self) -> bool:
        return self.is_shared and not self.is_same

    @property
    def only_place(self) -> int | None:
        """The place of the one column that reports it; None if several or none do."""
        places = [place for place, cell in enumerate(self.cells) if self.has(cell)]
        return places[0] if len(places) == 1 else None
