"""Write what a source says as a fixture: `manage.py write_fixture SOURCE [FILE]`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from sources.fixtures import fixture_of
from sources.models import Source


class Command(BaseCommand):
    help = (
        "Writes the public records of a source, and what they need and no fixture has, in the form "
        "that `seed` reads. Seeded records that editors have changed are listed, to be changed in "
        "the files that they are in."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="the slug of the source")
        parser.add_argument("file", nargs="?", type=Path, help="to write to; without it: stdout")

    def handle(self, *args, source, file, **options):
        try:
            found = Source.objects.public().get(slug=source)
        except Source.DoesNotExist:
            raise CommandError(f"There is no public source “{source}”.") from None
        text, changed = fixture_of(found, file)
        if file:
            file.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
        if changed:
            self.stderr.write("Changed since they were seeded:")
        for line in changed:
            self.stderr.write(f"  {line}")
