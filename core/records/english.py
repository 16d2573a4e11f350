"""Texts in two columns, `name` (Chinese) and `name_en`."""

from django.db.models import Model, Q


def texts_in_two_languages(model: type[Model]) -> list[str]:
    """The Chinese columns of a model that have an English one."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name in sorted(columns) if f"{name}_en" in columns]


def english_missing(model: type[Model]) -> Q:
    """Condition: a text in Chinese without its English one."""
    condition = Q(pk__in=[])
    for name in texts_in_two_languages(model):
        condition |= ~Q(**{name: ""}) & Q(**{f"{name}_en": ""})
    return condition
