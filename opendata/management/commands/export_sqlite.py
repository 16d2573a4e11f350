"""Write the whole data set as a SQLite file: `manage.py export_sqlite OUT.sqlite`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from opendata.downloads import replacing, write_json
from opendata.sqlite_file import datasette_metadata, write_sqlite


class Command(BaseCommand):
    help = (
        "Writes all public data into a SQLite file, and beside it OUT.metadata.json for Datasette. "
        "Drafts and history are left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the SQLite file; one that exists is replaced")

    def handle(self, *args, **options):
        file = options["file"]
        beside = file.with_suffix(".metadata.json")
        try:
            with replacing(file) as path:
                version = write_sqlite(path)
            write_json(beside, datasette_metadata(file.stem))
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file}: data version {version}")
        self.stdout.write(f"datasette {file} -m {beside}")
