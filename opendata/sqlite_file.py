"""The data set as a SQLite file with keys, constraints, indexes, views and its codebook."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.web.tables import Column, Kind
from opendata import about
from opendata.about import in_both
from opendata.codebook import HEADER, codebook, described
from opendata.resources import Resource, codes_of, resources
from sources.models import DataVersion

TYPES = {Kind.NUMBER: "NUMERIC", Kind.INTEGER: "INTEGER", Kind.YES_NO: "INTEGER"}

# Names beside keys, in both languages.
VIEWS = {
    "observations_named": """
        SELECT o.slug, z.name AS zone, z.name_en AS zone_en, m.name AS metric,
               m.name_en AS metric_en, o.bound, o.value, o.value_high, u.symbol AS unit,
               u.symbol_en AS unit_en, o.value_text, o.canonical_value, o.canonical_high,
               c.symbol AS canonical_unit, o.period, o.basis, o.status, p.name AS scope,
               p.name_en AS scope_en, o.detail, o.detail_en, o.growth_base, o.base_period,
               o.prices, o.realisation, o.release, s.title AS source, s.title_en AS source_en,
               o.locator, o.quote
        FROM observations o
        JOIN zones z ON z.slug = o.zone
        JOIN metrics m ON m.slug = o.metric
        JOIN sources s ON s.slug = o.source
        LEFT JOIN scopes p ON p.slug = o.scope
        LEFT JOIN units u ON u.code = o.unit
        LEFT JOIN units c ON c.code = o.canonical_unit""",
    "reforms_named": """
        SELECT r.slug, z.name AS zone, z.name_en AS zone_en, p.name AS province,
               p.name_en AS province_en, r.title, r.title_en, r.stage, r.started,
               (SELECT group_concat(t.name, '、') FROM reforms_types rt
                JOIN reform_types t ON t.slug = rt.reform_type
                WHERE rt.reform = r.slug) AS types,
               (SELECT group_concat(t.name_en, '; ') FROM reforms_types rt
                JOIN reform_types t ON t.slug = rt.reform_type
                WHERE rt.reform = r.slug) AS types_en,
               s.title AS source, s.title_en AS source_en, r.locator, r.quote
        FROM reforms r
        JOIN zones z ON z.slug = r.zone
        JOIN provinces p ON p.slug = z.province
        JOIN sources s ON s.slug = r.source""",
    "targets_named": """
        SELECT t.slug, p.name AS province, p.name_en AS province_en, y.title AS policy,
               y.title_en AS policy_en, t.kind, t.title, t.title_en, m.name AS metric,
               m.name_en AS metric_en, t.bound, t.value, u.symbol AS unit, u.symbol_en AS unit_en,
               t.due, s.title AS source, s.title_en AS source_en, t.locator, t.quote
        FROM targets t
        JOIN policies y ON y.slug = t.policy
        JOIN provinces p ON p.slug = y.province
        JOIN sources s ON s.slug = t.source
        LEFT JOIN metrics m ON m.slug = t.metric
        LEFT JOIN units u ON u.code = t.unit""",
}


def write_sqlite(path: Path) -> str:
    """Write the file and return its data version. Two dozen queries.

    Raises sqlite3.IntegrityError if a foreign key leads nowhere.
    """
    tables, file = resources(), sqlite3.connect(path, isolation_level=None)
    with closing(file), about.snapshot() as version:
        # Safe without a journal: the file is new, and renamed when complete.
        file.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN")
        for table in tables:
            file.execute(_create(table))
            _insert(file, table.name, len(table.columns), _values(table))
        _write_codebook(file, tables, version)
        for statement in _indexes(tables):
            file.execute(statement)
        for name, select in VIEWS.items():
            file.execute(f"CREATE VIEW {name} AS {select}")
        lost = file.execute("PRAGMA foreign_key_check").fetchone()
        if lost:
            raise sqlite3.IntegrityError(f"a key of {lost[0]} leads nowhere in {lost[2]}")
        file.execute("COMMIT")
    return str(version)


def datasette_metadata(database: str) -> dict:
    """Metadata for `datasette FILE.sqlite -m FILE.metadata.json`."""
    title, description, rights = (
        " / ".join(in_both(text)) for text in (about.TITLE, about.DESCRIPTION, about.RIGHTS)
    )
    tables = {
        table.name: {
            "description": " / ".join(in_both(table.about)),
            "columns": {c.name: _said(c) for c in table.columns},
            "facets": [name for name in table.filters if not name.endswith("_earliest")],
        }
        | _label(table)
        for table in resources()
    }
    found = {
        "title": title,
        "description": f"{description} {rights}",
        "databases": {database: {"tables": tables}},
    }
    return found | ({"source_url": about.homepage()} if about.homepage() else {})


def _label(table: Resource) -> dict[str, str]:
    """The column that Datasette shows for a row in other tables."""
    names = [column.name for column in table.columns]
    return next(({"label_column": name} for name in ("name", "title") if name in names), {})


def _said(column: Column) -> str:
    return " / ".join(
        ". ".join(filter(None, (label, what.rstrip(".。"), blank and f"[ ] = {blank}")))
        for label, what, blank in zip(*described(column), strict=True)
    )


def _create(table: Resource) -> str:
    parts = [_column(column) for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(_quoted(name) for name in table.key)})")
    for name, other in table.references.items():
        key = "code" if other == "units" else "slug"
        parts.append(f"FOREIGN KEY ({_quoted(name)}) REFERENCES {_quoted(other)} ({key})")
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(column: Column) -> str:
    name = _quoted(column.name)
    rules = "" if column.blank else " NOT NULL"
    if codes := codes_of(column):
        accepted = ", ".join(f"'{code}'" for code, *_labels in codes)
        rules += f" CHECK ({name} IN ({accepted}))"
    if column.kind == Kind.YES_NO:
        rules += f" CHECK ({name} IN (0, 1))"
    return f"{name} {TYPES.get(column.kind, 'TEXT')}{rules}"


def _values(table: Resource) -> Iterator[list]:
    """The rows in SQLite's types: blank as NULL, days as text."""
    for row in table.rows():
        yield [
            None if cell == "" else cell.isoformat() if hasattr(cell, "isoformat") else cell
            for cell in row
        ]


def _insert(file: sqlite3.Connection, name: str, width: int, rows) -> None:
    marks = ", ".join("?" * width)
    file.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", rows)  # noqa: S608, our names


def _write_codebook(file: sqlite3.Connection, tables, version: DataVersion) -> None:
    columns = ", ".join(_quoted(name) for name in HEADER)
    file.execute(f"CREATE TABLE codebook ({columns})")
    _insert(file, "codebook", len(HEADER), codebook(tables))
    file.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT, value_zh TEXT)")
    texts = {"title": about.TITLE, "description": about.DESCRIPTION, "rights": about.RIGHTS}
    rows = [[name, *in_both(text)] for name, text in texts.items()]
    _insert(file, "about", 3, [["version", str(version), str(version)], *rows])


def _indexes(tables) -> Iterator[str]:
    for table in tables:
        for name in dict.fromkeys([*table.references, *table.filters]):
            if name != table.key[0]:
                index = f"{table.name}_{name}"
                yield f"CREATE INDEX {_quoted(index)} ON {_quoted(table.name)} ({_quoted(name)})"


def _quoted(name: str) -> str:
    return f'"{name}"'
