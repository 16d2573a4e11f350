"""What was found for a query by names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Model

from core.records.lexicon import Found, Match

Selection = tuple[str, tuple[tuple[str, str], ...]]  # a page's name, and parameters with values
TOGETHER = Found(Match.ALIAS, 0)  # every part is called so exactly


@dataclass
class Findings:
    """What was found by names, with how well it fits. `meant`: another query was answered."""

    records: dict[type[Model], dict[int, Found]] = field(default_factory=dict)
    selections: dict[Selection, Found] = field(default_factory=dict)
    meant: str = ""
    words: list[str] = field(default_factory=list)  # to be marked in what is shown
    is_partial: bool = False  # nothing fits all of it

    def add(self, model: type[Model], found: dict[int, Found]) -> None:
        kept = self.records.setdefault(model, {})
        for key, fits in found.items():
            if key not in kept or fits < kept[key]:
                kept[key] = fits

    @property
    def best(self) -> Found:
        some = [min(found.values()) for found in self.records.values() if found]
        return min([*some, *self.selections.values()], default=Found(Match.TEXT, 0))


def some(ways: Iterable, most: int) -> Iterator:
    """The first ones."""
    return (way for _n, way in zip(range(most), ways, strict=False))
