"""Write the whole data set as a SQLite file: `manage.py export_sqlite OUT.sqlite`."""

from pathlib import Path

from opendata.downloads import replacing, write_json
from opendata.management.commands import export_datapackage
from opendata.sqlite_file import datasette_metadata, write_sqlite


class Command(export_datapackage.Command):
    help = (
        "Writes all public data into a SQLite file, and beside it OUT.metadata.json for Datasette. "
        "Drafts and history are left out."
    )

    def handle(self, *, file, **options):
        super().handle(file=file, **options)
        self.stdout.write(f"datasette {file} -m {file.with_suffix('.metadata.json')}")

    def write(self, file: Path) -> str:
        with replacing(file) as path:
            version = write_sqlite(path)
        write_json(file.with_suffix(".metadata.json"), datasette_metadata(file.stem))
        return version
