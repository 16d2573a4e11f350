from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """What sort of document a fact was read in."""

    NEWSPAPER = "newspaper", _("Newspaper article")
    ANNOUNCEMENT = "announcement", _("Official announcement")
    RANKING = "ranking", _("Official ranking")
    STATISTICS = "statistics", _("Statistical publication")
    WEBSITE = "website", _("Official website")
    STANDARD = "standard", _("Standard")
