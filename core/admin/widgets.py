"""Form fields that choose records by typing, in the admin."""

import re

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models


def looks_like_key(value) -> bool:
    """Whether a posted value can be a record's number: all databases can hold 18 digits."""
    return re.fullmatch(r"[0-9]{1,18}", str(value)) is not None


class OneRecord(AutocompleteSelect):
    """Choose one record by typing. What was chosen shows without a query when it is known."""

    known: models.Model | None = None

    def optgroups(self, name, value, attr=None):
        # Django asks the database for whatever was posted, also for "abc", and fails.
        chosen = [key for key in value if looks_like_key(key)]
        if self.known is None or chosen != [str(self.known.pk)]:
            return super().optgroups(name, chosen, attr)
        label = self.choices.field.label_from_instance(self.known)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, label, True, len(options)))
        return [(None, options, 0)]


class ManyRecords(AutocompleteSelectMultiple):
    """Choose any number of records by typing."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if looks_like_key(key)], attr)


class ManyRecordsField(forms.ModelMultipleChoiceField):
    """Any number of records. A number too large for the database is refused, not looked up."""

    def clean(self, value):
        for key in value or []:
            if not looks_like_key(key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:40]},
                )
        return super().clean(value)
