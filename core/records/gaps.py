"""What facts lack: a place in their source, an English text. Conditions and indexes."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q


def texts_in_two_languages(model: type[models.Model]) -> list[str]:
    """The Chinese columns of a model that have an English one."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name in sorted(columns) if f"{name}_en" in columns]


def english_missing(model: type[models.Model]) -> Q:
    """Condition: a text in Chinese without its English one."""
    return _without_english(texts_in_two_languages(model))


def _without_english(names: Sequence[str]) -> Q:
    lacks = [~Q(**{name: ""}) & Q(**{f"{name}_en": ""}) for name in names]
    return reduce(or_, lacks) if lacks else Q(pk__in=[])


def gaps(prefix: str, *texts: str) -> list[models.Index]:
    """Indexes of the few facts without a place in their source, or without a text's English.

    The admin counts and lists them. `texts`: those of `texts_in_two_languages`.
    """
    found = {"no_place": Q(locator=""), "no_english": _without_english(texts)}
    return [
        models.Index(fields=["id"], name=f"{prefix}_{name}", condition=those)
        for name, those in found.items()
    ]
