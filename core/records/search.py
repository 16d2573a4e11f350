"""Indexed search for Chinese text on both databases, with the same hits as LIKE.

All pairs of neighbouring characters are indexed: most terms have two, too short for trigrams.
PostgreSQL: a GIN index on `search_pairs(text)`; LIKE verifies longer words. SQLite: a contentless
full-text table of pairs in hexadecimal, filled by triggers; a phrase is an exact match.
`search_text__holds=word` uses it; words of one character use LIKE.
"""

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.db import connections, models

from core.fields import SearchTextField

FUNCTION = """
CREATE OR REPLACE FUNCTION search_pairs(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
    SELECT coalesce(array_agg(DISTINCT substr(content, place, 2)), '{}')
    FROM generate_series(1, length(content) - 1) AS place
$$
"""
# A JSON array with an entry per pair, numbered by `key`. Triggers cannot recurse.
PAIRS = (
    "(SELECT group_concat(hex(substr({row}.search_text, key + 1, 2)), ' ') FROM json_each("
    "'[' || replace(hex(zeroblob(length({row}.search_text) - 2)), '00', '0,') || '0]') "
    "WHERE length({row}.search_text) > 1)"
)


@SearchTextField.register_lookup
class Holds(models.Lookup):
    """Lookup: a search text contains a normalised word."""

    lookup_name = "holds"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        pattern = f"%{connection.ops.prep_for_like_query(self.rhs)}%"
        return f"{column} LIKE %s ESCAPE '\\'", [*params, pattern]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        like, like_params = self.as_sql(compiler, connection)
        if len(self.rhs) < 2:
            return like, like_params
        pairs = [self.rhs[n : n + 2] for n in range(len(self.rhs) - 1)]
        found = f"search_pairs({column}) @> %s"
        if len(pairs) == 1:
            return found, [*params, pairs]
        return f"({found} AND {like})", [*params, pairs, *like_params]

    def as_sqlite(self, compiler, connection):
        if len(self.rhs) < 2:
            return self.as_sql(compiler, connection)
        index = index_name(self.lhs.target.model)
        key = connection.ops.quote_name("id")
        row = f"{connection.ops.quote_name(self.lhs.alias)}.{key}"
        pairs = [self.rhs[n : n + 2].encode().hex() for n in range(len(self.rhs) - 1)]
        phrase = f'"{" ".join(pairs)}"'
        # Safe: only a table name of the project is interpolated.
        return f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", [phrase]  # noqa: S608


def searched_models(app: AppConfig | Apps = apps) -> list[type[models.Model]]:
    return [
        model
        for model in app.get_models()
        if any(isinstance(field, SearchTextField) for field in model._meta.concrete_fields)
    ]


def index_name(model: type[models.Model]) -> str:
    return f"{model._meta.db_table}_pairs"


def prepare(using: str = "default", sender: AppConfig | Apps = apps, **_kwargs) -> None:
    """Make the missing indexes of a migrated app, or of all apps."""
    searched, connection = searched_models(sender), connections[using]
    if not searched:
        return
    prepare_one = _prepare_sqlite if connection.vendor == "sqlite" else _prepare_postgresql
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in searched:
            if model._meta.db_table in tables:
                prepare_one(cursor, model)


def _prepare_postgresql(cursor, model: type[models.Model]) -> None:
    index, table = index_name(model), model._meta.db_table
    cursor.execute("SELECT to_regclass(%s)", [index])
    if cursor.fetchone()[0] is None:
        cursor.execute(FUNCTION)
        cursor.execute(f"CREATE INDEX {index} ON {table} USING gin (search_pairs(search_text))")


def _prepare_sqlite(cursor, model: type[models.Model]) -> None:
    index, table = index_name(model), model._meta.db_table
    # The number in the name is increased when triggers change, to replace older ones.
    names = [f"{index}_1_{event}" for event in ("insert", "delete", "update")]
    cursor.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s, %s)",
        names,
    )
    if cursor.fetchone()[0] == len(names):
        return
    cursor.execute(f"DROP TABLE IF EXISTS {index}")
    cursor.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(pairs, content='', tokenize='ascii')")
    new, old = (PAIRS.format(row=row) for row in ("new", "old"))
    add = f"INSERT INTO {index} (rowid, pairs) VALUES (new.id, {new});"  # noqa: S608
    take = f"INSERT INTO {index} ({index}, rowid, pairs) VALUES ('delete', old.id, {old});"  # noqa: S608
    changed = f"UPDATE OF search_text ON {table} WHEN old.search_text <> new.search_text"
    events = (f"INSERT ON {table}", f"DELETE ON {table}", changed)
    for name, event, does in zip(names, events, (add, take, take + add), strict=True):
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"CREATE TRIGGER {name} AFTER {event} BEGIN {does} END")
    pairs = PAIRS.format(row=table)
    cursor.execute(f"INSERT INTO {index} (rowid, pairs) SELECT id, {pairs} FROM {table}")  # noqa: S608
