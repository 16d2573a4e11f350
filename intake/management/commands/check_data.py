"""Report what is missing or doubtful in the data: `manage.py check_data`."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from intake.quality import ERROR, NOTE, every_problem


class Command(BaseCommand):
    help = "Reports what is missing or doubtful in the data: errors, warnings and notes."

    def add_arguments(self, parser):
        parser.add_argument("--strict", action="store_true", help="fail when there are errors")
        parser.add_argument("--notes", action="store_true", help="also list the notes one by one")

    def handle(self, *args, **options):
        counts = Counter()
        for problem in every_problem():
            counts[problem.level] += 1
            if problem.level != NOTE or options["notes"]:
                self.stdout.write(f"{problem.level}: {problem.record}: {problem.message}")
        self.stdout.write(
            f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes"
        )
        if options["strict"] and counts[ERROR]:
            raise CommandError("The data contain errors.")
