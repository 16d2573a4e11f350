"""The data set as a Data Package (version 2): a ZIP of CSV files with a description for programs.

The same data give the same bytes.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.web.files import GUARD, csv_lines
from core.web.tables import Column, Kind, Row, converted
from opendata import about
from opendata.about import in_both
from opendata.codebook import HEADER, as_markdown, codebook
from opendata.resources import Resource, codes_of, resources
from sources.models import DataVersion

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest date that ZIP allows
PROFILES = "https://datapackage.org/profiles/2.0"
TYPES = {
    Kind.NUMBER: "number",
    Kind.INTEGER: "integer",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
}


def write_datapackage(path: Path) -> str:
    """Write the ZIP and return its data version. Two dozen queries."""
    tables, written = resources(), []
    with about.snapshot() as version, zipfile.ZipFile(path, "w") as archive:
        for table in tables:
            lines = csv_lines([column.name for column in table.columns], cells(table))
            written.append((table, _add(archive, f"data/{table.name}.csv", lines)))
        _add(archive, "codebook.csv", csv_lines(HEADER, codebook(tables)))
        _add(archive, "codebook.md", as_markdown(tables, version))
        text = json.dumps(descriptor(version, written), ensure_ascii=False, indent=2)
        _add(archive, "datapackage.json", [text + "\n"])
    return str(version)


def cells(resource: Resource) -> Iterator[Row]:
    """The rows of a table as raw cells: no formatting, no guard before texts."""
    flags = [n for n, column in enumerate(resource.columns) if column.kind == Kind.YES_NO]
    words = {True: "true", False: "false"}
    return converted(resource.rows(), dict.fromkeys(flags, words.get))


def _add(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> dict:
    """Stream a file into the archive; returns its size and SHA-256."""
    info = zipfile.ZipInfo(name, EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    size, digest = 0, hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as file:
        for piece in lines:
            data = piece.encode()
            file.write(data)
            digest.update(data)
            size += len(data)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}


def descriptor(version: DataVersion, written: list[tuple[Resource, dict]]) -> dict:
    """datapackage.json, with each table's file properties. One query."""
    found = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": about.NAME,
        **_in_both("title", about.TITLE),
        **_in_both("description", about.DESCRIPTION),
        **_in_both("rights", about.RIGHTS),
        **_in_both("guard", about.GUARD),
        "guardPattern": GUARD.pattern,  # to be replaced by nothing
        "version": str(version),
        "keywords": ["China", "development zones", "reform", "policy", "开发区", "改革"],
        "sources": [_source(source) for source in about.sources()],
        "resources": [_resource(resource, file) for resource, file in written],
    }
    if version.changed:
        found["created"] = version.changed.strftime("%Y-%m-%dT%H:%M:%SZ")
    if about.homepage():
        found["homepage"] = about.homepage()
    return found


def _in_both(name: str, text) -> dict[str, str]:
    english, chinese = in_both(text)
    return {name: english, f"{name}@zh": chinese} if english else {}


def _source(source) -> dict:
    found = {}
    for name in ("title", "publisher"):
        if chinese := getattr(source, name):
            found |= {name: getattr(source, f"{name}_en") or chinese, f"{name}@zh": chinese}
    return found | ({"path": source.url} if source.url else {})


def _resource(resource: Resource, file: dict) -> dict:
    keys = [
        {"fields": [column], "reference": _reference(resource, other)}
        for column, other in resource.references.items()
    ]
    schema = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(column) for column in resource.columns],
        "missingValues": [""],
        "primaryKey": list(resource.key),
    }
    return {
        "name": resource.name,
        "type": "table",
        "path": f"data/{resource.name}.csv",
        **_in_both("title", resource.title),
        **_in_both("description", resource.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **file,
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _reference(resource: Resource, other: str) -> dict:
    """Per the specification, a key to the table itself has no table name."""
    key = {"fields": ["code" if other == "units" else "slug"]}
    return key if other == resource.name else {"resource": other, **key}


def _field(column: Column) -> dict:
    """The type and rules of a column, and why its cells may be blank."""
    found = {
        "name": column.name,
        "type": TYPES.get(column.kind, "string"),
        **_in_both("title", column.label),
        **_in_both("description", column.about),
    }
    if column.kind == Kind.ADDRESS:
        found["format"] = "uri"
    rules = {} if column.blank else {"required": True}
    if codes := codes_of(column):
        found["categories"] = [{"value": code, "label": label} for code, label, _chinese in codes]
        rules["enum"] = [code for code, *_labels in codes]
    elif column.kind not in TYPES and column.field is not None and column.field.max_length:
        rules["maxLength"] = column.field.max_length + 1  # with the apostrophe of a guarded text
    if column.blank:
        found["missingValues"] = [{"value": "", "label": " / ".join(in_both(column.blank))}]
    return found | ({"constraints": rules} if rules else {})
