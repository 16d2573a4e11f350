"""The shape of the code: short modules, no imports in a circle, no app that knows a higher one.

`lint-imports` checks what an app imports; here is what it names in texts.
"""

import ast
import re
import tomllib
from graphlib import TopologicalSorter

import grimp
import pytest
from django.conf import settings

LONGEST = 400  # lines
PYPROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
LINTER = PYPROJECT["tool"]["importlinter"]
PRODUCT, LAYERS = LINTER["root_packages"], LINTER["contracts"][0]["layers"]
FLOORS = {  # the higher the app, the lower its number
    app: floor for floor, apps in enumerate(LAYERS) for app in apps.split(" | ")
}
# docs/decisions/0023: the one reference upwards that the database has.
ALLOWED = {("zones/models.py", "reforms.Reform")}
BY_NAME = re.compile(rf"({'|'.join(FLOORS)})(\.\w+)+")


def names(path) -> list[str]:
    """The modules and models that a file names in texts."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        called = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model"
        if called and len(node.args) == 2 and all(isinstance(a, ast.Constant) for a in node.args):
            found.append(".".join(a.value for a in node.args))
    return [name for name in found if BY_NAME.fullmatch(name)]


@pytest.mark.parametrize("app", FLOORS)
def test_no_app_names_a_higher_one_in_a_text(app):
    upwards = {
        (str(path.relative_to(settings.BASE_DIR)), name)
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if "migrations" not in path.parts
        for name in names(path)
        if FLOORS[name.split(".")[0]] < FLOORS[app]
    }
    assert upwards - ALLOWED == set()


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
