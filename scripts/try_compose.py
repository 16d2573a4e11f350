"""What `docker compose up` would do, done without Docker: `python -m scripts.try_compose`, as root.

Follows Dockerfile and docker-compose.yml themselves: the image's build steps, then each service
with its command, user, variables, secrets, volumes and health check, in a container of its own
(`scripts.containers`). Where the file names PostgreSQL's and nginx's images, Debian's packages
stand in for them. Takes a minute or two, a third of it for building the image.

A part that is missing fails with REQUIRE_PARTS=1. A kernel that allows no namespaces does not:
then it is said that nothing was tried.
"""

import ctypes
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.containers import Container, bridge, refusal
from scripts.images import copy_context, read_compose, read_dockerfile
from scripts.prepare import ROOT, say
from scripts.with_postgres import find_binaries

SITE_NAME = "zones.example"
VARIABLES = {
    "SITE_NAME": SITE_NAME,
    "METRICS": "1",
    "REPLICA_URL": "postgres://zones@replica:5432/zones",
}
NGINX_USER = "101:101"  # as its image says
CLONE_NEWNET = 0x40000000  # Linux's number for it
NUMBERS = {"db": 2, "set-up": 3, "web": 4, "web-2": 5, "proxy": 6, "backup": 7, "replica": 8}
# name in the network: containers behind it
HOSTS = {"db": ["db"], "web": ["web", "web-2"], "replica": ["replica"]}
# As much of the entry point of PostgreSQL's image as our variables ask for.
POSTGRES_ENTRYPOINT = """
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    chmod 700 "$PGDATA"
    initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" \
        --auth-local=trust --auth-host=scram-sha-256 $POSTGRES_INITDB_ARGS >/dev/null
    printf '%s\\n' "listen_addresses = '*'" "fsync = off" >>"$PGDATA/postgresql.conf"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl --wait --silent --options="-c listen_addresses=''" start
    createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
    for file in /docker-entrypoint-initdb.d/*; do "$file"; done
    pg_ctl --wait --silent --mode=fast stop
fi
exec "$@"
"""


