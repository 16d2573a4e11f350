"""The data set as a Data Package: a ZIP of CSV files. The same data give the same bytes."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.language.formatting import plain
from core.web.files import csv_lines, pieces
from core.web.tables import Kind
from opendata import about
from opendata.codebook import HEADER, as_markdown, codebook
from opendata.descriptor import descriptor
from opendata.resources import Resource, resources
from opendata.snapshot import snapshot

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest date that ZIP allows


def write_datapackage(path: Path) -> str:
    """Write the ZIP and return its data version. Two dozen queries."""
    with snapshot(), zipfile.ZipFile(path, "w") as archive:
        version, tables = about.current_version(), resources()
        written = [
            (table, _add(archive, f"data/{table.name}.csv", csv_lines(_names(table), cells(table))))
            for table in tables
        ]
        _add(archive, "codebook.csv", csv_lines(HEADER, codebook(tables)))
        _add(archive, "codebook.md", as_markdown(tables, version))
        text = json.dumps(descriptor(version, written), ensure_ascii=False, indent=2)
        _add(archive, "datapackage.json", [text + "\n"])
    return version.label


def cells(resource: Resource) -> Iterator[list]:
    """The rows of a table as raw cells: no formatting, no guard before texts."""
    writers = []
    for place, column in enumerate(resource.columns):
        if column.kind == Kind.NUMBER:
            writers.append((place, plain))
        elif column.kind == Kind.YES_NO:
            writers.append((place, {True: "true", False: "false", None: None}.get))
    for row in resource.rows():
        for place, write in writers:
            row[place] = write(row[place])
        yield row


def _names(resource: Resource) -> list[str]:
    return [column.name for column in resource.columns]


def _add(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> dict:
    """Stream a file into the archive; returns its size and SHA-256."""
    info = zipfile.ZipInfo(name, EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    size, digest = 0, hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as file:
        for piece in pieces(lines):
            data = piece.encode()
            file.write(data)
            digest.update(data)
            size += len(data)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}
