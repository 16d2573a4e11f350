from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")

    def ready(self):
        from core.records import changes  # noqa: PLC0415, the models must be loaded first
        from sources.drafts import refuse_publishing  # noqa: PLC0415
        from sources.versions import connect  # noqa: PLC0415

        connect()
        changes.changed.connect(refuse_publishing, dispatch_uid="drafts")
