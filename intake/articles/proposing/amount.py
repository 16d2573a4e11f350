"""A printed quantity, as it stands in a paragraph."""

from dataclasses import dataclass
from decimal import Decimal

from core.language.units import UNITS


@dataclass(frozen=True)
class Amount:
    """A quantity at text[start:end] of its paragraph, limits included; the number at `at`.

    `units`: all codes of the printed word, none if there is none. `printed` is the number with its
    unit. `why`: why it counts nothing, or "".
    """

    start: int
    end: int
    at: tuple[int, int]
    value: Decimal | None
    units: tuple[str, ...]
    bound: str = ""
    high: Decimal | None = None
    why: str = ""

    @property
    def is_count(self) -> bool:
        return all(UNITS[code].dimension == "count" for code in self.units)

    @property
    def dimensions(self) -> set[str]:
        return {UNITS[code].dimension for code in self.units}

    @property
    def is_money(self) -> bool:
        return any(UNITS[code].is_money for code in self.units)
