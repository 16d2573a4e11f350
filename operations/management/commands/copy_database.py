"""`manage.py copy_database --to ADDRESS`: from SQLite to PostgreSQL, or back."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from operations.copying import connection_to, copy
from operations.errors import OperationError


class Command(BaseCommand):
    help = (
        "Copies all that the database holds, accounts and history included, into another, empty "
        "database, and compares every row. Stop the site before."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            required=True,
            metavar="ADDRESS",
            help="as in DATABASE_URL; PGPASSWORD may hold the password",
        )

    def handle(self, *, to, **options):
        target = None
        try:
            target = connection_to(to)
            tables = copy(connection, target, self.stdout.write)
        except (OperationError, ImproperlyConfigured, Error, ValueError) as error:
            raise CommandError(f"Nothing was copied: {error}") from error
        finally:
            if target is not None:
                target.close()
        self.stdout.write(
            f"Copied {sum(table.rows for table in tables.values())} rows of {len(tables)} tables; "
            "every row is the same. Set DATABASE_URL to the new address."
        )
