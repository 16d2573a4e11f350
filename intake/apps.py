from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "intake"
    label = "curation"  # label of existing tables and permissions
    verbose_name = _("Curation")
