"""Records about the data: no facts."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.records.models import not_blank


class SeedRecord(models.Model):
    """What `manage.py seed` last wrote for a record: a difference is an editor's."""

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


class ConfirmedDoubt(models.Model):
    """That an editor has looked at something doubtful about a record and found it right."""

    model = models.CharField(_("kind of record"), max_length=60)
    slug = models.CharField(_("slug"), max_length=80)
    kind = models.CharField(_("kind of doubt"), max_length=20)
    about = models.CharField(_("other record or value"), max_length=80)
    reason = models.CharField(_("reason"), max_length=200)
    confirmed = models.DateTimeField(_("confirmed"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )

    class Meta:
        verbose_name = _("confirmed doubt")
        verbose_name_plural = _("confirmed doubts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "slug", "kind", "about"],
                name="sources_confirmeddoubt_once",
                violation_error_message=_("This doubt is confirmed already."),
            ),
            not_blank("reason", _("Say why it is right all the same.")),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.kind} {self.about}"
