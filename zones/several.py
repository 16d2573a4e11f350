"""The page that enters several figures of one source, each checked as in a figure's own form."""

from copy import deepcopy

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminErrorList, AdminForm, InlineAdminFormSet
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin.forms import RecordFormSet, RecordInline, fieldset
from core.admin.pages import admin_address
from sources.admin import CitedMixin, warn_of_drafts_above
from sources.models import Source
from zones.admin.figures import (
    LIMITS,
    OF_PRICES,
    ObservationForm,
    ReportedValueMixin,
    warn_of_other_values,
)
from zones.figures import refuse_twins
from zones.models import Observation

ROWS, MOST = 5, 60
HEAD = ("source", "locator", "is_draft")  # said once for all rows
CARRIED = ("zone", "metric", "period")  # static/several.js takes them to the next row


class RowForm(ObservationForm):
    """A new figure. A row that only repeats what was carried into it is empty."""

    repeats = False

    def has_changed(self):
        typed = set(self.changed_data)
        return bool(typed - set(CARRIED) if self.repeats else typed)


class RowFormSet(RecordFormSet):
    """The rows. `head`: what holds where a row says nothing else."""

    head: dict = {}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.when_empty = {**form.when_empty, **self.head}
        if "is_draft" in form.fields:
            form.fields["is_draft"].widget = forms.HiddenInput()
        if self.is_bound and index:
            form.repeats = all(self._raw(index, n) == self._raw(index - 1, n) for n in CARRIED)

    def _raw(self, index: int, name: str) -> str:
        return self.data.get(f"{self.prefix}-{index}-{name}", "")

    def clean(self):
        super().clean()
        filled = [form for form in self.forms if form.has_changed()]
        if not filled:
            raise ValidationError(_("Enter at least one figure."))
        refuse_twins(form.instance for form in filled if form.is_valid())


class Rows(CitedMixin, ReportedValueMixin, RecordInline):
    model = Observation
    form = RowForm
    formset = RowFormSet
    fk_name = "source"
    extra, max_num = ROWS, MOST
    can_delete = False
    classes = ("several",)
    fieldsets = [
        fieldset(
            None,
            ("zone", "metric", "pasted", "period"),
            "pasted_option",
            ("value", "value_high", "unit", "bound", "basis", "status"),
            ("scope", "quote", "locator"),
        ),
        fieldset(
            _("Detail, words, growth, prices"),
            "detail",
            "value_text",
            *LIMITS,
            is_closed=True,
            opens_for=OF_PRICES,
        ),
    ]
    last_fieldsets = ()

    class Media:
        js = ("admin/js/jquery.init.js", "several.js")

    def is_called_for(self, request, obj, classes):
        return request.method == "POST"


def several_figures(request):
    """Enter figures of one source as one unit of work. Queries: some for each figure saved."""
    figures_admin = admin.site.get_model_admin(Observation)
    if not figures_admin.has_add_permission(request):
        raise PermissionDenied
    return figures_admin.in_unit(request, lambda: _page(request, figures_admin))


def _page(request, figures_admin):
    data = request.POST if request.method == "POST" else None
    described = figures_admin.get_form(request).base_fields
    fields = {name: deepcopy(described[name]) for name in HEAD if name in described}
    fields["locator"].help_text = _("For rows that give no place of their own.")
    # The admin's pages ask the form for its record.
    head_form = type("Head", (forms.Form,), {**fields, "instance": Observation()})
    head = head_form(data, initial={"source": request.GET.get("source")})
    said = head.cleaned_data if head.is_valid() else {}
    inline = Rows(Source, admin.site)
    fieldsets = inline.get_fieldsets(request)
    shown_fields = flatten_fieldsets(fieldsets)
    formset = inline.get_formset(request, fields=[*shown_fields, "is_draft"])(
        data,
        instance=said.get("source") or Source(),
        queryset=Observation.objects.none(),
        prefix="figures",
    )
    formset.head = {name: said[name] for name in ("locator", "is_draft") if said.get(name)}
    if said and formset.is_valid():
        return _saved(request, formset)
    heading = [fieldset(None, "source", tuple(name for name in fields if name != "source"))]
    rows = InlineAdminFormSet(inline, formset, fieldsets, model_admin=inline)
    shown = AdminForm(head, heading, {}, (), figures_admin)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Enter several figures"),
        "adminform": shown,
        "inline_admin_formsets": [rows],
        "errors": AdminErrorList(head, [formset]) if data is not None else [],
        "media": figures_admin.media + shown.media + rows.media,
        "is_popup": False,
        "show_save_and_continue": False,
        "show_save_as_new": False,
        "several": True,
    }
    return figures_admin.render_change_form(request, context, add=True)


def _saved(request, formset):
    figures, source = formset.save(), formset.instance
    said = ngettext("Entered: %(n)s figure.", "Entered: %(n)s figures.", len(figures))
    messages.success(request, said % {"n": len(figures)})
    warn_of_drafts_above(request, figures)
    warn_of_other_values(request, figures)
    if "_addanother" in request.POST:
        return redirect(f"{reverse('several-figures')}?source={source.pk}")
    return redirect(admin_address(Observation, "changelist", source__id__exact=source.pk))
