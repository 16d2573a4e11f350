from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from accounts import names  # noqa: PLC0415, the models must be loaded first
        from history import wording  # noqa: PLC0415
        from sources.versions import bump  # noqa: PLC0415

        wording.register_names(names.chosen)
        for signal in (post_save, post_delete):  # cached pages of the history show names
            signal.connect(bump, sender=names.DisplayName)
