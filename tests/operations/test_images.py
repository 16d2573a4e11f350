"""Dockerfile, docker-compose.yml and deploy/: valid, hardened, and nothing named that is missing.

The entry point is run here and by tests/faults; the images of others are not.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from scripts import with_postgres
from scripts.prepare import ROOT
from sources.models import MAX_CHARACTERS
from tests.faults.servers import wait_for
from tests.operations.conftest import clean_environment

pytestmark = pytest.mark.once

BIN = Path(sys.executable).parent
ENTRYPOINT = ROOT / "deploy" / "entrypoint.sh"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
FINAL = DOCKERFILE.rpartition("\nFROM ")[2]
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()


@pytest.mark.parametrize(
    "command",
    [
        "check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml",
        "hadolint Dockerfile",
    ],
)
def test_the_linters_have_nothing_to_say(command):
    program, *arguments = command.split()
    process = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert process.returncode == 0, process.stdout + process.stderr


def size(text: str) -> int:
    return int(text[:-1]) * {"m": 2**20, "g": 2**30}[text[-1]]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_hardened_limited_and_says_whether_it_is_well(name):
    """A tmpfs counts as its container's memory: what is left must do for the processes."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    sizes = dict(each.split(":size=") for each in service["tmpfs"])
    assert "/tmp" in sizes  # noqa: S108
    assert sum(map(size, sizes.values())) <= size(service["mem_limit"]) * 2 / 3
    assert 0 < service["pids_limit"] <= 256
    ours = "build" in service
    assert ours or service.get("user", "root") != "root" or "unprivileged" in service["image"]
    check = service.get("healthcheck", {})
    if name == "set-up":  # it ends by itself
        assert check == {"disable": True}
    else:
        assert check.get("test") or (ours and "\nHEALTHCHECK " in FINAL)


def test_our_image_runs_as_nobody_without_compiler_and_the_first_stages_leavings():
    (user, group), *others = re.findall(r"^USER (\d+):(\d+)$", FINAL, re.MULTILINE)
    assert not others
    assert int(user) > 0 < int(group)
    assert not re.search(r"gcc|build-essential|pip install", FINAL)
    copied = re.findall(r"^COPY (.*)$", FINAL, re.MULTILINE)
    assert copied == ["--from=build /venv /venv", "--from=build /app /app"]


def limits_of_addresses() -> dict[str, int]:
    """The patterns of addresses that take more than others, and how many bytes."""
    found = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\w+);", NGINX)
    return {pattern: size(limit) for pattern, limit in found}


def limit_of(path: str) -> int:
    """How many bytes the proxy takes for an address."""
    found = (limit for pattern, limit in limits_of_addresses().items() if re.search(pattern, path))
    return next(found, 2**20)


@pytest.mark.parametrize("admin", ["admin/", "2-drawers_of_the_desk/"])
def test_the_proxy_takes_a_whole_file_where_one_is_imported_whatever_the_admin_is_called(admin):
    path = reverse("intake:upload").replace(f"/{settings.ADMIN_URL}", f"/{admin}", 1)
    assert limit_of(path) == settings.IMPORT_MAX_BYTES + 2**20


@pytest.mark.parametrize("name", ["add", "change"])
def test_the_proxy_takes_an_article_and_the_file_that_takes_its_place(name):
    key = [7] if name == "change" else []
    longest = 4 * MAX_CHARACTERS  # in bytes of UTF-8
    assert limit_of(reverse(f"admin:sources_articletext_{name}", args=key)) > 2 * longest + 2**16


def test_the_proxy_takes_a_megabyte_elsewhere():
    assert re.findall(r"^ {4}client_max_body_size (\w+);", NGINX, re.MULTILINE) == ["1m"]
    for path in ("/", "/admin/", "/admin/imports/7/apply/", "/admin/zones/zone/add/", "/import/"):
        assert limit_of(path) == 2**20, path


def test_all_uploads_that_are_let_in_at_once_find_room():
    (number,) = re.findall(r"limit_conn uploads (\d+);", NGINX)
    room = dict(each.split(":size=") for each in SERVICES["proxy"]["tmpfs"])
    assert "client_body_temp_path /var/cache/nginx/" in NGINX
    assert int(number) * max(limits_of_addresses().values()) < size(room["/var/cache/nginx"])


