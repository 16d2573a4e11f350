from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ZonesConfig(AppConfig):
    name = "zones"
    verbose_name = _("Zones and figures")

    def ready(self):
        from core.web.details import register_parts  # noqa: PLC0415, the models must be loaded first
        from sources.models import Source  # noqa: PLC0415
        from zones import fields, models  # noqa: PLC0415

        register_parts(
            models.Zone,
            fields.zone_itself,
            fields.figures_of_zone,
            fields.metrics_not_reported_of_zone,
        )
        register_parts(models.Metric, fields.metric_itself, fields.figures_of_metric)
        register_parts(models.Observation, fields.figure_itself)
        register_parts(Source, fields.zones_from_source, fields.figures_from_source)
