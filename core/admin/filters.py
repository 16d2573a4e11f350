"""Filters of the admin's lists, beside Django's own."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.forms import OneRecord, OneRecordField, looks_like_key, told_apart
from core.records.plain import name_column

OFFERED = 10  # records that bear what was typed


class Referred(admin.EmptyFieldListFilter):
    """Filter a list by whether records of another model refer to a row."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = field.related_model._meta.verbose_name_plural


class RelationFilter(admin.FieldListFilter):
    """Filter a list by a related record: chosen by autocomplete, or typed as its slug or name.

    What is typed and names several records is answered with links to them; what names none with a
    sentence. Raises PermissionDenied where the user may not view such records. Two queries if used.
    """

    template = "admin/_relation_filter.html"

    def __init__(self, field, request, params, model, model_admin, field_path):
        self.key = f"{field_path}__id__exact"  # as in Django's filters: other pages link to it
        self.typed = field_path
        super().__init__(field, request, params, model, model_admin, field_path)
        self.site, self.request = model_admin.admin_site, request
        self.related_admin = self.site.get_model_admin(field.related_model)
        self.may_choose = self.related_admin.has_view_permission(request)
        self.used_parameters = {name: v[-1] for name, v in self.used_parameters.items() if v[-1]}
        if self.used_parameters and not self.may_choose:
            raise PermissionDenied
        key = self.used_parameters.get(self.key, "0")
        if not looks_like_key(key):
            raise IncorrectLookupParameters
        self.words = self.used_parameters.get(self.typed, "").replace("\0", "")[:100].strip()

    def has_output(self):
        return self.may_choose

    def expected_parameters(self):
        return [self.key, self.typed]

    @cached_property
    def found(self) -> list:
        """The records that the address means: one if all is well, one too many to offer."""
        rows = self._records()
        if key := self.used_parameters.get(self.key):
            return list(rows.filter(pk=key))
        if not self.words:
            return []
        name = name_column(rows.model)
        named = Q((f"{name}__iexact", self.words)) | Q((f"{name}_en__iexact", self.words))
        searched, _doubles = self.related_admin.get_search_results(self.request, rows, self.words)
        for some in (rows.filter(slug=self.words), rows.filter(named), searched):
            if found := list(some[: OFFERED + 1]):
                return found
        return []

    @property
    def chosen(self):
        return self.found[0] if len(self.found) == 1 else None

    @property
    def problem(self) -> str:
        if not self.used_parameters or self.chosen:
            return ""
        if self.found:
            words = {"kinds": self.field.related_model._meta.verbose_name_plural}
            return _("Several %(kinds)s are called so; choose one:") % words
        kind = self.field.related_model._meta.verbose_name
        if not self.words:
            return _("There is no such %(kind)s any more.") % {"kind": kind}
        words = {"kind": kind, "words": self.words}
        return _("No %(kind)s has the slug or the name “%(words)s”.") % words

    def queryset(self, request, queryset):
        if not self.used_parameters:
            return queryset
        return queryset.filter(**{self.field_path: self.chosen}) if self.chosen else queryset.none()

    def choices(self, changelist):
        """Links: to the list without this filter, and to each record that is offered."""
        self.others = sorted(  # for the form, too
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.expected_parameters()
            for value in values
        )
        yield self._choice([], _("All"), not self.used_parameters)
        for record in self.found[:OFFERED]:
            yield self._choice([(self.key, record.pk)], told_apart(record), record == self.chosen)

    def _choice(self, query: list[tuple], display: str, selected: bool) -> dict:
        address = f"?{urlencode([*self.others, *query])}"
        return {"selected": selected, "query_string": address, "display": display}

    @property
    def has_more(self) -> bool:
        return len(self.found) > OFFERED

    @property
    def chooser(self) -> str:
        """The autocomplete that takes the place of the text field where there are scripts."""
        widget = OneRecord(self.field, self.site)
        widget.known, widget.placeholder = self.chosen, capfirst(self.title)
        field = OneRecordField(queryset=self._records(), required=False, widget=widget)
        value = self.chosen.pk if self.chosen else None
        return field.widget.render(self.key, value, {"id": f"filter-{self.typed}"})

    def _records(self) -> QuerySet:
        model = self.field.related_model
        return model._default_manager.select_related(*model.told_by)


def chooser_media():
    return OneRecord(None, admin.site).media
