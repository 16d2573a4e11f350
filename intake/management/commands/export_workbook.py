"""Write the workbook to a file: `manage.py export_workbook OUT.xlsx`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from core.web.xlsx import workbook
from intake.tables.exporting import everything, part, sheets
from zones.models import Province, Zone


class Command(BaseCommand):
    help = (
        "Writes all records, or those about some provinces or zones with whatever they refer "
        "to, as one spreadsheet with a sheet for each kind, to be edited and imported again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--province", action="append", default=[], metavar="SLUG")
        parser.add_argument("--zone", action="append", default=[], metavar="SLUG")
        parser.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")

    def handle(self, *args, **options):
        if options["province"] and options["zone"]:
            raise CommandError("Choose provinces or zones, not both.")
        selection = everything()
        for model, slugs in ((Province, options["province"]), (Zone, options["zone"])):
            rows = model.objects.filter(slug__in=slugs)
            missing = set(slugs) - set(rows.values_list("slug", flat=True))
            if missing:
                kind = model._meta.model_name
                raise CommandError(f"There is no {kind} “{', '.join(sorted(missing))}”.")
            if slugs:
                selection = part(rows)
        try:
            with override(options["language"]), options["file"].open("wb") as file:
                for piece in workbook(sheets(selection)):
                    file.write(piece)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{options['file']} was written.")
