from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    name = "sources"
    verbose_name = _("Sources")

    def ready(self):
        from core.records import changes  # noqa: PLC0415, the models must be loaded first
        from core.web.details import register_parts  # noqa: PLC0415
        from sources.drafts import refuse_publishing  # noqa: PLC0415
        from sources.fields import source_itself  # noqa: PLC0415
        from sources.models import Source  # noqa: PLC0415
        from sources.versions import connect  # noqa: PLC0415

        connect()
        register_parts(Source, source_itself)
        changes.changed.connect(refuse_publishing, dispatch_uid="drafts")
