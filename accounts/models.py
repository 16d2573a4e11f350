"""Account data besides Django's own tables."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DisplayName(models.Model):
    """A person's name in the public history; written by `accounts.names`.

    `key` is the name without width, case, spaces and signs.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="display_name",
    )
    name = models.CharField(_("name in the public history"), max_length=40)
    key = models.CharField(max_length=160, unique=True)

    class Meta:
        verbose_name = _("name in the public history")
        verbose_name_plural = _("names in the public history")

    def __str__(self) -> str:
        return self.name


class LoginAttempt(models.Model):
    """A login that failed or is in progress, as keyed hashes; see `accounts.throttle`."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    device = models.CharField(max_length=64, blank=True, db_default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="accounts_attempt_account"),
            models.Index(fields=["address", "at"], name="accounts_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
