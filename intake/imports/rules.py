"""Which database rule a row broke, in words."""

import re

from django.db import models
from django.utils.translation import gettext as _

COLUMNS = re.compile(r"(?:UNIQUE|NOT NULL) constraint failed: (?P<columns>\w+\.\w+(?:, \w+\.\w+)*)")


def broken_rule(model: type[models.Model], error: Exception) -> tuple[list[str], str]:
    """Its fields and message. PostgreSQL names the rule, SQLite at times only columns."""
    text = str(error)
    match = COLUMNS.search(text)
    columns = {part.rpartition(".")[2] for part in match["columns"].split(", ")} if match else set()
    for rule in model._meta.constraints:
        is_unique = isinstance(rule, models.UniqueConstraint)
        names = rule.fields if is_unique else models.Q(rule.condition).referenced_base_fields
        of_columns = is_unique and columns == {model._meta.get_field(n).column for n in names}
        if re.search(rf"\b{rule.name}\b", text) or (columns and of_columns):
            return list(names) if is_unique else sorted(names), str(rule.violation_error_message)
    for field in model._meta.concrete_fields:
        if field.unique and (columns == {field.column} or f"_{field.column}_" in text):
            return [field.name], _("another record has this value already.")
    fields = [f.name for f in model._meta.concrete_fields if {f.column} == columns]
    if isinstance(error, ArithmeticError):
        return fields, _("the number is too large.")
    return fields, _("the database refuses this: %(reason)s") % {"reason": text.splitlines()[0]}
