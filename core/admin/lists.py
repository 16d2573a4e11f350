"""Changelists: search with a length limit, filters, links."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

SEARCH_LENGTH = 100  # SQLite refuses the query that thousands of words would make


class SearchForm(ChangeListSearchForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(
            required=False, strip=False, max_length=SEARCH_LENGTH
        )


class Referred(admin.EmptyFieldListFilter):
    """Filter a list by whether records of another model refer to a row."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = field.related_model._meta.verbose_name_plural


def counted(name: str, label: str):
    """A column of a list: the number that its queryset adds as `name`."""

    @admin.display(description=label, ordering=name)
    def count(_admin, record) -> int:
        return getattr(record, name)

    return count


class RecordList(ChangeList):
    search_form_class = SearchForm


def referring(relation, records) -> models.QuerySet:
    rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": records})
    return rows.distinct()


def list_of_referring(relation, records):
    """A link to the list of related records: "Observations: 12". One query."""
    keys = ",".join(str(record.pk) for record in records)
    lookup = f"{relation.field.name}__id__{'in' if ',' in keys else 'exact'}"
    address = admin_address(relation.related_model, "changelist", **{lookup: keys})
    name = capfirst(relation.related_model._meta.verbose_name_plural)
    if relation.many_to_many:
        name = f"{name} ({relation.field.verbose_name})"
    number = referring(relation, records).count()
    return format_html('<a href="{}">{}: {}</a>', address, name, number)


def admin_address(model: type[models.Model], page: str, **query) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return f"{reverse(name)}?{urlencode(query)}"
