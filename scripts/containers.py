"""As much of a container engine as it takes to run ours on a bare Debian, as root.

A container is a process with a root folder, a file system and a network address of its own,
made with `unshare`: Debian's /usr below it, the image's folders and the service's volumes on
top, the rest read-only. It runs as the service's user, without capabilities, and knows the
variables it is given and no others.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.prepare import last_line, run_quietly, say

BRIDGE = "compose0"
NETWORK = "10.77.0"  # within a network namespace of our own: nobody else has it


@dataclass
class Container:
    """One container: what it is given, and its process once it is started."""

    name: str
    number: int  # the last part of its address
    command: list[str]
    environment: dict[str, str]
    user: str = "0:0"
    workdir: str = "/"
    mounts: dict[str, tuple[Path, str]] = field(default_factory=dict)  # inside: outside, rw or ro
    tmpfs: list[str] = field(default_factory=list)
    read_only: bool = True
    network: bool = True
    stop_signal: int = signal.SIGTERM
    root: Path = None
    log: Path = None
    process: subprocess.Popen = None

    @property
    def address(self) -> str:
        return f"{NETWORK}.{self.number}"

    def start(self) -> "Container":
        self.root = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        self.root.chmod(0o755)
        self.log = self.root.with_name(self.root.name + ".log")
        spaces = ["--mount", "--propagation", "private", *(["--net"] if self.network else [])]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["unshare", *spaces, "sh", "-euc", "\n".join(self.script())],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if self.network:
            self.connect()
        self.process.stdin.write(b"go\n")
        self.process.stdin.close()
        return self

    def connect(self) -> None:
        """A cable from the container to the bridge."""
        cable = f"veth{self.number}"
        # unshare has to have made the namespace before the cable can be put into it
        own = Path("/proc/self/ns/net").readlink()
        while Path(f"/proc/{self.process.pid}/ns/net").readlink() == own:
            time.sleep(0.01)
        ends = ["type", "veth", "peer", "name", "eth0", "netns", str(self.process.pid)]
        ip("link", "add", "name", cable, *ends)
        ip("link", "set", cable, "master", BRIDGE, "up")

    def script(self) -> list[str]:
        """What is done as root inside the new namespaces before the command takes over."""
        inside = shlex.quote(str(self.root))
        lines = ["read -r _"]
        if self.network:
            lines += ["ip link set lo up", f"ip addr add {self.address}/24 dev eth0"]
            lines += ["ip link set eth0 up"]
        lines += [f"cd {inside}", "mkdir usr etc proc dev"]
        lines += [f"ln -s usr/{name} {name}" for name in ("bin", "sbin", "lib", "lib64")]
        lines += ["mount --rbind /dev dev", "mount --rbind /proc proc"]
        for name in ("usr", "etc"):
            lines += [f"mount --bind /{name} {name}", f"mount -o remount,bind,ro {name}"]
        for path, _, size in (each.partition(":") for each in self.tmpfs):
            options = ",".join(["mode=1777", *([size] if size else [])])
            lines += [f"mkdir -p .{path}", f"mount -t tmpfs -o {options} tmpfs .{path}"]
        for path, (outside, mode) in self.mounts.items():
            kind = "mkdir -p" if outside.is_dir() else "mkdir -p $(dirname .{0}); touch"
            make = f"{kind.format(path)} .{path}" if not path.startswith("/etc/") else "true"
            lines += [make, f"mount --bind {shlex.quote(str(outside))} .{path}"]
            lines += [f"mount -o remount,bind,ro .{path}"] if mode == "ro" else []
        if self.read_only:
            lines += [f"mount --bind {inside} {inside}", f"mount -o remount,bind,ro {inside}"]
        return [*lines, "exec chroot . " + shlex.join(self.inside(self.command))]

    def inside(self, command: list[str]) -> list[str]:
        """The command as this container's user, without capabilities, with its variables only."""
        user, _, group = self.user.partition(":")
        who = [f"--reuid={user}", f"--regid={group or user}", "--clear-groups"]
        nothing = ["--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        setpriv = [] if self.user == "0:0" else ["setpriv", *who, *nothing]
        return [*setpriv, "env", "-i", f"--chdir={self.workdir}", *variables, *command]

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command beside the container's own, as `docker compose exec` does."""
        enter = ["nsenter", f"--target={self.process.pid}", "--mount", "--net", "--root"]
        return subprocess.run(
            [*enter, *self.inside(list(command))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self, seconds: float = 30) -> int:
        """End it as `docker stop` does, and give its exit code."""
        self.process.send_signal(self.stop_signal)
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            say(f"  {self.name} did not end within {seconds} s and was killed")
            self.process.kill()
            return self.process.wait()

    def clean_up(self) -> None:
        """Kill whatever is left of it and forget its files."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.root:
            shutil.rmtree(self.root, ignore_errors=True)  # its mounts were seen by nobody else
            self.log.unlink(missing_ok=True)


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, stdin=subprocess.DEVNULL)


# What a container and its network are made with, in namespaces that end with this program.
PROBE = """
ip link add name probe0 type bridge
ip link add name probe1 type veth peer name probe2
mount -t tmpfs tmpfs /mnt
"""


def refusal() -> str:
    """What the kernel says to namespaces, networks and mounts of our own; empty: it allows them."""
    unshare = ["unshare", "--mount", "--net", "--propagation", "private"]
    tried = run_quietly([*unshare, "sh", "-euc", PROBE])
    return last_line(tried.stdout) if tried.returncode else ""


@contextlib.contextmanager
def bridge():
    """The network between the containers; our own process is at its first address."""
    ip("link", "set", "lo", "up")
    ip("link", "add", "name", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    yield
    ip("link", "delete", BRIDGE)
