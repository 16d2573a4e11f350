"""`manage.py restore FILE`: replace the database by a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from operations import backups
from operations.digests import OperationError
from operations.rewritten import unknown


class Command(BaseCommand):
    help = "Puts a backup into the database and compares every row. Stop the site before."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` made")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace what the database holds"
        )

    def handle(self, *, file, overwrite, **options):
        try:
            manifest = backups.restore(connection, file, overwrite=overwrite)
        except (OperationError, OSError, Error, connection.Database.Error) as error:
            raise CommandError(f"The backup was not restored: {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restored the backup of {manifest['made']}: {rows} rows of "
            f"{len(manifest['tables'])} tables, every row compared."
        )
        if newer := unknown(manifest["migrations"]):
            self.stderr.write(
                "It was made by a newer release than this one, which does not know "
                f"{', '.join(newer)}: run that release."
            )
