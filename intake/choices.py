from django.db import models
from django.utils.translation import gettext_lazy as _


class RowAction(models.TextChoices):
    """What a row of an imported file would do."""

    CREATE = "create", _("added")
    UPDATE = "update", _("changed")
    UNCHANGED = "same", _("unchanged")
    ERROR = "error", _("error")
