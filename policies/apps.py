from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Chemical-park policies")

    def ready(self):
        from core.web.details import register_parts  # noqa: PLC0415, the models must be loaded first
        from policies import fields, models  # noqa: PLC0415
        from sources.models import Source  # noqa: PLC0415
        from zones.models import Metric  # noqa: PLC0415

        register_parts(
            models.Policy,
            fields.policy_itself,
            fields.targets_of_policy,
            fields.follow_ups_of_policy,
        )
        register_parts(models.Target, fields.target_itself, fields.follow_ups_of_target)
        register_parts(Metric, fields.targets_of_metric)
        register_parts(
            Source,
            fields.policies_from_source,
            fields.targets_from_source,
            fields.follow_ups_from_source,
        )
