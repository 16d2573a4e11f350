"""Forms and inlines of records: fields, readable errors, detection of concurrent edits."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from core.admin.merging import NOTHING, Difference, Earlier, merge
from core.formfields import PlainDecimalField, PlainIntegerField


def looks_like_key(value) -> bool:
    """Whether a posted value can be a primary key: up to 18 digits fit all databases."""
    return re.fullmatch(r"[0-9]{1,18}", str(value)) is not None


class Chooser:
    """Mixin of widgets: where the form has the owner of such records, it offers the owner's.

    `placeholder` is shown while nothing is chosen.
    """

    placeholder = ""

    @property
    def media(self):
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "choosers.js"])

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["data-placeholder"] = self.placeholder
        owner = getattr(self.field.related_model, "belongs_to", "")
        is_asked = owner and hasattr(self.field.model, owner)
        return attrs | ({"data-owner": owner} if is_asked else {})


class OneRecord(Chooser, AutocompleteSelect):
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


class ManyRecords(Chooser, AutocompleteSelectMultiple):
    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if looks_like_key(key)], attr)


def told_apart(record: models.Model) -> str:
    return record.told_apart() if hasattr(record, "told_apart") else str(record)


class OneRecordField(forms.ModelChoiceField):
    """One record, labelled so that it is told from others of its name."""

    label_from_instance = staticmethod(told_apart)


class ManyRecordsField(forms.ModelMultipleChoiceField):
    """Several records. A number too large for the database is a form error."""

    label_from_instance = staticmethod(told_apart)

    def clean(self, value):
        for key in value or []:
            if not looks_like_key(key):
                code, params = "invalid_pk_value", {"pk": str(key)[:40]}
                raise ValidationError(self.error_messages[code], code=code, params=params)
        return super().clean(value)


class Choices(AutocompleteJsonView):
    """Records to choose from, told apart; only those of the parameter `owner`, if it is given.

    Where that owner has none, a sentence that cannot be chosen says so.
    """

    def get_queryset(self):
        model, key = self.model_admin.model, self.request.GET.get("owner", "")
        self.column = getattr(model, "belongs_to", "")
        self.owner = key if self.column and looks_like_key(key) else ""
        rows = super().get_queryset().select_related(*getattr(model, "told_by", ()))
        return rows.filter(**{f"{self.column}_id": self.owner}) if self.owner else rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.owner and not context["object_list"]:
            context["object_list"] = self.none_found()
        return context

    def none_found(self) -> list[str]:
        model = self.model_admin.model
        owners = model._meta.get_field(self.column).related_model.objects
        owner = owners.visible_to(self.request.user).filter(pk=self.owner).first()
        if owner is None:
            return []
        sentence = _("No %(kind)s of %(owner)s yet.")
        if self.term:
            sentence = _("No %(kind)s of %(owner)s is called so.")
        return [sentence % {"kind": model._meta.verbose_name, "owner": owner}]

    def serialize_result(self, record, to_field_name):
        if isinstance(record, str):
            return {"id": None, "text": record, "disabled": True}
        found = {"id": str(getattr(record, to_field_name)), "text": told_apart(record)}
        found |= {name: getattr(record, name) for name in getattr(record, "told_to_forms", ())}
        if self.column:  # for a form without an owner yet, which it fills in
            owner = getattr(record, self.column)
            found["owner"] = {"id": str(owner.pk), "text": str(owner)}
        return found


def fieldset(
    title: str | None,
    *fields: str | tuple[str, ...],
    is_closed: bool = False,
    opens_for: tuple[str, ...] = (),
) -> tuple:
    """A Django fieldset. A tuple of fields is shown in one line.

    A closed one opens where it is filled, or where a record of one of these kinds is chosen.
    """
    options = {"fields": list(fields)}
    kinds = [f"opens-for-{kind}" for kind in opens_for]
    return title, options | ({"classes": ["collapse", *kinds]} if is_closed else {})


class RecordForm(forms.ModelForm):
    """The form of one record. Merges what others have saved since it was opened.

    `taken`: what only they changed, now in the form's data too. `conflicts`: what both changed
    differently; the form asks. `rules_also_need`: columns of database constraints that are not on
    the form. `when_needed`: fields hidden until the form asks for them. `when_empty`: values of
    fields left empty.
    """

    rules_also_need: tuple[str, ...] = ()
    when_needed: tuple[str, ...] = ()
    taken: Sequence[Difference] = ()
    conflicts: Sequence[Difference] = ()
    when_empty: dict[str, object] = {}

    read_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    change_reason = forms.CharField(
        label=_("reason for the change"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Shown in the record's history: what was wrong, or what the source corrects."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["read_revision"] = self.instance.revision if self.instance.pk else None
        slug = self.fields.get("slug")
        if slug and self.instance.pk:
            slug.disabled = True  # others have cited the address
        elif slug:
            slug.required = False
            slug.help_text = _("Leave it empty: it is made of the record's own words.")
        for name, field in self.fields.items():
            value = self.initial.get(name)
            if longest := field.widget.attrs.pop("maxlength", None):
                # A browser would cut a pasted text without a word; the server says what is wrong.
                field.widget.attrs["data-longest"] = longest
            if isinstance(field, forms.DecimalField) and isinstance(value, Decimal):
                self.initial[name] = Decimal(f"{value.normalize():f}")  # 100, not 100.000000
            widget = getattr(field.widget, "widget", field.widget)  # inside its "add" button
            if isinstance(widget, OneRecord):
                widget.known = self.instance._state.fields_cache.get(name)
        if self.is_bound and self.instance.pk:
            self._merge()

    def changed_since(self, revision: int) -> dict[str, Earlier] | None:
        """The fields that others have changed after this revision; None if that is not known."""
        return None

    def _merge(self) -> None:
        key, revision = self.add_prefix("read_revision"), self.instance.revision
        read = self.data.get(key, "")
        if read != str(revision):
            earlier = self.changed_since(int(read)) if looks_like_key(read) else None
            self.taken, self.conflicts = merge(self, earlier)
            self.data[key] = str(revision)  # saved again, the form answers this version

    def clean(self):
        cleaned = super().clean()
        empty = {name for name in self.when_empty if name in cleaned and not cleaned[name]}
        cleaned.update((name, self.when_empty[name]) for name in empty)
        if self.conflicts:
            self.add_error(
                None,
                _(
                    "Somebody else has saved this record since you opened it, and changed what you "
                    "changed too. Nothing was overwritten, and what you typed is kept below."
                ),
            )
        return cleaned

    def clean_slug(self):
        # None, not "": two new rows without a slug are not duplicates of each other.
        return self.cleaned_data["slug"] or None

    def save(self, commit=True):
        if not self.instance.slug:
            self.instance.slug = self.instance.unused_slug()
        return super().save(commit)

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - set(self.rules_also_need)

    def add_error(self, field, error):
        """Move errors of hidden fields to the top of the form."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(None if name == NON_FIELD_ERRORS else name, errors)
        elif field in self.fields and not self.fields[field].widget.is_hidden:
            super().add_error(field, error)
        else:
            super().add_error(None, error)


