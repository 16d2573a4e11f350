"""Enumerated values of the history."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What happened to a record, in the words of W3C's Activity Streams."""

    CREATE = "create", _("added")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("deleted")


class Route(models.TextChoices):
    ADMIN = "admin", _("by hand")
    IMPORT = "import", _("import of a file")
    UNDO = "undo", _("undo")
    SEED = "seed", _("fixtures")
    COMMAND = "command", _("program")
