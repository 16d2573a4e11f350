from django.apps import AppConfig, apps
from django.db.models.signals import pre_migrate

from operations import threads
from operations.rewritten import refuse_rewritten


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        threads.connect()
        # Django tells of a migration once for each app with models, before it begins.
        pre_migrate.connect(refuse_rewritten, sender=apps.get_app_config("zones"))
