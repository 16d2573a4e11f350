"""Django's SQLite backend with private files: ENGINE `operations.sqlite`."""

from django.db.backends.sqlite3 import base

from operations.environment import make_private_database


class DatabaseWrapper(base.DatabaseWrapper):
    """Creates the file itself, since SQLite would make one that everybody can read."""

    def get_new_connection(self, conn_params):
        make_private_database(conn_params["database"])
        return super().get_new_connection(conn_params)
