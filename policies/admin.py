"""The admin of policies, agencies, instruments, targets and follow-ups."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _

from core.admin.filters import Referred, RelationFilter
from core.admin.forms import NOTHING, RecordInline, fieldset
from core.admin.pages import RecordAdmin
from core.fields import both
from policies.models import Agency, FollowUp, Instrument, Policy, Target
from sources.admin import CITATION_FILTERS, CheckedForm, CitedFormSet, CitedMixin
from zones.admin.figures import KEY_AND_NOTE, ReportedValueMixin, with_unit
from zones.pasted import PastedForm


@admin.register(Agency)
class AgencyAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "province"]
    list_filter = ["province", ("name_en", EmptyFieldListFilter)]
    list_select_related = ["province"]
    search_fields = ["slug", *both("name", "province__name")]
    search_help_text = _("Names of the agency and its province in both languages.")
    fieldsets = [
        fieldset(None, "name", "slug", "province"),
        fieldset(_("Policies of this agency"), "related_records"),
    ]
    view_on_site = False  # an agency has no page of its own


@admin.register(Instrument)
class InstrumentAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "slug", "position"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", *both("name", "definition")]
    search_help_text = _("Names and definitions in both languages.")
    fieldsets = [
        fieldset(None, "name", ("slug", "position"), "definition"),
        fieldset(_("Policies that use it"), "related_records"),
    ]
    view_on_site = False  # an instrument has no page of its own


class TargetForm(PastedForm):
    """A target; it cannot become words while follow-ups have numbers."""

    date_column = "due"

    def clean(self):
        cleaned = super().clean()
        becomes_words = self.instance.pk and "value" in cleaned and cleaned["value"] is None
        if becomes_words and self.instance.follow_ups.filter(value__isnull=False).exists():
            self.add_error(
                "value",
                _("Follow-ups report a value that was reached. Remove it there first."),
            )
        return cleaned


class TargetInline(CitedMixin, ReportedValueMixin, RecordInline):
    model = Target
    form = TargetForm
    formset = CitedFormSet
    select_related = ("metric", "source")
    fieldsets = [
        fieldset(
            None,
            "title",
            ("slug", "position"),
            ("kind", "metric", "due"),
            *ReportedValueMixin.reported_value[1]["fields"],
        )
    ]


class PolicyForm(CheckedForm):
    rules_also_need = ("effective_earliest", "ends_latest")  # it ends after it begins

    class Meta:
        error_messages = {
            "agencies": {"required": _("Choose one agency at least.")},
            "instruments": {"required": _("Choose one instrument at least.")},
        }


@admin.register(Policy)
class PolicyAdmin(CitedMixin, RecordAdmin):
    form = PolicyForm
    save_as = True
    kept_for_next = ("province", "source")
    list_display = ["title", "title_en", "province", "agency_names", "stage", "issued", "ends"]
    list_filter = [
        "stage",
        "instruments",
        "province",
        ("title_en", EmptyFieldListFilter),
        ("targets", Referred),
        *CITATION_FILTERS,
    ]
    list_select_related = ["province"]
    search_fields = ["slug", "search_text", *both("province__name", "agencies__name")]
    search_help_text = _("Titles, summaries, provinces and agencies in both languages.")
    fieldsets = [
        fieldset(None, "title", "province", "agencies", "instruments", "summary"),
        fieldset(_("Stage and dates"), "stage", "issued", "effective", "ends"),
        fieldset(_("What it says"), "covers", "exceptions", "triggers", "legal_basis"),
        KEY_AND_NOTE,
    ]
    inlines = [TargetInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("agencies")

    @admin.display(description=_("issuing agencies"))
    def agency_names(self, policy) -> str:
        return ", ".join(str(agency) for agency in policy.agencies.all())


class FollowUpForm(PastedForm):
    """A follow-up, also of a target that is not saved yet."""

    date_column = "reported"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        target = self.instance.target if self.instance.target_id else None
        if "pasted" in self.fields and target:
            self.fields["pasted"].widget.attrs["data-into"] = target.unit

    def only_unit(self, cleaned) -> str:
        target = cleaned.get("target")
        return target.unit if target else ""


class FollowUpInline(CitedMixin, RecordInline):
    model = FollowUp
    form = FollowUpForm
    formset = CitedFormSet
    select_related = ("target", "source")
    fieldsets = [fieldset(None, "pasted", "pasted_option", ("reported", "met", "value"), "note")]


class OverdueFilter(admin.SimpleListFilter):
    """Targets past their last day without a follow-up."""

    title = _("due without a follow-up")
    parameter_name = "overdue"

    def lookups(self, request, model_admin):
        return [("yes", _("yes"))]

    def queryset(self, request, queryset):
        return queryset.overdue() if self.value() == "yes" else queryset


@admin.register(Target)
class TargetAdmin(CitedMixin, ReportedValueMixin, RecordAdmin):
    form = TargetForm
    save_as = True
    kept_for_next = ("policy", "source")
    list_display = ["title", "title_en", "policy", "kind", "reported", "canonical", "due", "state"]
    list_filter = [
        "kind",
        "bound",
        ("policy", RelationFilter),
        ("metric", RelationFilter),
        "policy__province",
        OverdueFilter,
        ("due", EmptyFieldListFilter),
        ("title_en", EmptyFieldListFilter),
        ("follow_ups", Referred),
        *CITATION_FILTERS,
    ]
    search_fields = ["slug", "metric__aliases", *both("title", "policy__title", "metric__name")]
    search_help_text = _("Commitments, policies and metrics in both languages.")
    readonly_fields = ["canonical", "state"]
    fieldsets = [
        fieldset(
            None,
            "policy",
            "title",
            ("slug", "position"),
            ("kind", "metric"),
            ("due", "due_days", "state"),
        ),
        ReportedValueMixin.reported_value,
    ]
    inlines = [FollowUpInline]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("policy", "metric")
        return rows.prefetch_related("follow_ups")

    @admin.display(description=_("state today"))
    def state(self, target) -> str:
        try:
            return target.state.label if target.pk else NOTHING
        except KeyError:
            return NOTHING  # after a refused save a value may have no unit


@admin.register(FollowUp)
class FollowUpAdmin(CitedMixin, RecordAdmin):
    form = FollowUpForm
    kept_for_next = ("source",)
    list_display = ["target", "reported", "met", "reached", "source", "locator"]
    list_filter = ["met", "target__policy__province", *CITATION_FILTERS]
    list_select_related = ["target__metric", "source"]
    search_fields = ["target__slug", *both("target__title", "target__policy__title", "note")]
    search_help_text = _("Commitments, policies and notes in both languages.")
    readonly_fields = ["reached"]
    fieldsets = [
        fieldset(
            None,
            "target",
            "pasted",
            "pasted_option",
            "reported",
            "met",
            ("value", "reached"),
        ),
        KEY_AND_NOTE,
    ]

    @admin.display(description=_("in the metric's unit"))
    def reached(self, follow_up) -> str:
        try:
            value = follow_up.canonical_value if follow_up.pk else None
        except KeyError:
            value = None  # after a refused save the target may have no unit
        return NOTHING if value is None else with_unit(value, follow_up.target.canonical_unit)
