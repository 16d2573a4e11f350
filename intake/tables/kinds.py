"""The kinds of record that files hold."""

from functools import cache
from graphlib import TopologicalSorter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy, override

from core.records.changes import watched_models

COLUMNS_SHEET = gettext_lazy("Columns")  # explains every column
LISTS_SHEET = gettext_lazy("Lists")  # the options of drop-down lists


@cache
def kinds() -> tuple[type[models.Model], ...]:
    """Every kind of record, each after those that it refers to."""
    ours = watched_models()
    graph = {}
    for model in ours:
        fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
        related = [field.related_model for field in fields if field.is_relation]
        graph[model] = [other for other in related if other in ours and other is not model]
    return tuple(TopologicalSorter(graph).static_order())


def normal(text: str) -> str:
    """A name for comparison, without case and white space."""
    return " ".join(text.split()).casefold()


def spoken(text) -> list[str]:
    """A name in every language, for comparison."""
    words = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.append(normal(str(text)))
    return words


@cache
def _names() -> dict[str, type[models.Model]]:
    names = {}
    for model in kinds():
        options = model._meta
        said = spoken(options.verbose_name) + spoken(options.verbose_name_plural)
        names |= dict.fromkeys([options.label_lower, options.model_name, *said], model)
    return names


def kind_named(text: str) -> type[models.Model] | None:
    """The kind of that name: "zones.zone", "zone", "Zones", "开发区"; None if unknown."""
    return _names().get(normal(text))


def is_explanation(title: str) -> bool:
    """Whether a sheet of this name explains a workbook of ours."""
    return normal(title) in (*spoken(COLUMNS_SHEET), *spoken(LISTS_SHEET))
