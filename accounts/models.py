"""Failed logins, for as long as they count."""

from django.db import models


class LoginAttempt(models.Model):
    """A login that failed, or that is being tried. Who and where from are kept as keyed hashes.

    Rows are written by `accounts.throttle` and deleted once they no longer count.
    """

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="accounts_attempt_account"),
            models.Index(fields=["address", "at"], name="accounts_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
