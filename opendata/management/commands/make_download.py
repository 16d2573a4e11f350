"""Make a file of the data set: `manage.py make_download zone-reforms.zip`."""

from django.core.management.base import BaseCommand

from opendata import downloads


class Command(BaseCommand):
    help = (
        "Makes a file of the data set in EXPORT_DIR, where the site finds it, unless the one of "
        "the current version is there. The site runs this when somebody asks for the file."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", choices=downloads.FILES)

    def handle(self, *, name, **options):
        self.stdout.write(str(downloads.make(name)))
