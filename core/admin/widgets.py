"""Admin fields that choose records by autocomplete."""

import re

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models


def looks_like_key(value) -> bool:
    """Whether a posted value can be a primary key: up to 18 digits fit all databases."""
    return re.fullmatch(r"[0-9]{1,18}", str(value)) is not None


class OneRecord(AutocompleteSelect):
    """Autocomplete for one record. Shows a choice that is already loaded without a query."""

    known: models.Model | None = None

    def optgroups(self, name, value, attr=None):
        # Django looks up any posted value, also "abc", which raises.
        chosen = [key for key in value if looks_like_key(key)]
        if self.known is None or chosen != [str(self.known.pk)]:
            return super().optgroups(name, chosen, attr)
        label = self.choices.field.label_from_instance(self.known)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, label, True, len(options)))
        return [(None, options, 0)]


class ManyRecords(AutocompleteSelectMultiple):
    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if looks_like_key(key)], attr)


class ManyRecordsField(forms.ModelMultipleChoiceField):
    """Several records. A number too large for the database is a form error."""

    def clean(self, value):
        for key in value or []:
            if not looks_like_key(key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:40]},
                )
        return super().clean(value)
