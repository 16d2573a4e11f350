"""Settings from the environment; imported by the settings, so it must not use them."""

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "DATABASE_PASSWORD",
    "REPLICA_URL",
    "CACHE_URL",
    "SENTRY_DSN",
    "PROPOSER_KEY",
)
NEEDED = {
    "SECRET_KEY": "a long random text that signs sessions and forms",
    "ALLOWED_HOSTS": "the names under which the site is asked for, separated by commas",
    "DATABASE_URL": "postgres://USER:PASSWORD@HOST:PORT/NAME, or sqlite:////PATH for one machine",
}
SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer waits instead of failing
    "timeout": 20,
    "cached_statements": 32,  # for each thread; 128 take 3 MB more and save no time
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRESQL = {"connect_timeout": 10}


def with_secrets(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables, with secrets read from NAME_FILE. Raises ImproperlyConfigured."""
    known = dict(variables)
    for name in SECRETS:
        path = known.get(f"{name}_FILE")
        if not path:
            continue
        if known.get(name):
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        try:
            known[name] = Path(path).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    return known


def check_production(variables: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured, naming all variables that production lacks."""
    missing = [
        f"  {name}{f' or {name}_FILE' if name in SECRETS else ''}: {meaning}"
        for name, meaning in NEEDED.items()
        if not variables.get(name)
    ]
    if missing:
        raise ImproperlyConfigured(
            "The site answers to other machines than this one, so these must be set:\n"
            + "\n".join(missing)
        )


def database(address: str, *, password: str = "", max_age: int = 60) -> dict:
    """Settings for SQLite or PostgreSQL; raises ImproperlyConfigured for other addresses."""
    if not address.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "The database's address must begin with sqlite:/// or postgres://."
        )
    config = environ.Env.db_url_config(address)
    if password:
        config["PASSWORD"] = password
    config["CONN_MAX_AGE"] = max_age  # opening one, SQLite's too, costs more than a cached page
    in_a_file = address.startswith("sqlite:")
    config["OPTIONS"] = (SQLITE if in_a_file else POSTGRESQL) | config.get("OPTIONS", {})
    if in_a_file:
        Path(config["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        config["ENGINE"] = "operations.sqlite"
        config["TEST"] = {"NAME": ":memory:"}  # as in Django's own engine; test runners rely on it
    else:
        config["CONN_HEALTH_CHECKS"] = True  # the server may have been restarted
    return config


def keep_private(folder: Path) -> None:
    """Deny others access to `folder`, the files in it and its `exports`."""
    make_private([folder, *(path for path in folder.glob("*") if path.is_file())])
    make_private([*folder.glob("exports"), *folder.glob("exports/**/*")])


def make_private(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):  # another user's, or already gone
            mode = path.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                path.chmod(0o700 if stat.S_ISDIR(mode) else 0o600)


def make_private_database(name: str | Path) -> None:
    """Create an SQLite file that only its owner can read, or correct its mode.

    SQLite gives files beside it the same mode. The folder is left alone.
    """
    if str(name).startswith((":memory:", "file:")):
        return
    path = Path(name)
    # Existing files are not opened: closing one would end this process's SQLite locks.
    with contextlib.suppress(OSError):  # it exists, or SQLite reports why it cannot be created
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    make_private(path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal"))


def proposer(address: str, model: str) -> str:
    """Where a language model answers, or "" for none; raises ImproperlyConfigured."""
    if address and not address.startswith(("http://", "https://")):
        raise ImproperlyConfigured("PROPOSER_URL must begin with http:// or https://.")
    if bool(address) != bool(model):
        raise ImproperlyConfigured("Set PROPOSER_URL and PROPOSER_MODEL, or neither.")
    return address


def cache(address: str) -> dict:
    """Redis, or a cache for each process if blank; raises ImproperlyConfigured."""
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("CACHE_URL must begin with redis://, rediss:// or unix://.")
    return {
        "BACKEND": "operations.caching.ForgivingRedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "zone-reforms",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
