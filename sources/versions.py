"""Writes the data version: one new version per transaction that changes records, at its end."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.records import changes, versions
from sources.models import ChangedRow, DataVersion


def connect() -> None:
    """Connect the signals. Called once, in `ready`."""
    versions.register(DataVersion, ChangedRow)
    changes.data_changed.connect(_make_version, dispatch_uid="data version")


def _make_version(**_kwargs) -> None:
    connection = transaction.get_connection()
    if any(run[1] is _made for run in connection.run_on_commit):
        DataVersion.objects.filter(pk=1).update(units=F("units") + 1)
        return
    with transaction.atomic():
        bump()
        transaction.on_commit(_made)


def _made() -> None:
    """A marker in the transaction's on-commit list: its version is made."""


def bump(**_kwargs) -> None:
    """Make a new version. At most two queries; concurrent writers wait for the commit."""
    now = timezone.now()
    if not DataVersion.objects.filter(pk=1).update(
        number=F("number") + 1, units=F("units") + 1, changed=now
    ):
        DataVersion.objects.create(pk=1, number=1, changed=now)
    versions.forget()
