"""All rows of one database into another, of either kind, with every row compared.

Goes by the models, because the two kinds of database store the same value differently. What
is copied is what is stored: nothing is saved anew, so no history is written and nothing that
the database derives is derived again.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Context, Decimal
from itertools import islice

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from operations.digests import Digest, differences, digest
from operations.environment import database
from operations.errors import OperationError
from operations.numbering import last_numbers, set_last_numbers

CHUNK = 500  # rows held at once
SQLITE_DIGITS = Context(prec=15)  # as many of a number's digits as SQLite keeps


def copied_models() -> list[type[models.Model]]:
    """Every model with a table of its own, relations to many included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def copy(source, target, say: Callable[[str], None]) -> dict[str, Digest]:
    """Copy all rows from one database to another, an empty one, and give the tables' digests.

    The target is migrated first. Then everything happens in one transaction there, and under one
    state of the source: of SQLite no one else writes meanwhile. Raises OperationError; the
    target then holds no row.
    """
    if waiting(source):
        raise OperationError("Migrations are waiting: run `manage.py migrate` first.")
    say("Making the tables ...")
    migrate(target)
    refuse_rows(target)
    with transaction.atomic(using=source.alias), transaction.atomic(using=target.alias):
        hold_still(source)
        empty(target)
        for model in copied_models():
            copy_table(model, source, target)
        set_last_numbers(target, copied_models(), last_numbers(source, copied_models()))
        target.check_constraints()
        say("Comparing every row ...")
        convert = plain if source.vendor == target.vendor == "postgresql" else plain_as_in_sqlite
        before, after = digests(source, convert), digests(target, convert)
        if wrong := differences(before, after, "here", "there"):
            raise OperationError("The copied rows are not the same. " + wrong[0])
    return after


def migrate(target) -> None:
    """Make the tables, or bring them up to date.

    Migrations that change rows ask the default database for them: meanwhile that is the target.
    """
    default = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = target
    try:
        call_command("migrate", verbosity=0)
    finally:
        connections[DEFAULT_DB_ALIAS] = default


def waiting(connection) -> bool:
    """Whether migrations of this release are not applied yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_rows(target) -> None:
    """Raise OperationError when the target has rows other than those that migrating makes."""
    for model in copied_models():
        made_by_migrating = model in (ContentType, Permission)
        if not made_by_migrating and model._base_manager.using(target.alias).exists():
            raise OperationError(
                f"The target is not empty: {model._meta.db_table} has rows. Give an empty database."
            )


def hold_still(source) -> None:
    """Read one state of the source from here on; a transaction on SQLite does so by itself."""
    if source.vendor == "postgresql":
        with source.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def empty(target) -> None:
    tables = [model._meta.db_table for model in copied_models()]
    with target.cursor() as cursor:
        for statement in target.ops.sql_flush(no_style(), tables):
            cursor.execute(statement)


def written_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns, without those that the database itself computes."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def rows(model: type[models.Model], connection) -> Iterator[tuple]:
    """The values of all columns, row by row, in Python's types."""
    columns = [field.attname for field in written_fields(model)]
    stored = model._base_manager.using(connection.alias).order_by("pk")
    return stored.values_list(*columns).iterator(chunk_size=CHUNK)


def copy_table(model: type[models.Model], source, target) -> None:
    """Insert the rows of one model as they are, some hundred in a statement."""
    fields = written_fields(model)
    quote = target.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    line = "({})".format(", ".join(["%s"] * len(fields)))
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608, names
    unread = rows(model, source)
    size = min(CHUNK, target.ops.bulk_batch_size(fields, [None] * CHUNK))
    with target.cursor() as cursor:
        while piece := list(islice(unread, size)):
            values = [
                field.get_db_prep_save(value, target)
                for row in piece
                for field, value in zip(fields, row, strict=True)
            ]
            cursor.execute(head + ", ".join([line] * len(piece)), values)


def digests(connection, convert: Callable) -> dict[str, Digest]:
    """The digest of every model's rows, of values in a form that no database differs in."""
    return {
        model._meta.db_table: digest(
            tuple(convert(value) for value in row) for row in rows(model, connection)
        )
        for model in copied_models()
    }


def plain(value):
    """A value as the same text for both kinds of database."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def plain_as_in_sqlite(value):
    """The same, with no more digits of a number than SQLite keeps."""
    if isinstance(value, Decimal):
        value = SQLITE_DIGITS.create_decimal_from_float(float(value))
    return plain(value)


def connection_to(address: str, alias: str = "other"):
    """A connection that Django's models can use, to a database that the settings do not name.

    Raises ImproperlyConfigured for an address of anything but SQLite and PostgreSQL.
    """
    settings = connections.configure_settings({"default": database(address)})["default"]
    connections.settings[alias] = settings
    connections[alias] = connections.create_connection(alias)
    return connections[alias]
