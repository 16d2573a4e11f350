"""`manage.py backup PATH`: the database in one file, optionally verified by restoring it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from operations import backups
from operations.digests import OperationError


class Command(BaseCommand):
    help = (
        "Writes all that the database holds to one file, while the site goes on. "
        "With --verify it is restored into a scratch database and every row compared."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a .zip file, or a folder to put one in")
        parser.add_argument("--verify", action="store_true", help="restore it and compare")
        parser.add_argument(
            "--keep", type=int, help="delete all but this many of the folder's backups"
        )

    def handle(self, *, path, verify, keep, **options):
        if keep is not None and (keep < 1 or path.suffix == ".zip"):
            raise CommandError("--keep takes a number from 1 on, and a folder to keep them in.")
        file = backups.target(path)
        try:
            manifest = backups.write(connection, file, verified=verify)
        except (OperationError, OSError, Error, connection.Database.Error) as error:
            raise CommandError(f"No backup was made: {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        how = "; restored, and every row compared" if verify else ""
        self.stdout.write(f"{file}: {rows} rows of {len(manifest['tables'])} tables{how}")
        for old in backups.rotate(path, keep) if keep else []:
            self.stdout.write(f"{old}: deleted")
