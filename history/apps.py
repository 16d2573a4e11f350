from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = _("History")

    def ready(self):
        from core.records import changes  # noqa: PLC0415, the models must be loaded first
        from core.web import feeds  # noqa: PLC0415
        from history.feeds import feed_of  # noqa: PLC0415
        from history.models import record  # noqa: PLC0415
        from history.remarks import settle  # noqa: PLC0415

        changes.changed.connect(record, dispatch_uid="history")
        changes.changed.connect(settle, dispatch_uid="remarks")
        feeds.register(feed_of)
