from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReformsConfig(AppConfig):
    name = "reforms"
    verbose_name = _("Reforms")

    def ready(self):
        from core.web.details import register_parts  # noqa: PLC0415, the models must be loaded first
        from reforms import fields, models  # noqa: PLC0415
        from sources.models import Source  # noqa: PLC0415
        from zones import fields as of_zones  # noqa: PLC0415
        from zones.models import Zone  # noqa: PLC0415

        register_parts(models.Reform, fields.reform_itself, fields.figures_of_reform)
        register_parts(Zone, fields.reforms_of_zone, before=of_zones.figures_of_zone)
        register_parts(
            Zone, fields.types_not_reported_of_zone, before=of_zones.metrics_not_reported_of_zone
        )
        register_parts(Source, fields.reforms_from_source, before=of_zones.figures_from_source)
