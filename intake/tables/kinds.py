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
    graph = {model: {r for r in referred(model) if r is not model} for model in ours}
    return tuple(TopologicalSorter(graph).static_order())


def referred(model: type[models.Model]) -> list[type[models.Model]]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    ours = watched_models()
    return [f.related_model for f in fields if f.is_relation and f.related_model in ours]


def spoken(text) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = str(text)
    return words


def normal(text: str) -> str:
    """A name for comparison, without case and white space."""
    return " ".join(text.split()).casefold()


@cache
def _names() -> dict[str, type[models.Model]]:
    names = {}
    for model in kinds():
        options = model._meta
        words = [options.label_lower, options.model_name]
        words += spoken(options.verbose_name).values()
        words += spoken(options.verbose_name_plural).values()
        names.update({normal(word): model for word in words})
    return names


def kind_named(text: str) -> type[models.Model] | None:
    """The kind of that name: "zones.zone", "zone", "Zones", "开发区"; None if unknown."""
    return _names().get(normal(text))


def is_explanation(title: str) -> bool:
    """Whether a sheet of this name explains a workbook of ours."""
    names = [*spoken(COLUMNS_SHEET).values(), *spoken(LISTS_SHEET).values()]
    return normal(title) in {normal(name) for name in names}