class Trial:
    """The folders of the image, the volumes, the secrets, and the containers started so far."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.stages = read_dockerfile()
        self.compose = read_compose(VARIABLES)
        self.containers: dict[str, Container] = {}

    # -- the image ------------------------------------------------------------------------

    def build(self) -> None:
        """Run the build stage's steps, as root and with the network, as `docker build` does."""
        app, venv = self.folder / "app", self.folder / "venv"
        venv.mkdir()
        stage = self.stages[0]
        cache = Path.home() / ".cache" / "pip"  # what this machine has downloaded before
        cache.mkdir(parents=True, exist_ok=True)
        registry = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        registry |= {"PIP_NO_CACHE_DIR": "0", "PIP_CACHE_DIR": "/pip", "HOME": "/tmp"}
        copy_context(app)
        for word, rest in stage.steps:
            if word == "COPY":
                continue  # all is there from the beginning
            mounts = {"/app": (app, "rw"), "/venv": (venv, "rw"), "/pip": (cache, "rw")}
            if Path("/opt").is_dir():
                mounts["/opt"] = (Path("/opt"), "ro")
            step = Container(
                name="build",
                number=0,
                command=["sh", "-euc", rest],
                environment={**stage.environment, **registry},
                workdir=stage.workdir,
                mounts=mounts,
                tmpfs=["/tmp"],
                network=False,
            ).start()
            code = step.process.wait()
            if code:
                sys.exit(f"The image was not built: {rest}\n{step.log.read_text()}")
            step.clean_up()

    # -- the services ---------------------------------------------------------------------

    def start(self, name: str, service_name: str = "", command: list[str] | None = None):
        """Start a container of a service, with another command when one is given."""
        service = self.compose["services"][service_name or name]
        ours = "build" in service
        image = self.stages[-1]
        container = Container(
            name=name,
            number=NUMBERS.get(name, 20 + len(self.containers)),
            command=command or self.command(service),
            environment=self.environment(service),
            user=image.user if ours else service.get("user", NGINX_USER),
            workdir=image.workdir if ours else "/",
            mounts=self.mounts(service, ours),
            tmpfs=service["tmpfs"],
            read_only=service["read_only"],
            stop_signal=signal.SIGINT if "postgres:" in service["image"] else signal.SIGTERM,
        )
        self.containers[name] = container.start()
        return container

    def command(self, service: dict) -> list[str]:
        words = service.get("command", "").split()
        if "build" in service:
            return [*self.stages[-1].entrypoint, *(words or self.stages[-1].command)]
        if "entrypoint" in service:
            return [service["entrypoint"], *words]
        if service["image"].startswith("postgres"):
            return ["sh", "-euc", POSTGRES_ENTRYPOINT, "sh", *words]
        return ["nginx", "-g", "daemon off;"]

    def environment(self, service: dict) -> dict[str, str]:
        given = service.get("environment", {})
        if "build" in service:
            return {**self.stages[-1].environment, **given}
        path = f"{find_binaries()}:/usr/sbin:/usr/bin:/sbin:/bin"
        return {"PATH": path, "PGDATA": "/var/lib/postgresql/data", **given}

    def mounts(self, service: dict, ours: bool) -> dict[str, tuple[Path, str]]:
        mounts = {"/etc/hosts": (self.hosts(), "ro")}
        if ours:
            mounts["/app"] = (self.folder / "app", "ro")
            mounts["/venv"] = (self.folder / "venv", "ro")
        for name in service.get("secrets", []):
            file = self.folder / "secrets" / Path(self.compose["secrets"][name]["file"]).name
            mounts[f"/run/secrets/{name}"] = (file, "ro")
        for volume in service.get("volumes", []):
            outside, inside, *mode = volume.split(":")
            source = ROOT / outside if outside.startswith(".") else self.volume(outside, service)
            if source.name == "nginx.conf":
                source = self.older_nginx(source)
            mounts[inside] = (source, mode[0] if mode else "rw")
        return mounts

    def volume(self, name: str, service: dict) -> Path:
        """A named volume, made when first used; its owner is whoever the image gives it to."""
        path = self.folder / "volumes" / name
        if not path.exists():
            path.mkdir(parents=True)
            owner = 10001 if "build" in service else service["user"]
            shutil.chown(path, owner, owner)
        return path

    def older_nginx(self, path: Path) -> Path:
        """Our configuration for Debian's nginx, which looks names up only when it starts."""
        adapted = self.folder / "nginx.conf"
        adapted.write_text(path.read_text().replace(" resolve;", ";"))
        return adapted

    def hosts(self) -> Path:
        """The names in the network, as Docker's own server of names would tell them."""
        path = self.folder / "hosts"
        lines = ["127.0.0.1 localhost"]
        for name, containers in HOSTS.items():
            lines += [f"10.77.0.{NUMBERS[each]} {name}" for each in containers]
        path.write_text("\n".join(lines) + "\n")
        return path

    def make_secrets(self) -> None:
        """The files of secrets/, with a certificate that the proxy signs itself."""
        folder = self.folder / "secrets"
        folder.mkdir()
        for name in ("database_password", "replication_password", "secret_key"):
            (folder / name).write_text(secrets.token_urlsafe(50) + "\n")
        files = ["-keyout", folder / "tls_key.pem", "-out", folder / "tls_certificate.pem"]
        subprocess.run(
            ["openssl", "req", "-x509", "-nodes", "-subj", f"/CN={SITE_NAME}", *files],
            check=True,
            capture_output=True,
        )
        for file in folder.iterdir():
            file.chmod(0o444)  # Docker mounts them as they are

    def wait_until_healthy(self, name: str, service_name: str = "", seconds: float = 60) -> None:
        """Run the service's health check, or its image's, until it passes."""
        service = self.compose["services"][service_name or name]
        test = service.get("healthcheck", {}).get("test", ["CMD", *self.stages[-1].healthcheck])
        command = test[1:] if test[0] == "CMD" else ["sh", "-c", test[1]]
        container = self.containers[name]
        deadline = time.monotonic() + seconds
        while True:
            done = container.run(*command)
            if done.returncode == 0:
                break
            if container.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{name} is not healthy: {done.stdout}\n{container.log.read_text()}")
            time.sleep(0.3)
        say(f"  {name} is healthy")

    def run(self, service: str, *words: str) -> str:
        """`docker compose run --rm SERVICE WORDS`: what it printed. Ends when it fails."""
        name = f"run-{len(self.containers)}"
        container = self.start(name, service, [*self.stages[-1].entrypoint, *words])
        code = container.process.wait()
        text = container.log.read_text()
        if code:
            sys.exit(f"{' '.join(words)} failed:\n{text}")
        return text


