"""What the admin of every record shares: refusals in words, and lists that stay quick."""

import re
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, models, router
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.fields import UnitField
from core.units import unit_choices

SEARCH_LENGTH = 100  # SQLite refuses the query that thousands of words would make
NOTHING = "—"

admin.site.site_header = settings.SITE_TITLE
admin.site.site_title = settings.SITE_TITLE
admin.site.index_title = _("Records")
admin.site.empty_value_display = NOTHING


# -- Forms ------------------------------------------------------------------------------


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


class RecordForm(forms.ModelForm):
    """The form of one record. Whatever it refuses, it says in words where the editor sees it.

    `rules_also_need` names columns that the form does not show but that a rule of the
    database looks at. Django leaves a rule out when one of its columns is not on the form.
    """

    rules_also_need: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            self.fields["slug"].disabled = True  # others have cited the address
        for name, field in self.fields.items():
            value = self.initial.get(name)
            if isinstance(field, forms.DecimalField) and isinstance(value, Decimal):
                self.initial[name] = Decimal(f"{value.normalize():f}")  # 100, not 100.000000
            widget = getattr(field.widget, "widget", field.widget)  # inside its "add" button
            if isinstance(widget, OneRecord):
                widget.known = self.instance._state.fields_cache.get(name)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - set(self.rules_also_need)

    def add_error(self, field, error):
        """Put an error about a field that the editor cannot see at the top of the form."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(None if name == NON_FIELD_ERRORS else name, errors)
        elif field in self.fields and not self.fields[field].widget.is_hidden:
            super().add_error(field, error)
        else:
            super().add_error(None, error)


class RecordFields:
    """Mixin for admins and inlines: the form fields of our columns."""

    form = RecordForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if not isinstance(db_field, UnitField):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.ChoiceField(
            choices=[("", NOTHING), *unit_choices()],
            required=not db_field.blank,
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = OneRecord(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ManyRecords(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs["form_class"] = ManyRecordsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def first_and_last_day(column: str):
    """A read-only line of a form: the days between which the partial date in `column` lies."""

    @admin.display(description=_("first and last day"))
    def days(_admin, record) -> str:
        earliest = getattr(record, f"{column}_earliest")
        latest = getattr(record, f"{column}_latest")
        return f"{earliest or '…'} – {latest or '…'}" if earliest or latest else NOTHING

    return days


# -- Lists and pages --------------------------------------------------------------------


class SearchForm(ChangeListSearchForm):
    """The search of a list, with a limit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(
            required=False, strip=False, max_length=SEARCH_LENGTH
        )


class Referred(admin.EmptyFieldListFilter):
    """Filter a list by whether records of another kind refer to a row."""

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        self.title = field.related_model._meta.verbose_name_plural


class RecordList(ChangeList):
    search_form_class = SearchForm


class RecordAdmin(RecordFields, admin.ModelAdmin):
    """The list and the pages of one kind of record.

    `kept_for_next` names foreign keys that "save and add another" carries over: who enters
    an article's figures chooses its zone and its source once.
    """

    kept_for_next: tuple[str, ...] = ()
    save_on_top = True
    list_per_page = 50

    class Media:
        css = {"all": ["admin-extra.css"]}

    def get_changelist(self, request, **kwargs):
        return RecordList

    def get_changelist_instance(self, request):
        """The list. An address that asks for nonsense leads to the whole list, with a reason."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as error:
            messages.error(
                request,
                _("The address asked for a page or a filter that does not exist."),
            )
            raise IncorrectLookupParameters(error) from error

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\0", "")[:SEARCH_LENGTH]
        return super().get_search_results(request, queryset, term)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Another editor's save came between our check and our write. It is visible now,
            # so that checking again refuses in words, with the form as it was filled in.
            return super().changeform_view(request, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST and self.kept_for_next:
            kept = {name: getattr(obj, f"{name}_id") for name in self.kept_for_next}
            response["Location"] += ("&" if "?" in response["Location"] else "?") + urlencode(kept)
        return response

    @admin.display(description=_("related records"))
    def related_records(self, record):
        """How many records refer to this one, with links to them. One query for each kind."""
        if record.pk is None:
            return NOTHING
        edited_here = {inline.model for inline in self.inlines}
        lines = []
        for relation in self.opts.related_objects:
            if relation.related_model in edited_here:
                continue
            add = admin_address(relation.related_model, "add", **{relation.field.name: record.pk})
            lines.append((list_of_referring(relation, [record]), add, _("add")))
        line = '<li>{} <a class="addlink" href="{}">{}</a></li>'
        return format_html("<ul>{}</ul>", format_html_join("", line, lines)) if lines else NOTHING

    def get_deleted_objects(self, objs, request):
        """What deleting these records would delete, and what stands against it, as counts.

        Django names every record, with queries for each: a source may have a thousand. And
        it would quietly take a type from its reforms, which need one at least.
        """
        records = list(objs)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=records)
        collector.collect(records)
        refusing = {type(record) for record in collector.protected}
        users = [
            list_of_referring(relation, records)
            for relation in self.opts.related_objects
            if relation.many_to_many or relation.related_model in refusing
            if referring(relation, records).exists()
        ]
        users = users or [str(record) for record in collector.protected]
        advice = _("Let these refer to another record first, or delete them:")
        forbidden = {
            model._meta.verbose_name
            for model in collector.model_objs
            if self.admin_site.is_registered(model)
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        counts = {m._meta.verbose_name_plural: len(r) for m, r in collector.model_objs.items()}
        names = [str(record) for record in records]
        return names, counts, forbidden, [advice, users] if users else []


def referring(relation, records) -> models.QuerySet:
    """The records at the other end of a reverse relation."""
    rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": records})
    return rows.distinct()


def list_of_referring(relation, records):
    """A link to the list of the records at the other end: "Observations: 12". One query."""
    keys = ",".join(str(record.pk) for record in records)
    lookup = f"{relation.field.name}__id__{'in' if ',' in keys else 'exact'}"
    address = admin_address(relation.related_model, "changelist", **{lookup: keys})
    name = capfirst(relation.related_model._meta.verbose_name_plural)
    if relation.many_to_many:
        name = f"{name} ({relation.field.verbose_name})"
    number = referring(relation, records).count()
    return format_html('<a href="{}">{}: {}</a>', address, name, number)


def admin_address(model: type[models.Model], page: str, **query) -> str:
    """The address of an admin page of a model, by name, so that no app imports another."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return f"{reverse(name)}?{urlencode(query)}"


class RecordFormSet(BaseInlineFormSet):
    """The rows of an inline."""

    def clean(self):
        super().clean()
        if any(form.instance._state.adding for form in self.initial_forms):
            # Such a row is not shown any more, so that its own error would not be read.
            raise ValidationError(
                _("Somebody has deleted one of these records meanwhile. Open this page anew.")
            )


class RecordInline(RecordFields, admin.StackedInline):
    """Records that are edited on the page of the record they belong to.

    `select_related` names what a row shows, so that queries do not grow with rows.
    """

    formset = RecordFormSet
    select_related: tuple[str, ...] = ()
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.select_related)
