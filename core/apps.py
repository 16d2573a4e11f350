from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        from core.records import changes, reads, search, versions  # noqa: PLC0415, the models must be loaded first

        for model in changes.kinds():
            changes.watch(model)
        request_started.connect(versions.begin, dispatch_uid="data version")
        request_finished.connect(versions.end, dispatch_uid="data version")
        request_started.connect(reads.begin, dispatch_uid="what is read")
        request_finished.connect(reads.end, dispatch_uid="what is read")
        post_migrate.connect(search.prepare, dispatch_uid="search indexes")
        connection_created.connect(reads.watch, dispatch_uid="what is read")
