"""One-sentence errors for commands whose database cannot be used."""

import sqlite3

import psycopg2
from django.db import Error

LOCKED = (
    "The database is locked: another program has been writing to it all the while. "
    "End that one, or wait for its end, and run this again."
)
# SQLite errors about the file, not the query: https://www.sqlite.org/rescode.html
OF_THE_FILE = {"CANTOPEN", "CORRUPT", "FULL", "IOERR", "NOTADB", "PERM", "READONLY"}
# PostgreSQL error classes: connections, users, databases, resources, shutdown.
OF_THE_SERVER = {"08", "28", "3D", "53", "57", "58"}


def in_words(error: Error) -> str:
    """The sentence for a database that cannot be used; "" for other errors."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        kind = (getattr(cause, "sqlite_errorname", "") + "_").split("_")[1]
        if kind in ("BUSY", "LOCKED"):
            return LOCKED
        return f"The database cannot be used: {cause}." if kind in OF_THE_FILE else ""
    if isinstance(cause, psycopg2.OperationalError):
        of_the_server = cause.pgcode is None or cause.pgcode[:2] in OF_THE_SERVER
        return f"The database does not answer: {str(cause).strip()}" if of_the_server else ""
    return ""
