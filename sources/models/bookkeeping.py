"""What the project keeps for itself about the data: no facts."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SeedRecord(models.Model):
    """What `manage.py seed` last wrote for a record of the fixtures.

    Comparing it with the record as it stands tells whether an editor has changed or
    deleted it since, and in which fields.
    """

    model = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    fields = models.JSONField()

    class Meta:
        verbose_name = _("seed record")
        verbose_name_plural = _("seed records")
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="sources_seedrecord_unique")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


class DataVersion(models.Model):
    """How often the data have changed, and when last: one row, written by `sources.versions`."""

    number = models.PositiveBigIntegerField(default=0)
    changed = models.DateTimeField()

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="sources_dataversion_only_one",
                violation_error_message=_("There is only one data version."),
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.changed):%Y-%m-%d}.{self.number}"
