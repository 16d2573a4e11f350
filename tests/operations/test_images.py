"""Dockerfile and docker-compose.yml: valid, hardened, and nothing in them that is not there.

What they do is tried by `python -m scripts.try_compose`.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from scripts import try_compose
from scripts.images import copy_context, instructions, read_compose, read_dockerfile
from scripts.prepare import ROOT
from sources.models.articles import MAX_CHARACTERS

pytestmark = pytest.mark.once

SITE = {"SITE_NAME": "zones.example"}
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def compose() -> dict:
    return read_compose(SITE)


def checked(*command: str) -> str:
    """Run one of the linters; what it complains of."""
    process = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True)
    return "" if process.returncode == 0 else (process.stdout + process.stderr).decode()


def test_the_compose_file_follows_the_schema_of_its_specification():
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert checked("check-jsonschema", *schema, "docker-compose.yml") == ""


def test_the_linter_has_nothing_to_say_about_the_dockerfile():
    assert checked("hadolint", "Dockerfile") == ""


def test_without_the_sites_name_the_variable_is_named():
    with pytest.raises(ValueError, match="SITE_NAME: set SITE_NAME to the name readers type"):
        read_compose({})


def test_every_container_is_hardened(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name


def size(text: str) -> int:
    return int(text[:-1]) * {"m": 2**20, "g": 2**30}[text[-1]]


def test_no_container_takes_the_whole_machine(compose):
    """A tmpfs counts as its container's memory: what is left must do for the processes."""
    for name, service in compose["services"].items():
        sizes = dict(each.split(":size=") for each in service["tmpfs"])
        assert "/tmp" in sizes, name  # noqa: S108
        assert sum(map(size, sizes.values())) <= size(service["mem_limit"]) * 2 / 3, name
        assert 0 < service["pids_limit"] <= 256, name


