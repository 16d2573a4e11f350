"""Which rule of the database a row broke, and the sentence that says so."""

import re

from django.db import models
from django.utils.translation import gettext as _

COLUMNS = re.compile(r"(?:UNIQUE|NOT NULL) constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)")


def broken_rule(model: type[models.Model], error: Exception) -> tuple[list[str], str]:
    """The fields that the broken rule is about, and its sentence.

    PostgreSQL names the rule, SQLite at times only its columns.
    """
    text = str(error)
    named = [c for c in model._meta.constraints if re.search(rf"\b{c.name}\b", text)]
    columns = _columns(text)
    if not named and columns:
        named = [
            c
            for c in model._meta.constraints
            if isinstance(c, models.UniqueConstraint) and _columns_of(model, c.fields) == columns
        ]
    if named:
        return _fields(named[0]), str(named[0].violation_error_message)
    for field in model._meta.concrete_fields:
        if field.unique and (columns == {field.column} or f"_{field.column}_" in text):
            return [field.name], _("another record has this value already.")
    fields = [f.name for f in model._meta.concrete_fields if {f.column} == columns]
    if isinstance(error, ArithmeticError):
        return fields, _("the number is too large.")
    return fields, _("the database refuses this: %(reason)s") % {"reason": text.splitlines()[0]}


def _columns(text: str) -> set[str]:
    match = COLUMNS.search(text)
    parts = match["columns"].split(", ") if match else []
    return {part.rpartition(".")[2] for part in parts}


def _columns_of(model: type[models.Model], names) -> set[str]:
    return {model._meta.get_field(name).column for name in names}


def _fields(constraint: models.BaseConstraint) -> list[str]:
    if isinstance(constraint, models.UniqueConstraint):
        return list(constraint.fields)
    return sorted(models.Q(constraint.condition).referenced_base_fields)
