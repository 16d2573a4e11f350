"""The whole project holds together: templates, models, constraints, filters."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db import models

from core.web.facets import ChoiceFacet
from policies.filters import PolicyFilterSet
from reforms.filters import ReformFilterSet
from sources.filters import SourceFilterSet
from sources.models import ChangedRow, CitedModel, DataVersion, SeedRecord
from tests.project.test_imports import PRODUCT
from zones.filters import MetricFilterSet, ZoneFilterSet

OURS = ["sources", "zones", "reforms", "policies"]
TEMPLATES = settings.BASE_DIR / "templates"
BOOKKEEPING = {ChangedRow, DataVersion, SeedRecord}  # written by commands, read by nobody's hand
BY_CONVENTION = {"404.html", "400.html", "500.html", "403.html"}


def our_models():
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def test_every_fact_cites_a_source_that_cannot_be_deleted_under_it():
    facts = [m for m in our_models() if issubclass(m, CitedModel)]
    names = {
        "Zone",
        "ZoneName",
        "ZoneEvent",
        "Observation",
        "Reform",
        "Policy",
        "Target",
        "FollowUp",
    }
    assert {m.__name__ for m in facts} == names
    for model in facts:
        column = model._meta.get_field("source")
        assert not column.null
        assert column.remote_field.on_delete is models.PROTECT


def test_every_enumerated_column_is_held_by_the_database():
    for model in our_models():
        checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        conditions = " ".join(str(one.condition) for one in checks)
        for field in model._meta.fields:
            assert not field.choices or f"'{field.name}__in'" in conditions, field


def test_every_constraint_explains_itself():
    default = models.CheckConstraint(condition=models.Q(pk=1), name="x").violation_error_message
    for model in set(our_models()) - BOOKKEEPING:
        for constraint in model._meta.constraints:
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
        assert all(one.label for one in filterset.base_filters.values()), filterset
        facets = [f for f in filterset.base_filters.values() if type(f) is ChoiceFacet]
        assert {f.field_name for f in facets} == columns


def referenced_templates() -> set[str]:
    code = [p for app in PRODUCT for p in Path(settings.BASE_DIR, app).rglob("*.py")]
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


@pytest.mark.gettext
def test_every_text_is_translated(tmp_path):
    """Extract the texts anew: each has a Chinese translation, none is doubtful or left over."""
    copy = tmp_path / "project"
    copy.mkdir()
    for name in [*PRODUCT, "templates", "locale", "manage.py"]:
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
