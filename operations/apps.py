import gc
from weakref import WeakSet

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate

from core.web.crowds import THREADS
from operations.rewritten import refuse_rewritten

opened = WeakSet()  # connections to databases


def close_those_of_ended_threads(connection, **_kwargs) -> None:
    """Collect garbage when a database has more connections than threads: cycles keep them open.

    Not at a thread's end: Python 3.11 crashes in SQLite's callbacks then.
    """
    opened.add(connection)
    if sum(one.alias == connection.alias for one in list(opened)) > THREADS + 1:
        gc.collect()


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        connection_created.connect(close_those_of_ended_threads)
        # pre_migrate is sent for each app with models: one is enough.
        pre_migrate.connect(refuse_rewritten, sender=apps.get_app_config("zones"))
