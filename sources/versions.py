"""The version of the data, which every citation and every file names.

Any record of ours that is saved or deleted, by whatever route that sends Django's signals,
makes a new version when its transaction is committed; one transaction makes one version.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

VERSIONED_APPS = ("sources", "zones", "reforms", "policies")
# What seeding and versions keep for themselves is not data.
NOT_DATA = ("SeedRecord", "DataVersion")


def connect() -> None:
    """Watch every model of ours. Called once, when the apps are ready."""
    for label in VERSIONED_APPS:
        for model in apps.get_app_config(label).get_models():
            if model.__name__ not in NOT_DATA:
                post_save.connect(_changed, sender=model)
                post_delete.connect(_changed, sender=model)
                for relation in model._meta.many_to_many:
                    m2m_changed.connect(_changed, sender=relation.remote_field.through)


def _changed(using="default", **_kwargs) -> None:
    connection = transaction.get_connection(using)
    if connection.in_atomic_block and any(run[1] is bump for run in connection.run_on_commit):
        return
    transaction.on_commit(bump, using=using)


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
