"""The shape of the code: short modules, and no imports in a circle."""

import tomllib
from graphlib import TopologicalSorter

import grimp
from django.conf import settings

LONGEST = 400  # lines
PYPROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = PYPROJECT["tool"]["importlinter"]["root_packages"]


def test_no_module_is_too_long():
    """Tests neither; migrations are written by Django."""
    for folder in [*PRODUCT, "bench", "scripts", "tests"]:
        for path in settings.BASE_DIR.joinpath(folder).rglob("*.py"):
            if "migrations" not in path.parts:
                assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST, path


def test_no_module_imports_itself_through_others():
    graph = grimp.build_graph(*PRODUCT, cache_dir=None, exclude_type_checking_imports=True)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle
