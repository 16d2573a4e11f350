"""The version of the data, which every citation and every file names.

Any change to a record of ours makes a new version, in the same transaction and at its end;
one transaction makes one version.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.records import changes, versions
from sources.models import DataVersion


def connect() -> None:
    """Listen to what changes. Called once, when the apps are ready."""
    versions.register(DataVersion)
    changes.data_changed.connect(_make_version, dispatch_uid="data version")


def _make_version(**_kwargs) -> None:
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
    now = timezone.now()
    if not DataVersion.objects.filter(pk=1).update(number=F("number") + 1, changed=now):
        DataVersion.objects.create(pk=1, number=1, changed=now)
    versions.forget()
