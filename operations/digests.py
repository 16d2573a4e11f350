"""A short figure that two copies of a table share when every row is the same."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple


class Digest(NamedTuple):
    """How many rows, and the sum of the rows' SHA-256.

    A sum, because the order of rows with text keys differs between databases.
    """

    rows: int
    sha256: str


def digest(rows: Iterable) -> Digest:
    """The digest of rows that are tuples or texts, in any order. Keeps none in memory."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return Digest(count, f"{total % 2**256:064x}")


def differences(
    before: dict[str, Digest], after: dict[str, Digest], there: str, here: str
) -> list[str]:
    """A sentence for each table that is not the same in both; none when every row is."""
    sentences = []
    for table in sorted({*before, *after}):
        one, other = before.get(table), after.get(table)
        if one is None or other is None:
            sentences.append(f"{table} is only {there if other is None else here}.")
        elif one.rows != other.rows:
            sentences.append(f"{table} has {one.rows} rows {there} and {other.rows} {here}.")
        elif one != other:
            sentences.append(f"{table} has rows that differ.")
    return sentences
