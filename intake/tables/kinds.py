"""The kinds of record that files hold."""

from functools import cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy, override

from core.records.changes import kinds

COLUMNS_SHEET = gettext_lazy("Columns")  # explains every column
LISTS_SHEET = gettext_lazy("Lists")  # the options of drop-down lists


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
        said += [options.label_lower, options.model_name, f"{options.model_name}s"]
        names |= dict.fromkeys(said, model)
    return names


def kind_named(text: str) -> type[models.Model] | None:
    """The kind of that name: "zones.zone", "zone", "Zones", "开发区"; None if unknown."""
    return _names().get(normal(text))


def is_explanation(title: str) -> bool:
    """Whether a sheet of this name explains a workbook of ours."""
    return normal(title) in (*spoken(COLUMNS_SHEET), *spoken(LISTS_SHEET))
