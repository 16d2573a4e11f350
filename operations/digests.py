"""Digests of tables, equal for equal rows in any order."""

import hashlib
from collections.abc import Iterable
from typing import TypedDict


class OperationError(Exception):
    """A backup or restore failed; the message says why and what to do."""


class Digest(TypedDict):
    """The number of rows, and the sum of their SHA-256."""

    rows: int
    sha256: str


def digest(rows: Iterable) -> Digest:
    """The digest of rows (tuples or texts), in constant memory."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest(), "big")
    return Digest(rows=count, sha256=f"{total % 2**256:064x}")


def compare(saved: dict[str, Digest], restored: dict[str, Digest]) -> None:
    """Raise OperationError, naming a table, unless tables and rows are the same."""
    for table in sorted({*saved, *restored}):
        one, other = saved.get(table), restored.get(table)
        if one == other:
            continue
        if one is None or other is None:
            difference = f"is only {'in the backup' if one else 'there after restoring it'}"
        elif one["rows"] == other["rows"]:
            difference = "has rows that differ"
        else:
            was, now = one["rows"], other["rows"]
            difference = f"has {was} rows in the backup and {now} after restoring it"
        raise OperationError(
            f"The restored rows are not those that were backed up. {table} {difference}."
        )
