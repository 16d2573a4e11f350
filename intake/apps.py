from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    label = "curation"  # what its tables and permissions have always been called
    verbose_name = _("Curation")