def fetch(path: str, *options: str, scheme: str = "https", port: int = 8443) -> tuple[str, str]:
    """The head and the body of an answer of the proxy."""
    target = f"{SITE_NAME}:{port}:10.77.0.{NUMBERS['proxy']}"
    address = f"{scheme}://{SITE_NAME}:{port}{path}"
    curl = ["curl", "-sk", "--include", "--resolve", target, *options, address]
    done = subprocess.run(curl, capture_output=True, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    return head.decode().lower(), body.decode(errors="replace")


def expect(what: str, holds: bool, told="") -> None:
    if not holds:
        sys.exit(f"This does not hold: {what}\n{told}")
    say(f"  {what}")


def check_pages(trial: Trial) -> None:
    head, _body = fetch("/en/zones/", scheme="http", port=8080)
    expect("plain HTTP is sent to HTTPS", " 308" in head and "location: https://" in head, head)
    head, body = fetch("/en/zones/", "-H", "X-Request-ID: not-believed-0")
    expect("a page comes through the proxy", "http/2 200" in head and "</html>" in body, head)
    expect("with HSTS", "strict-transport-security: max-age=" in head, head)
    request_id = head.partition("x-request-id: ")[2].split("\r\n")[0]
    static = "/static/" + body.partition('href="/static/')[2].partition('"')[0]
    head, _body = fetch(static, "-H", "Accept-Encoding: br, gzip")
    kept = "immutable" in head and "content-encoding: br" in head
    expect("static files are kept for ever, and come in brotli", kept, head)
    head, body = fetch("/data/zone-reforms.metadata.json")
    expect("files of the data set are made", " 200" in head and '"' in body, head)
    head, _body = fetch("/metrics")
    expect("the proxy does not show /metrics", " 404" in head, head)
    figures = trial.containers["web"].run("python", "-c", ASK_METRICS)
    expect("the site does", "http_requests_total{" in figures.stdout, figures.stdout)
    lines = [json.loads(line) for name in ("web", "web-2") for line in log_of(trial, name)]
    told = [line for line in lines if line.get("request_id") == request_id]
    expect("the log has one line for the request, in JSON", len(told) == 1, str(lines[-3:]))


ASK_METRICS = (
    "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8000/metrics').read().decode())"
)


def log_of(trial: Trial, name: str) -> list[str]:
    return trial.containers[name].log.read_text().splitlines()


def check_containers(trial: Trial) -> None:
    web = trial.containers["web"]
    wrote = web.run("touch", "/app/config/settings.py")
    expect("the site cannot write to itself", wrote.returncode != 0, wrote.stdout)
    mounts = web.run("cat", "/proc/self/mountinfo").stdout
    expect("its root is read-only", re.search(r" / ro,", mounts) is not None, mounts)
    told = trial.run("web", "check", "--deploy", "--fail-level", "WARNING")
    expect("check --deploy has nothing to say", "no issues" in told, told)
    told = trial.run("web", "create_administrator")
    expect("an administrator can be made", "password" in told, told)
    question = "SELECT pg_is_in_recovery()::text || count(*) FROM auth_user"
    replica = trial.containers["replica"]
    asked = ["psql", "--username=zones", "--dbname=zones", "-Atc", question]
    deadline = time.monotonic() + 20
    told = replica.run(*asked).stdout.strip()
    while told != "true1" and time.monotonic() < deadline:
        time.sleep(0.2)
        told = replica.run(*asked).stdout.strip()
    expect("the replica has the new user, and only reads", told == "true1", told)
    (name,) = (path.name for path in trial.volume("backups", {}).glob("*.zip"))
    told = trial.run("backup", "restore", f"/backups/{name}", "--overwrite")
    expect("the nightly backup can be restored", "every row compared" in told, told)
    code = web.stop()
    expect("a web process ends when it is told to", code in (0, 143), str(code))
    head, _body = fetch("/en/zones/")
    expect("the other one goes on serving", " 200" in head, head)
    trial.containers["db"].stop()
    deadline = time.monotonic() + 20
    head, body = fetch("/en/zones/")
    while "nothing can be saved" not in body and time.monotonic() < deadline:
        time.sleep(0.2)
        head, body = fetch("/en/zones/")
    goes_on = " 200" in head and "The data are as of" in body
    expect("without its database the site goes on from the replica", goes_on, head + body[-500:])


def up(trial: Trial) -> None:
    """Start the services in the order of their conditions, two of web."""
    trial.start("db")
    trial.wait_until_healthy("db")
    code = trial.start("set-up").process.wait()
    expect(
        "set-up migrates, makes the roles and seeds", code == 0, "\n".join(log_of(trial, "set-up"))
    )
    for name, service in (("web", "web"), ("web-2", "web"), ("backup", ""), ("replica", "")):
        trial.start(name, service)
    for name, service in (("web", "web"), ("web-2", "web"), ("backup", ""), ("replica", "")):
        trial.wait_until_healthy(name, service)
    trial.start("proxy")
    trial.wait_until_healthy("proxy")


def leave_the_network() -> None:
    """Go on in a network namespace of our own, where only our containers are."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        sys.exit(f"No network namespace can be made here: {os.strerror(ctypes.get_errno())}.")


def missing_parts() -> list[str]:
    """What this machine lacks, in the names of Debian's packages."""
    parts = {"nginx": "nginx-light", "curl": "curl", "openssl": "openssl", "ip": "iproute2"}
    parts["unshare"] = "util-linux"
    missing = [package for program, package in parts.items() if not shutil.which(program)]
    missing += [] if find_binaries() else ["postgresql"]
    python = subprocess.run(["/usr/bin/python3", "-c", "import venv, ensurepip"], check=False)
    return missing + (["python3-venv"] if python.returncode else [])


def main() -> None:
    missing = missing_parts()
    if os.geteuid() != 0 or missing:
        reason = "it must run as root" if os.geteuid() else f"apt-get install {' '.join(missing)}"
        if os.environ.get("REQUIRE_PARTS") == "1":
            sys.exit(f"docker-compose.yml cannot be tried: {reason}")
        say(f"docker-compose.yml is not tried: {reason}")
        return
    reason = refusal()
    if reason:
        say(f"docker-compose.yml is not tried, as this machine's kernel allows no part: {reason}")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the containers end with us
    started = time.monotonic()
    memory = Path("/dev/shm")  # thousands of small files, made and deleted
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
    with tempfile.TemporaryDirectory(prefix="compose-", dir=memory if roomy else None) as folder:
        Path(folder).chmod(0o755)
        trial = Trial(Path(folder))
        try:
            say("Building the image ...")
            trial.build()
            say(f"  took {time.monotonic() - started:.0f} s")
            leave_the_network()
            trial.make_secrets()
            with bridge():
                up(trial)
                check_pages(trial)
                check_containers(trial)
        finally:
            for container in reversed(trial.containers.values()):
                container.clean_up()
    say(f"All of it took {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    main()
