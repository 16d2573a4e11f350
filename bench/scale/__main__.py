"""`python -m bench.scale`: fills an empty database (DATABASE_URL) with a made-up country."""

import argparse
import sys
import time

import django

from operations.digests import OperationError

WIDTH = 30


def main(scale: float, seed: int = 7) -> None:
    from bench.scale.making import made_already, make  # noqa: PLC0415, after the apps are ready

    started = time.monotonic()
    if made_already(scale, seed):
        print("The data are there already.")
        return
    rows = make(scale, seed, progress)
    parts = ", ".join(f"{number} {name}" for name, number in rows.items())
    print(f"\nMade {parts} in {time.monotonic() - started:.0f} s.")


def progress(what: str, done: int, in_all: int) -> None:
    filled = min(WIDTH, WIDTH * done // in_all)
    bar = "#" * filled + "." * (WIDTH - filled)
    print(f"\r[{bar}] {100 * done // in_all:3} % {what:<10}", end="", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the whole country")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    if not 0 < asked.scale <= 10:
        parser.error("--scale takes a number above 0, up to 10.")
    django.setup()
    try:
        main(asked.scale, asked.seed)
    except OperationError as error:
        sys.exit(str(error))
