from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ZonesConfig(AppConfig):
    name = "zones"
    verbose_name = _("Zones and figures")

    def ready(self):
        from core.records import changes  # noqa: PLC0415, the models must be loaded first
        from zones.renaming import keep_former_names  # noqa: PLC0415

        changes.changed.connect(keep_former_names, dispatch_uid="former names")
