from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PolicyStage(models.TextChoices):
    """The stage of a policy when its source reported it."""

    DRAFT = "draft", _("Draft for comment")
    IN_FORCE = "in-force", pgettext_lazy("policy", "In force")
    ENDED = "ended", _("Ended")
    SUPERSEDED = "superseded", _("Superseded")


class TargetKind(models.TextChoices):
    """The kind of a commitment; a standing obligation has no due date."""

    TARGET = "target", _("Target")
    MILESTONE = "milestone", _("Milestone")
    OBLIGATION = "obligation", _("Standing obligation")
    CHANGE = "change", _("Stated change")


class TargetState(models.TextChoices):
    """The state of a target today: computed from due date and follow-ups, never stored."""

    STANDING = "standing", _("no due date stated")
    PENDING = "pending", _("pending")
    DUE_UNKNOWN = "due-unknown", _("due, no follow-up recorded")
    MET = "met", _("met")
    MISSED = "missed", _("missed")
