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
        parser.add_argument("file", type=Path, help="the ZIP file; one that exists is replaced")

    def handle(self, *args, **options):
        try:
            with replacing(options["file"]) as path:
                version = write_datapackage(path)
        except OSError as error:
            problem = f"{options['file']} cannot be written: {error.strerror}."
            raise CommandError(problem) from error
        self.stdout.write(f"{options['file']}: data version {version}")