def test_only_the_proxy_is_reached_from_outside_and_web_can_be_scaled():
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    outside = {name for name, each in SERVICES.items() if "outside" in each["networks"]}
    assert outside == {"web", "proxy"}
    assert not {"container_name", "ports", "volumes"} & set(SERVICES["web"])


def test_whatever_a_service_names_exists():
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = (ROOT / source).is_file() or source in COMPOSE["volumes"]
            assert known, source
        if "build" in service:
            assert f"\n{service['command']})\n" in ENTRYPOINT.read_text(), name


def test_the_site_reads_every_variable_and_has_the_name_that_readers_type_alone():
    paths = ("config/settings.py", "operations/environment.py", "deploy/entrypoint.sh")
    code = "".join((ROOT / path).read_text() for path in paths)
    variables = SERVICES["web"]["environment"]
    for name in variables:
        assert name.removesuffix("_FILE") in code, name
    assert variables["ALLOWED_HOSTS"].startswith("${SITE_NAME:?")


def test_no_password_stands_in_the_file_and_none_goes_into_the_image():
    assert not re.search(r"(PASSWORD|SECRET_KEY): ", (ROOT / "docker-compose.yml").read_text())
    assert "/secrets/" in (ROOT / ".gitignore").read_text().split()
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {"secrets", "var", ".git", ".venv", "tests", "docs", "**/*.mo"} <= left_out


def test_the_server_and_its_client_programs_are_of_one_version():
    images = {each["image"] for each in SERVICES.values() if "postgres:" in each["image"]}
    (image,) = images
    assert image.startswith("postgres:15.")
    assert "postgresql-client-15" in FINAL


def test_postgresql_is_shipped_with_the_settings_that_the_benchmark_measures():
    for service in (SERVICES["db"], SERVICES["replica"]):
        assert service["command"].endswith("-c config_file=/deploy/postgresql.conf")
        assert "./deploy/postgresql.conf:/deploy/postgresql.conf:ro" in service["volumes"]
    assert ROOT / "deploy" / "postgresql.conf" == with_postgres.SHIPPED
    bench = re.search(r"^bench:.*\n(?:\t.*\n)+", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "scripts.with_postgres --as-shipped " in bench[0]


# PostgreSQL counts releases with two numbers, the others with three.
PINNED = re.compile(r"@sha256:[0-9a-f]{64}$|postgres:\d+\.\d+[a-z-]*$|:\d+\.\d+\.\d+(-[a-z-]+)?$")


def test_no_image_floats():
    """Another image may not stand behind a name tomorrow."""
    named = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    named += [each["image"] for each in SERVICES.values() if "build" not in each]
    assert len(named) >= 5
    assert [image for image in named if not PINNED.search(image)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_can_be_run_and_stop_at_the_first_error(path):
    assert path.stat().st_mode & 0o111 == 0o111
    assert "\nset -eu\n" in path.read_text()
    assert subprocess.run(["sh", "-n", path]).returncode == 0


def test_the_entry_point_calls_commands_that_exist():
    called = set(re.findall(r"manage\.py (\w+)", ENTRYPOINT.read_text()))
    assert called == {"migrate", "make_roles", "seed", "backup"}
    assert called <= set(get_commands())


def test_the_entry_point_makes_its_first_backup_at_once(filled_sqlite, tmp_path):
    variables = clean_environment(
        PATH=f"{BIN}:{os.environ['PATH']}",
        PRODUCTION="1",
        ALLOWED_HOSTS="zones.example",
        SECRET_KEY="k" * 50,
        DATABASE_URL=f"sqlite:///{filled_sqlite}",
    )
    script = ENTRYPOINT.read_text().replace("/backups", str(tmp_path / "backups"))
    command = ["sh", "-euc", script, ENTRYPOINT, "nightly-backups"]
    nightly = subprocess.Popen(command, env=variables, start_new_session=True)
    try:
        wait_for(lambda: list(tmp_path.glob("backups/*.zip")), why="there is a backup")
    finally:
        os.killpg(nightly.pid, signal.SIGKILL)
        nightly.wait()
