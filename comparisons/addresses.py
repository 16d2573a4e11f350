"""Addresses of comparisons, and of their columns in another order."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode


def address(path: str, **parameters: str | Sequence[str]) -> str:
    """The path with these parameters; blank ones are left out."""
    query = urlencode({name: one for name, one in parameters.items() if one}, doseq=True)
    return f"{path}?{query}" if query else path


def moves(keys: Sequence[str], address_of: Callable) -> dict[str, dict[str, str]]:
    """For each key the addresses with it moved left, moved right and removed."""
    result = {}
    for place, key in enumerate(keys):
        rest = [*keys[:place], *keys[place + 1 :]]
        orders = {"remove": rest}
        if place:
            orders["left"] = [*rest[: place - 1], key, *rest[place - 1 :]]
        if place < len(keys) - 1:
            orders["right"] = [*rest[: place + 1], key, *rest[place + 1 :]]
        result[key] = {move: address_of(order) for move, order in orders.items()}
    return result
