"""Write the whole data set as a Data Package: `manage.py export_datapackage OUT.zip`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from opendata.datapackage import write_datapackage
from opendata.downloads import replacing


class Command(BaseCommand):
    help = (
        "Writes all public data into a ZIP file: a CSV file for each table, datapackage.json that "
        "describes them, and a codebook in both languages. Drafts and history are left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the file; one that exists is replaced")

    def handle(self, *, file, **options):
        try:
            version = self.write(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file}: data version {version}")

    def write(self, file: Path) -> str:
        with replacing(file) as path:
            return write_datapackage(path)
