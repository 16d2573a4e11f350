"""`python -m bench.writer SECONDS`: saves one fact each second, another figure each time.

Changes a value and a note in turn, as any code that saves records does. Prints "ready", and in the
end the times in ms.
"""

import json
import os
import random
import sys
import time

import django

SEED = 15


def save(record, turn: int) -> None:
    from core.records.changes import unit  # noqa: PLC0415, Django must be set up first

    with unit(reason="bench"):
        if turn % 2:
            record.note = f"Saved for the {turn}th time."
        else:
            record.value += 1
        record.save()


def main(seconds: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from zones.models import Observation  # noqa: PLC0415, Django must be set up first

    chance, times = random.Random(SEED), []  # noqa: S311, nothing secret
    public = Observation.objects.public().filter(value__isnull=False)
    last = Observation.objects.order_by("pk").last().pk
    print("ready", flush=True)
    began = time.monotonic()
    for turn in range(int(seconds)):
        record = public.filter(pk__gte=chance.randrange(1, last)).order_by("pk").first()
        time.sleep(max(0, began + turn - time.monotonic()))
        started = time.perf_counter()
        save(record, turn)
        times.append(1000 * (time.perf_counter() - started))
    print(json.dumps(sorted(times)))


if __name__ == "__main__":
    main(float(sys.argv[1]))
