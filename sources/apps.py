from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")

    def ready(self):
        from core.records import changes, triggers  # noqa: PLC0415, the models must be loaded first
        from sources import drafts  # noqa: PLC0415
        from sources.versions import connect  # noqa: PLC0415

        connect()
        pre_migrate.connect(triggers.step_aside, sender=self, dispatch_uid="log is dropped")
        post_migrate.connect(triggers.prepare, sender=self, dispatch_uid="log of changed rows")
        changes.changed.connect(drafts.refuse_changes, dispatch_uid="publishing")
        changes.changed.connect(drafts.note_what_to_check, dispatch_uid="drafts to check")
        changes.data_changed.connect(drafts.refuse_drafts_in_public, dispatch_uid="drafts checked")
