from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate

from operations.rewritten import refuse_rewritten
from operations.threads import note


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        connection_created.connect(note)
        # pre_migrate is sent for each app with models: one is enough.
        pre_migrate.connect(refuse_rewritten, sender=apps.get_app_config("zones"))