def locations_with_a_limit() -> dict[str, int]:
    """The patterns of addresses that take more than others, and how many bytes."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    found = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\w+);", text)
    return {pattern: size(limit) for pattern, limit in found}


def limit_of(path: str) -> int:
    """How many bytes the proxy takes for an address."""
    limits = locations_with_a_limit()
    return next((limit for pattern, limit in limits.items() if re.search(pattern, path)), 2**20)


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
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"^ {4}client_max_body_size (\w+);", text, re.MULTILINE) == ["1m"]
    for path in ("/", "/admin/", "/admin/imports/7/apply/", "/admin/zones/zone/add/", "/import/"):
        assert limit_of(path) == 2**20, path


def test_all_uploads_that_are_let_in_at_once_find_room(compose):
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    (number,) = re.findall(r"limit_conn uploads (\d+);", text)
    room = dict(each.split(":size=") for each in compose["services"]["proxy"]["tmpfs"])
    assert "client_body_temp_path /var/cache/nginx/" in text
    assert int(number) * max(locations_with_a_limit().values()) < size(room["/var/cache/nginx"])


def test_no_container_runs_as_root(compose):
    user, group = read_dockerfile()[-1].user.split(":")
    assert int(user) > 0
    assert int(group) > 0
    for name, service in compose["services"].items():
        ours = "build" in service
        assert (
            ours or service.get("user", "root") != "root" or "unprivileged" in service["image"]
        ), name


def test_only_the_proxy_is_reached_from_outside(compose):
    assert [name for name, each in compose["services"].items() if "ports" in each] == ["proxy"]
    assert compose["networks"]["inside"]["internal"] is True
    outside = {name for name, each in compose["services"].items() if "outside" in each["networks"]}
    assert outside == {"web", "proxy"}


def test_the_site_has_the_name_that_readers_type_and_no_other(compose):
    assert compose["services"]["web"]["environment"]["ALLOWED_HOSTS"] == SITE["SITE_NAME"]


def test_web_can_be_scaled(compose):
    assert not {"container_name", "ports", "volumes"} & set(compose["services"]["web"])


def test_whatever_a_service_names_exists(compose):
    for name, service in compose["services"].items():
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        assert set(service["networks"]) <= set(compose["networks"]), name
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file(), source
            else:
                assert source in compose["volumes"], source


def test_no_password_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(PASSWORD|SECRET_KEY): ", text)
    assert "/secrets/" in (ROOT / ".gitignore").read_text().split()
    assert "secrets" in (ROOT / ".dockerignore").read_text().split()


def test_every_service_tells_whether_it_is_well(compose):
    image = read_dockerfile()[-1]
    for name, service in compose["services"].items():
        check = service.get("healthcheck", {})
        if name == "set-up":  # it ends by itself
            assert check == {"disable": True}
        else:
            assert check.get("test") or ("build" in service and image.healthcheck), name


def test_every_variable_of_the_site_is_one_that_it_reads(compose):
    code = "".join(
        (ROOT / path).read_text()
        for path in ("config/settings.py", "operations/environment.py", "deploy/entrypoint.sh")
    )
    for name in compose["services"]["web"]["environment"]:
        assert name.removesuffix("_FILE") in code, name


def test_the_final_image_has_neither_compiler_nor_the_first_stages_leavings():
    final = read_dockerfile()[-1]
    words = " ".join(rest for _word, rest in final.steps)
    assert not re.search(r"gcc|build-essential|pip install", words)
    copied = [rest for word, rest in final.steps if word == "COPY"]
    assert copied == ["--from=build /venv /venv", "--from=build /app /app"]


def test_the_server_and_its_client_programs_are_of_one_version(compose):
    images = {
        each["image"] for each in compose["services"].values() if "postgres:" in each["image"]
    }
    assert len(images) == 1
    assert images.pop().startswith("postgres:15.")
    steps = " ".join(rest for word, rest in read_dockerfile()[-1].steps if word == "RUN")
    assert "postgresql-client-15" in steps


def floats(image: str) -> bool:
    """Whether another image may stand behind this name tomorrow.

    PostgreSQL counts releases with two numbers, the others with three.
    """
    numbers = r"\d+\.\d+" if image.startswith("postgres:") else r"\d+\.\d+\.\d+"
    return not re.search(rf"@sha256:[0-9a-f]{{64}}$|:{numbers}(-[a-z-]+)?$", image)


@pytest.mark.parametrize(
    "image",
    ["python", "python:3.11", "python:3.11-slim-bookworm", "python:latest", "postgres:15-bookworm"],
)
def test_a_name_that_floats_is_found(image):
    assert floats(image)


@pytest.mark.parametrize(
    "image",
    ["python:3.11.16-slim-bookworm", "postgres:15.19-bookworm", f"python@sha256:{'0' * 64}"],
)
def test_an_exact_release_and_a_digest_do_not_float(image):
    assert not floats(image)


def test_no_image_floats(compose):
    named = [each["image"] for each in compose["services"].values() if "build" not in each]
    steps = instructions((ROOT / "Dockerfile").read_text())
    named += [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert len(named) >= 5
    assert [image for image in named if floats(image)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_can_be_run_and_stop_at_the_first_error(path):
    assert path.stat().st_mode & 0o111 == 0o111
    assert "\nset -eu\n" in path.read_text()
    assert subprocess.run(["sh", "-n", path]).returncode == 0


def test_what_a_build_copies_is_the_site_and_no_more(tmp_path):
    copy_context(tmp_path / "app")
    copied = {path.name for path in (tmp_path / "app").iterdir()}
    assert {"manage.py", "config", "fixtures", "static", "deploy", "requirements.txt"} <= copied
    assert not {".git", ".venv", "tests", "var", "secrets", "docs", "staticfiles"} & copied
    assert not list((tmp_path / "app").rglob("*.mo"))


def test_the_dockerfile_is_read_as_docker_reads_it():
    text = '# a comment\nFROM x AS y\nRUN one \\\n    # inside\n    && two\nCMD ["a"]\n'
    assert instructions(text) == [("FROM", "x AS y"), ("RUN", "one && two"), ("CMD", '["a"]')]


def test_every_service_is_tried(compose):
    assert set(compose["services"]) == set(try_compose.NUMBERS) - {"web-2"}


def test_a_kernel_without_containers_is_excused_and_a_missing_package_is_not(monkeypatch, capsys):
    monkeypatch.setenv("REQUIRE_PARTS", "1")
    monkeypatch.setattr(try_compose.os, "geteuid", lambda: 0)
    monkeypatch.setattr(try_compose, "missing_parts", list)
    monkeypatch.setattr(try_compose, "refusal", lambda: "unshare: Operation not permitted")
    try_compose.main()
    told = capsys.readouterr().out
    assert "not tried, as this machine's kernel allows no part: unshare: Operation" in told
    monkeypatch.setattr(try_compose, "missing_parts", lambda: ["nginx-light"])
    with pytest.raises(SystemExit, match="cannot be tried: apt-get install nginx-light"):
        try_compose.main()
