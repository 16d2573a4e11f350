"""Concurrent writers and readers on one database: does any fail on a lock?

`python -m bench.contention --seconds 60` changes notes of the first zones in the database of the
settings: use a copy. Each writer keeps two zones equal, both in one transaction; a reader that
sees them differ has seen half a write. Prints JSON; fails on any error.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
import traceback

import django
from django.db import connections


def pair(number: int) -> list:
    from zones.models import Zone  # noqa: PLC0415, the models come after Django's setup

    return list(Zone.objects.order_by("pk")[2 * number : 2 * number + 2])


def write(number: int, deadline: float) -> dict:
    from core.records.changes import unit  # noqa: PLC0415

    done = 0
    while time.monotonic() < deadline:
        with unit(reason="contention"):
            for zone in pair(number):
                zone.note = f"writer {number}, write {done + 1}"
                zone.save()
        done += 1
        time.sleep(0.002)  # leaves others less room than people at forms would
    kept = {zone.note for zone in pair(number)}
    if done and kept != {f"writer {number}, write {done}"}:
        raise AssertionError(f"The last write that was acknowledged is not there: {kept}")
    return {"writes": done}


def read(number: int, deadline: float) -> dict:
    from history.models import Change  # noqa: PLC0415
    from zones.models import Observation  # noqa: PLC0415

    done = 0
    while time.monotonic() < deadline:
        notes = {zone.note for zone in pair(number % 4)}
        if len(notes) > 1 and all(note.startswith("writer") for note in notes):
            raise AssertionError(f"Half a write was seen: {notes}")
        list(Observation.objects.public().select_related("zone")[:50])
        Change.objects.count()
        connections["default"].close()  # as the server does between requests
        done += 1
    return {"reads": done}


def work(job, number: int, deadline: float, results) -> None:
    try:
        results.put(job(number, deadline))
    except Exception:
        results.put({"errors": traceback.format_exc()})


def contend(seconds: float, writers: int, readers: int) -> dict:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    connections.close_all()
    deadline = time.monotonic() + seconds
    jobs = [(write, n) for n in range(writers)] + [(read, n) for n in range(readers)]
    processes = [
        context.Process(target=work, args=(job, number, deadline, results)) for job, number in jobs
    ]
    for process in processes:
        process.start()
    told = [results.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join()
    return {
        "writes": sum(each.get("writes", 0) for each in told),
        "reads": sum(each.get("reads", 0) for each in told),
        "errors": [each["errors"] for each in told if "errors" in each],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--readers", type=int, default=8)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    done = contend(**vars(parser.parse_args()))
    print(json.dumps(done, indent=1))
    sys.exit(1 if done["errors"] else 0)


if __name__ == "__main__":
    main()
