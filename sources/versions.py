"""The version of the data, which every citation and every file names.

Any change to a record of ours makes a new version, in the same transaction and at its end;
one transaction makes one version. Whoever sees the change therefore sees the new version.
"""

from contextlib import closing

from django.apps import apps
from django.db import connections, router, transaction
from django.db.models import F
from django.utils import timezone

from core.records import changes


def connect() -> None:
    """Listen to what changes. Called once, when the apps are ready."""
    changes.settling.connect(_settling, dispatch_uid="data version")


def _settling(**_kwargs) -> None:
    """Make a new version, unless this transaction has made one already."""
    connection = transaction.get_connection()
    if any(run[1] is _made for run in connection.run_on_commit):
        return
    with transaction.atomic():
        bump()
        transaction.on_commit(_made)


def _made() -> None:
    """Stands in a transaction's list for the version that it has made."""


def bump() -> None:
    """Make a new version. Two queries at most; others who change data wait for its commit."""
    model = apps.get_model("sources", "DataVersion")
    now = timezone.now()
    if not model.objects.filter(pk=1).update(number=F("number") + 1, changed=now):
        model.objects.create(pk=1, number=1, changed=now)


def current() -> str:
    """The version in words, "2026-11-22.17": day of the last change and count. One query."""
    version = apps.get_model("sources", "DataVersion").objects.filter(pk=1).first()
    return str(version) if version else "0"


def state() -> tuple | None:
    """The version as the database holds it: number and time, so that none comes again, not
    even after a backup was restored.

    None inside a transaction and before the first version. One query.
    """
    model = apps.get_model("sources", "DataVersion")
    connection = connections[router.db_for_read(model)]
    if connection.in_atomic_block:
        return None
    connection.ensure_connection()
    # The driver's own cursor: Django's takes twice as long as the query, in front of every page.
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        cursor.execute("SELECT number, changed FROM sources_dataversion WHERE id = 1")
        return cursor.fetchone()