def first_and_last_day(column: str):
    @admin.display(description=_("first and last day"))
    def days(record) -> str:
        earliest = getattr(record, f"{column}_earliest")
        latest = getattr(record, f"{column}_latest")
        return f"{earliest or '…'} – {latest or '…'}" if earliest or latest else NOTHING

    return days


class RecordFields:
    """Mixin for admins and inlines: form fields for the project's own column types.

    A row of one field has beside it a text's English, or a partial date's first and last day.
    """

    form = RecordForm
    asks_for_reason = False
    last_fieldsets = ()  # after those of the admin itself
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DecimalField: {"form_class": PlainDecimalField},
        models.IntegerField: {"form_class": PlainIntegerField},
    }

    def __init__(self, *args):
        super().__init__(*args)
        names = [field.name for field in self.model._meta.fields]
        days = {name: f"{name}_days" for name in names if f"{name}_latest" in names}
        for name, shown_as in days.items():
            setattr(self, shown_as, first_and_last_day(name))
        self.days = [*days.values()]
        self.beside = {name: f"{name}_en" for name in names if f"{name}_en" in names} | days

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *self.days]

    def get_fieldsets(self, request, obj=None):
        may_change = obj is None or self.has_change_permission(request, obj)
        left_out = () if may_change else self.form.declared_fields  # a record has no such values
        fieldsets = [
            (title, {**options, "fields": [self._row(row) for row in rows if row not in left_out]})
            for title, options in [*super().get_fieldsets(request, obj), *self.last_fieldsets]
            for rows in [options["fields"]]
        ]
        for _title, options in fieldsets:
            if "classes" in options and (
                self._is_filled(request, obj, options["fields"])
                or self.is_called_for(request, obj, options["classes"])
            ):
                options["classes"] = ()  # open
        if not may_change:
            return fieldsets
        when_needed = (None, {"fields": [*self.form.when_needed]})
        if obj is None:
            return [*fieldsets, when_needed] if self.form.when_needed else fieldsets
        fields = ["change_reason"] if self.asks_for_reason else []
        name = _("This change") if fields else None
        fields = [*self.form.when_needed, *fields, "read_revision"]
        return [*fieldsets, (name, {"fields": fields})]

    def is_called_for(self, request, obj, classes: Sequence[str]) -> bool:
        """Whether a closed fieldset is to be open though it is empty."""
        return False

    def _is_filled(self, request, obj, rows) -> bool:
        """Whether any of these fields has a value. Each record has a key: that does not count."""
        typed = request.POST or (vars(obj) if obj else request.GET)
        columns = {field.name: field for field in self.model._meta.fields if field.name != "slug"}
        return any(
            typed.get(name) not in (None, "", columns[name].get_default())
            for name in flatten(rows)
            if name in columns
        )

    def _row(self, row: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return (row, self.beside[row]) if row in self.beside else row

    def get_prepopulated_fields(self, request, obj=None):
        names = {field.name for field in self.model._meta.fields} & {"name_en", "title_en"}
        return {"slug": [*names]} if names else {}

    def get_field_queryset(self, db, db_field, request):
        model = db_field.related_model
        return model._default_manager.using(db).select_related(*getattr(model, "told_by", ()))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["widget"] = OneRecord(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs["form_class"] = OneRecordField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = ManyRecords(db_field, self.admin_site, using=kwargs.get("using"))
        kwargs["form_class"] = ManyRecordsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RecordFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        if any(form.instance._state.adding for form in self.initial_forms):
            # Django does not show such a row again, so its own error would stay unread.
            raise ValidationError(
                _("Somebody has deleted one of these records meanwhile. Open this page anew.")
            )
        for form in self.initial_forms:
            if self._should_delete_form(form) and (form.taken or form.conflicts):
                raise ValidationError(
                    _("Somebody has changed “%(record)s” since you opened it: look at it again."),
                    params={"record": form.instance},
                )


class RecordInline(RecordFields, admin.StackedInline):
    """A record on another record's page. `select_related` names what a row shows."""

    formset = RecordFormSet
    select_related: tuple[str, ...] = ()
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.select_related)
