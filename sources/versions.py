"""The version of the data, which every citation and every file names.

Any change to a record of ours makes a new version when its transaction is committed; one
transaction makes one version.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import changes


def connect() -> None:
    """Listen to what changes. Called once, when the apps are ready."""
    changes.changed.connect(_changed, dispatch_uid="data version")


def _changed(**_kwargs) -> None:
    connection = transaction.get_connection()
    if not any(run[1] is bump for run in connection.run_on_commit):
        transaction.on_commit(bump)


def bump() -> None:
    """Make a new version. Two queries at most."""
    model = apps.get_model("sources", "DataVersion")
    now = timezone.now()
    if not model.objects.filter(pk=1).update(number=F("number") + 1, changed=now):
        model.objects.create(pk=1, number=1, changed=now)


def current() -> str:
    """The version in words, "2026-11-22.17": day of the last change and count. One query."""
    version = apps.get_model("sources", "DataVersion").objects.filter(pk=1).first()
    return str(version) if version else "0"
