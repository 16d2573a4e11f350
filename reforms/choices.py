from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """How far a measure is, as in the IEA's policy database, and pilots."""

    PLANNED = "planned", _("Planned")
    PILOT = "pilot", _("Pilot")
    IN_FORCE = "in-force", _("In force")
    ENDED = "ended", _("Ended")
