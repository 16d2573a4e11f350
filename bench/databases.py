"""Databases of made-up data: filled once, and copies to be changed."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


def module(address: str, name: str, *arguments: str, given: object = None) -> str:
    """What `python -m NAME` prints that is given JSON and this database."""
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return done.stdout


def fill(address: str, scale: float) -> None:
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    make = ["-m", "bench.scale", "--scale", f"{scale:g}"]
    for command in (["manage.py", "migrate", "-v0"], make):
        run = [sys.executable, *command]
        subprocess.run(run, check=True, cwd=ROOT, env={**os.environ, **settings})


def file_of(address: str) -> Path | None:
    return Path(urlsplit(address).path[1:]) if address.startswith("sqlite:") else None


def filled(address: str, scale: float) -> str:
    """The address of a database beside this one with so much data, made where it is missing."""
    name = f"scale_{scale:g}".replace(".", "_")
    if file := file_of(address):
        beside = f"sqlite:///{file.with_name(name)}.sqlite3"
    else:
        beside = urlsplit(address)._replace(path=f"/{name}").geturl()
        with contextlib.suppress(_duplicate()):
            _run_on_server(address, f"CREATE DATABASE {name}")
    fill(beside, scale)
    return beside


@contextlib.contextmanager
def copied(address: str) -> Iterator[str]:
    """The address of a copy, dropped at the end."""
    if file := file_of(address):
        copy = file.with_name("copy.sqlite3")
        with contextlib.closing(sqlite3.connect(file)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(file, copy)
        try:
            yield f"sqlite:///{copy}"
        finally:
            for path in file.parent.glob("copy.sqlite3*"):
                path.unlink()
        return
    name = urlsplit(address).path[1:]
    drop = "DROP DATABASE IF EXISTS bench_copy WITH (FORCE)"
    _run_on_server(address, drop)
    _run_on_server(address, f"CREATE DATABASE bench_copy TEMPLATE {name} STRATEGY FILE_COPY")
    try:
        yield urlsplit(address)._replace(path="/bench_copy").geturl()
    finally:
        _run_on_server(address, drop)


def _duplicate() -> type[Exception]:
    from psycopg2.errors import DuplicateDatabase  # noqa: PLC0415, only where it is asked for

    return DuplicateDatabase


def _run_on_server(address: str, statement: str) -> None:
    import psycopg2  # noqa: PLC0415, only where it is asked for

    raw = psycopg2.connect(urlsplit(address)._replace(path="/template1").geturl())
    raw.autocommit = True
    with contextlib.closing(raw), raw.cursor() as cursor:
        cursor.execute(statement)
