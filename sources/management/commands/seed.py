"""Load the fixtures: `manage.py seed`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sources.seeding import FixtureError, seed, summary


class Command(BaseCommand):
    help = (
        "Loads the fixtures. Safe to repeat: it writes what is new or changed in the fixtures "
        "and leaves alone, and lists, every record that an editor has changed or deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also replace records that an editor has changed, and restore deleted ones",
        )

    def handle(self, *args, **options):
        try:
            report = seed(settings.FIXTURE_DIR, overwrite=options["overwrite"])
        except FixtureError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for line in summary(report):
            self.stdout.write(line)
