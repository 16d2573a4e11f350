"""The packages: each with its reason, its version and its hash, and nobody's address."""

import re
import tomllib

import pytest

from scripts.lock import check_no_addresses
from scripts.prepare import DEV, ROOT, SITE

# Two versions of a package may stand for different Pythons, each with its marker.
PINNED = re.compile(r"^([a-z0-9._-]+)(\[[a-z0-9,._-]+\])?==([^\s;]+)( ; [^\\]+)? \\$")


def packages(name: str) -> dict[str, str]:
    """Each pinned package (with the marker that restricts it) and its version."""
    versions = {}
    for line in (ROOT / name).read_text().splitlines():
        if match := PINNED.match(line):
            package, _extra, version, marker = match.groups()
            versions[package + (marker or "")] = version
    return versions


@pytest.mark.parametrize("name", [SITE, DEV])
def test_every_package_is_pinned_with_hashes_and_no_download_address(name):
    entries = re.split(r"\n(?=[^\s#])", (ROOT / name).read_text().strip())
    for entry in entries:
        first, *rest = entry.splitlines()
        assert PINNED.match(first), first
        assert re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", rest[0]), first
    assert len(packages(name)) == len(entries)
    check_no_addresses((ROOT / name).read_text(), name)


@pytest.mark.parametrize(
    "line", ["--index-url example", "pkg @ https://example.org/pkg.whl", "-f file:///tmp/wheels"]
)
def test_a_download_address_would_be_found(line):
    with pytest.raises(SystemExit, match="download address"):
        check_no_addresses(f"django==5.2 \\\n{line}\n", SITE)


def test_the_tests_run_with_the_very_packages_of_the_site():
    site, dev = packages(SITE), packages(DEV)
    # what the site needs on some systems, the tests may need on all
    differing = {
        package: version
        for package, version in site.items()
        if version not in (dev.get(package), dev.get(package.split(" ; ")[0]))
    }
    assert site
    assert differing == {}


def test_every_dependency_says_why_it_is_there_and_is_pinned():
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    explained = re.findall(r'^    "([^"]+)", +# \S.+$', text, re.MULTILINE)
    for name, wanted in (
        (SITE, project["project"]["dependencies"]),
        (DEV, project["dependency-groups"]["dev"]),
    ):
        assert set(wanted) <= set(explained)
        pinned = {package.split(" ; ")[0] for package in packages(name)}
        assert {re.split(r"[\[<>=~!]", each)[0] for each in wanted} <= pinned
