"""Texts in two columns, `name` (Chinese) and `name_en`."""

from django.db.models import Model, Q


def texts_in_two_languages(model: type[Model]) -> list[str]:
    """The Chinese columns of a model that have an English one beside them."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name in sorted(columns) if f"{name}_en" in columns]


def english_missing(model: type[Model]) -> Q:
    """The records with a text in Chinese that has no English beside it."""
    condition = Q(pk__in=[])
    for name in texts_in_two_languages(model):
        condition |= ~Q(**{name: ""}) & Q(**{f"{name}_en": ""})
    return condition
