from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core.records import changes, search  # noqa: PLC0415, the models must be loaded first

        for model in changes.watched_models():
            changes.watch(model)
        post_migrate.connect(search.prepare, dispatch_uid="search indexes")
