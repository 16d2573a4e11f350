from django.db import models
from django.utils.translation import gettext_lazy as _


class RowAction(models.TextChoices):
    CREATE = "create", _("added")
    UPDATE = "update", _("changed")
    UNCHANGED = "same", _("unchanged")
    ERROR = "error", _("error")
