"""Two people's edits of one record, merged field by field when the second form is saved."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from core.records.plain import assign, editable_fields

NOTHING = "—"
UNKNOWN = object()  # a value before the others' change that no record has any more


@dataclass(frozen=True)
class Earlier:
    """A field in plain form as it was before others changed it; who did so last, and when."""

    value: object
    who: str
    at: datetime.datetime

    @property
    def by(self) -> str:
        at = timezone.localtime(self.at)
        is_today = at.date() == timezone.localdate()
        words = gettext("%(who)s, %(time)s")
        return words % {
            "who": self.who,
            "time": date_format(at, "H:i" if is_today else "Y-m-d H:i"),
        }


@dataclass(frozen=True)
class Difference:
    """A field that others changed since a form was opened: all versions in words."""

    label: str
    anchor: str
    before: str
    theirs: str
    yours: str
    by: str


def merge(form: forms.ModelForm, earlier: dict[str, Earlier] | None) -> tuple[list, list]:
    """Take into the form's data what only others changed; also return what both changed.

    `earlier`: the fields that others changed since the form was opened; None if that is not
    known: then each field that differs counts as changed by both. Two lists of Difference.
    """
    form.data = form.data.copy()
    now = model_to_dict(form.instance, form.fields)
    taken, asked = [], []
    for column in editable_fields(type(form.instance)):
        name, field = column.name, form.fields.get(column.name)
        if field is None or field.disabled or (earlier is not None and name not in earlier):
            continue
        key = form.add_prefix(name)
        theirs, yours = now[name], field.widget.value_from_datadict(form.data, form.files, key)
        before = value_before(column, earlier[name].value) if earlier else UNKNOWN
        if not differ(field, theirs, yours) or not differ(field, before, posted(field, theirs)):
            continue
        difference = Difference(
            label=f"{form.instance}: {form[name].label}" if form.prefix else form[name].label,
            anchor=form[name].id_for_label,
            before=NOTHING if before is UNKNOWN else shown(field, before),
            theirs=shown(field, theirs),
            yours=shown(field, yours),
            by=earlier[name].by if earlier else "",
        )
        if differ(field, before, yours):
            asked.append(difference)
            continue
        taken.append(difference)
        text = posted(field, theirs)
        form.data.setlist(key, text if isinstance(text, list) else [text])
    return taken, asked


def value_before(column: models.Field, plain):
    """A plain value as a form begins with it; UNKNOWN if a related record is gone or renamed."""
    record = column.model()
    try:
        many = assign(record, {column.name: plain})
    except ValidationError:
        return UNKNOWN
    return many[column.name] if column.many_to_many else column.value_from_object(record)


def posted(field: forms.Field, value):
    """A value as a browser would send it back unchanged."""
    value = field.prepare_value(value)
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def differ(field: forms.Field, value, sent) -> bool:
    """Whether what was sent is another value; a line's end counts as one, however it is sent."""
    if value is UNKNOWN:
        return True
    if isinstance(value, str) and isinstance(sent, str):
        value, sent = (text.strip().replace("\r\n", "\n") for text in (value, sent))
    return field.has_changed(value, sent)


def shown(field: forms.Field, value) -> str:
    """A form field's value as text: labels instead of keys."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        rows = field.queryset.filter(pk__in=[getattr(one, "pk", one) for one in value or []])
        return "; ".join(str(row) for row in rows) or NOTHING
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=getattr(value, "pk", value) or None).first()
        return str(row or NOTHING)
    if isinstance(field, forms.BooleanField):
        return gettext("yes") if field.to_python(value) else gettext("no")
    choices = dict(getattr(field, "choices", ()))
    return str(
        choices.get(value) or choices.get(str(value)) or field.prepare_value(value) or NOTHING
    )


def kept_as_well(taken: Iterable[Difference]) -> Iterator[str]:
    """A sentence for each save of others of which something was taken over."""
    for by, fields in groupby(sorted(taken, key=lambda one: one.by), key=lambda one: one.by):
        words = gettext("Kept as well, saved meanwhile (%(who)s): %(fields)s.")
        yield words % {"who": by, "fields": ", ".join(str(field.label) for field in fields)}
