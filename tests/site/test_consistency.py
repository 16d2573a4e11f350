"""The whole project holds together: templates, models, constraints, filters."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models

from core.web.facets import ChoiceFacet
from policies.filters import PolicyFilterSet
from reforms.filters import ReformFilterSet
from sources.filters import SourceFilterSet
from sources.models import CitedModel, DataVersion, SeedRecord
from zones.filters import MetricFilterSet, ZoneFilterSet

OURS = ["sources", "zones", "reforms", "policies"]
EVERY_APP = [
    *OURS,
    "core",
    "history",
    "opendata",
    "comparisons",
    "intake",
    "accounts",
    "operations",
    "config",
]
TEMPLATES = settings.BASE_DIR / "templates"
BOOKKEEPING = {SeedRecord, DataVersion}  # written by commands, read by nobody's hand
BY_CONVENTION = {"404.html", "400.html", "500.html", "403.html"}


def our_models():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def test_every_model_is_in_the_admin():
    missing = [m for m in our_models() if m not in admin.site._registry and m not in BOOKKEEPING]
    assert missing == []


def test_every_fact_cites_a_source_that_cannot_be_deleted_under_it():
    facts = [m for m in our_models() if issubclass(m, CitedModel)]
    assert {m.__name__ for m in facts} == {
        "Zone",
        "Observation",
        "Reform",
        "Policy",
        "Target",
        "FollowUp",
    }
    for model in facts:
        column = model._meta.get_field("source")
        assert not column.null
        assert column.remote_field.on_delete is models.PROTECT


def test_every_enumerated_column_is_held_by_the_database():
    for model in our_models():
        held = {
            str(c.condition)
            for c in model._meta.constraints
            if isinstance(c, models.CheckConstraint)
        }
        for field in model._meta.fields:
            if field.choices:
                assert any(f"'{field.name}__in'" in condition for condition in held), (
                    f"{model}.{field.name}"
                )


def test_every_constraint_explains_itself():
    default = models.CheckConstraint(condition=models.Q(pk=1), name="x").violation_error_message
    for model in our_models():
        for constraint in model._meta.constraints:
            if model not in BOOKKEEPING:
                assert constraint.violation_error_message != default, constraint.name


def test_every_enumeration_that_lists_show_is_a_facet():
    expected = {
        ZoneFilterSet: {"tier", "kind"},
        ReformFilterSet: {"stage", "zone__tier"},
        PolicyFilterSet: {"stage"},
        MetricFilterSet: {"topic", "quantity"},
        SourceFilterSet: {"kind"},
    }
    for filterset, columns in expected.items():
        facets = [f for f in filterset.base_filters.values() if isinstance(f, ChoiceFacet)]
        assert {f.field_name for f in facets} == columns


def test_every_filter_has_a_label():
    for filterset in (
        ZoneFilterSet,
        ReformFilterSet,
        PolicyFilterSet,
        MetricFilterSet,
        SourceFilterSet,
    ):
        for name, one in filterset.base_filters.items():
            assert one.label, f"{filterset.__name__}.{name}"


def referenced_templates() -> set[str]:
    code = [p for app in EVERY_APP for p in Path(settings.BASE_DIR, app).rglob("*.py")]
    pages = list(TEMPLATES.rglob("*.html"))
    text = "\n".join(p.read_text(encoding="utf-8") for p in [*code, *pages])
    named = set(re.findall(r"[\"']([\w/]+\.html)[\"']", text))
    # DetailView finds its template by the model's name.
    return named | {f"{m._meta.app_label}/{m._meta.model_name}_detail.html" for m in our_models()}


def test_no_template_is_unused():
    used = referenced_templates()
    unused = [
        name
        for path in TEMPLATES.rglob("*.html")
        if (name := path.relative_to(TEMPLATES).as_posix()) not in used | BY_CONVENTION
        and not name.startswith("admin/")
    ]
    assert unused == []


def test_modules_stay_short():
    for app in EVERY_APP:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            if "migrations" not in path.parts:
                assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


@pytest.mark.gettext
def test_every_text_is_translated(tmp_path):
    """Extract the texts anew: each has a Chinese translation, none is doubtful or left over."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from babel.messages.pofile import read_po  # noqa: PLC0415

    copy = tmp_path / "project"
    copy.mkdir()
    for name in [*EVERY_APP, "templates", "locale", "manage.py"]:
        (copy / name).symlink_to(settings.BASE_DIR / name)
    (copy / "locale").unlink()
    (copy / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (copy / "static").mkdir()
    command = [sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "--no-wrap", "-s"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    path = "locale/zh_Hans/LC_MESSAGES/django.po"
    with (copy / path).open("rb") as new, (settings.BASE_DIR / path).open("rb") as kept:
        wanted, ours = read_po(new, locale="zh_Hans"), read_po(kept, locale="zh_Hans")
    translated = {
        str(m.id): m for m in ours if m.id and all(m.string if m.pluralizable else [m.string])
    }
    assert [m.id for m in ours if m.id and m.fuzzy] == []
    assert [m.id for m in wanted if m.id and str(m.id) not in translated] == []
    assert sorted(set(translated) - {str(m.id) for m in wanted if m.id}) == []
