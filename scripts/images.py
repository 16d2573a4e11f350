"""Dockerfile and docker-compose.yml, read as Docker reads them, as far as ours go."""

import fnmatch
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts.prepare import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass
class Image:
    """What a stage of the Dockerfile says: what to run while building, how to start later."""

    environment: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)
    user: str = "0:0"
    workdir: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile with what follows them, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def read_dockerfile(path: Path = ROOT / "Dockerfile") -> list[Image]:
    """The stages of a Dockerfile. Raises ValueError for an instruction that we do not follow."""
    stages = []
    for word, rest in instructions(path.read_text()):
        if word == "FROM":
            stages.append(Image())
            continue
        stage = stages[-1]
        if word in ("ARG", "ENV"):
            stage.environment.update(re.findall(r"(\w+)=(\S+)", rest))
        elif word in ("RUN", "COPY"):
            stage.steps.append((word, rest))
        elif word in ("USER", "WORKDIR"):
            setattr(stage, word.lower(), rest)
        elif word in ("ENTRYPOINT", "CMD"):
            setattr(stage, {"CMD": "command"}.get(word, "entrypoint"), json.loads(rest))
        elif word == "HEALTHCHECK":
            stage.healthcheck = json.loads(rest[rest.index("CMD ") + 4 :])
        elif word != "EXPOSE":
            raise ValueError(f"{word} is not followed here.")
    return stages


def read_compose(variables: dict[str, str], path: Path = ROOT / "docker-compose.yml") -> dict:
    """The compose file with its ${VARIABLES} filled in. Raises ValueError for one that must be set.

    A comment may show a variable too: only what YAML reads is filled in.
    """

    def value(match) -> str:
        name, kind, rest = match.groups()
        if not variables.get(name) and kind == "?":
            raise ValueError(f"{name}: {rest}")
        return variables.get(name) or (rest if kind == "-" else "")

    def filled(node):
        if isinstance(node, dict):
            return {name: filled(each) for name, each in node.items()}
        if isinstance(node, list):
            return [filled(each) for each in node]
        return VARIABLE.sub(value, node) if isinstance(node, str) else node

    return filled(yaml.safe_load(path.read_text()))


def copy_context(target: Path, root: Path = ROOT) -> None:
    """The files that `COPY . .` takes: all but those of .dockerignore."""
    patterns = (root / ".dockerignore").read_text().split()
    everywhere = [pattern[3:] for pattern in patterns if pattern.startswith("**/")]
    at_the_top = [pattern for pattern in patterns if not pattern.startswith("**/")]

    def ignored(folder, names):
        these = everywhere + (at_the_top if Path(folder) == root else [])
        return {name for name in names for each in these if fnmatch.fnmatch(name, each)}

    shutil.copytree(root, target, ignore=ignored, symlinks=True)
