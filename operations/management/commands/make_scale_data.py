"""`manage.py make_scale_data`: a made-up country, to measure with."""

import time

from django.core.management.base import BaseCommand, CommandError

from operations.errors import OperationError
from operations.scale.making import made_already, make

WIDTH = 30


class Command(BaseCommand):
    help = (
        "Fills the empty database of DATABASE_URL with made-up zones, reforms, figures, policies "
        "and sources: --scale 1.0 is the size of the whole country. The same scale and seed give "
        "the same data. Refused where other data are."
    )

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=1.0)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *, scale, seed, **options):
        if not 0 < scale <= 10:
            raise CommandError("--scale takes a number above 0, up to 10.")
        started = time.monotonic()
        try:
            if made_already(scale, seed):
                self.stdout.write("The data are there already.")
                return
            rows = make(scale, seed, self.progress)
        except OperationError as error:
            raise CommandError(str(error)) from error
        parts = ", ".join(f"{number} {name}" for name, number in rows.items())
        self.stdout.write(f"\nMade {parts} in {time.monotonic() - started:.0f} s.")

    def progress(self, what: str, done: int, in_all: int) -> None:
        filled = min(WIDTH, WIDTH * done // in_all)
        bar = "#" * filled + "." * (WIDTH - filled)
        self.stdout.write(f"\r[{bar}] {100 * done // in_all:3} % {what:<10}", ending="")
        self.stdout.flush()
