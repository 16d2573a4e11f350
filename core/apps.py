from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core import changes  # noqa: PLC0415, the models must be loaded first

        for model in changes.watched_models():
            changes.watch(model)
