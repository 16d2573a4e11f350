from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from django.db.models.signals import post_delete, post_save  # noqa: PLC0415

        from accounts.models import DisplayName  # noqa: PLC0415, the models must be loaded first
        from accounts.names import chosen  # noqa: PLC0415
        from history import naming  # noqa: PLC0415

        naming.register(chosen)
        for signal in (post_save, post_delete):
            signal.connect(make_pages_anew, sender=DisplayName, dispatch_uid="display names")


def make_pages_anew(**_kwargs) -> None:
    """Pages of the history name people, and are kept for as long as the data stay the same."""
    from sources.versions import bump  # noqa: PLC0415

    bump()
