"""Speed and memory of large files: `.venv/bin/python -m bench.files [ROWS]`.

Fills its own database with ROWS figures of one metric and as many reforms (default 100,000 each).
Makes each file in a fresh process: time to first and last byte, peak memory.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
PIECE = 5_000
FILES = [
    "/en/metrics/measured/?format=csv",
    "/en/metrics/measured/?format=csv&header=codes",
    "/en/metrics/measured/?format=json",
    "/en/metrics/measured/?format=xlsx",
    "/en/reforms/?format=csv",
    "/en/reforms/?format=xlsx",
    "/data/zone-reforms.zip",
    "/data/zone-reforms.sqlite",
]


def fill(rows: int) -> None:
    """A database of realistic shape: long Chinese texts, a few sources, many zones."""
    from django.db.models import QuerySet  # noqa: PLC0415, Django must be set up first

    from reforms.models import Reform  # noqa: PLC0415
    from tests import factories as make  # noqa: PLC0415
    from zones.models import Observation  # noqa: PLC0415

    sources = make.SourceFactory.create_batch(20)
    province = make.ProvinceFactory()
    zones = [make.ZoneFactory(province=province, source=sources[n % 20]) for n in range(500)]
    types = make.ReformTypeFactory.create_batch(40)
    metric = make.MetricFactory(slug="measured")

    def figure(n):
        return make.ObservationFactory.build(
            slug=f"figure-{n}",
            zone=zones[n % 500],
            metric=metric,
            source=sources[n % 20],
            value=n,
            detail=f"从立项到取得施工许可，第{n}类项目",
            detail_en=f"from project initiation to construction permit, kind {n}",
        )

    def reform(n):
        return make.ReformFactory.build(
            slug=f"reform-{n}", zone=zones[n % 500], source=sources[n % 20], summary="改革" * 100
        )

    # Raw rows: no history, which is not measured here.
    for model, one in ((Observation, figure), (Reform, reform)):
        for start in range(0, rows, PIECE):
            batch = [one(n) for n in range(start, min(start + PIECE, rows))]
            QuerySet.bulk_create(model.objects.all(), batch)
    through = Reform.types.through
    keys = list(Reform.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        pairs = [
            through(reform_id=key, reformtype_id=types[(key + more) % 40].pk)
            for key in keys[start : start + PIECE]
            for more in (0, 1)
        ]
        through.objects.bulk_create(pairs)


def print_nothing(*_anything) -> None:
    """`start_response` of the warm-up request."""


def take(address: str) -> dict:
    """Request a file in this warmed-up process, and measure."""
    from django.test import RequestFactory  # noqa: PLC0415

    from config.wsgi import application  # noqa: PLC0415

    path, _, query = address.partition("?")
    environ = RequestFactory().get(path, QUERY_STRING=query, headers={"host": "localhost"}).environ
    environ["QUERY_STRING"] = query
    list(application({**environ, "PATH_INFO": "/en/sources/", "QUERY_STRING": ""}, print_nothing))
    before = peak_memory()
    started = time.perf_counter()
    status = []
    response = application(environ, lambda line, _headers: status.append(line))
    first, size = None, 0
    for piece in response:
        first = first or time.perf_counter() - started
        size += len(piece)
    response.close()
    return {
        "status": status[0],
        "first byte, s": round(first, 3),
        "whole, s": round(time.perf_counter() - started, 1),
        "size, MB": round(size / 2**20, 1),
        "idle, MB": before,
        "peak, MB": peak_memory(),
    }


def peak_memory() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    [line] = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if arguments[:1] == ["--take"]:
        print(json.dumps(take(arguments[1])))
        return
    rows = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder, 'bench.db')}")
        os.environ["EXPORT_DIR"] = str(Path(folder, "exports"))
        import django  # noqa: PLC0415, the database is named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        fill(rows)
        for address in FILES:
            command = [sys.executable, "-m", "bench.files", "--take", address]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            print(address, done.stdout.strip())


if __name__ == "__main__":
    main(sys.argv[1:])
