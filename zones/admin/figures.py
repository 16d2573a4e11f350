"""The admin of figures, and of any reported number."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RelationFilter
from core.admin.forms import NOTHING, fieldset, looks_like_key
from core.admin.pages import RecordAdmin, admin_address
from core.fields import CanonicalValueField, both
from core.language.formatting import printed, quantity
from sources.admin import CITATION_FILTERS, CitedMixin
from zones.choices import Bound, Quantity
from zones.figures import with_other_values
from zones.models import Metric, Observation, Scope
from zones.pasted import PastedForm

OTHERS_SHOWN = 5
KEY_AND_NOTE = fieldset(_("Key and note"), "slug", "note", is_closed=True)


def with_unit(value: Decimal, code: str, high: Decimal | None = None) -> str:
    return quantity(round(value, 4), code, high if high is None else round(high, 4))


LIMITS = (("growth_base", "base_period", "prices"), ("realisation", "release"))
OF_PRICES = (Quantity.GROWTH, Quantity.MONEY)  # what is nothing without its base or prices
LIMITING = fieldset(_("Growth, prices, revision"), *LIMITS, is_closed=True, opens_for=(*OF_PRICES,))


def reported_as(*number: str):
    return fieldset(_("Value"), "pasted", "pasted_option", number, "value_text", "canonical")


RANGE = reported_as("value", "value_high", "unit", "bound")


class ReportedValueMixin:
    """Mixin for admins and inlines: the reported number and its conversion."""

    reported_value = reported_as("value", "unit", "bound")
    readonly_fields = ["canonical"]

    @admin.display(description=_("as reported"))
    def reported(self, row) -> str:
        if row.value is None:
            return row.value_text or NOTHING
        number = printed(row.value, row.unit, getattr(row, "value_high", None))
        return number if row.bound == Bound.EXACTLY else f"{row.get_bound_display()} {number}"

    @admin.display(description=_("in the metric's unit"), ordering="canonical_value")
    def canonical(self, row) -> str:
        try:
            columns = [f for f in row._meta.fields if isinstance(f, CanonicalValueField)]
            low, *high = [column.derive(row) for column in columns]
            return NOTHING if low is None else with_unit(low, row.canonical_unit, *high)
        except (ValueError, KeyError, ArithmeticError):
            return NOTHING  # after a refused save the form may hold what cannot be converted


def warn_of_other_values(request, observations: Iterable[Observation]) -> None:
    """Warn of disagreeing sources, unless ranks decide. Two queries at most."""
    saved = Observation.objects.filter(pk__in=[observation.pk for observation in observations])
    undecided = list(saved.undecided().select_related("zone", "metric"))
    same_zones = Observation.objects.filter(zone__in={one.zone_id for one in undecided})
    advice = _("Rank one of them: say which is preferred or deprecated, and why. Both stay public.")
    for observation in with_other_values(undecided, same_zones.select_related("source")):
        links = [
            (
                reverse("admin:zones_observation_change", args=[other.pk]),
                other.as_printed,
                other.source,
            )
            for other in observation.other_values[:OTHERS_SHOWN]
        ]
        sentence = format_html(
            _("{figure}: another source gives another value for the same thing, {others}."),
            figure=observation,
            others=format_html_join(", ", '<a href="{}">{}</a> ({})', links),
        )
        messages.warning(request, format_html("{} {}", sentence, advice))


class DisagreementFilter(admin.SimpleListFilter):
    """Figures for which another source gives another value."""

    title = _("disagrees with another source")
    parameter_name = "disagrees"

    def lookups(self, request, model_admin):
        return [("undecided", _("yes, and no rank decides")), ("yes", _("yes"))]

    def queryset(self, request, queryset):
        narrowed = {"undecided": queryset.undecided, "yes": queryset.disagreeing}
        return narrowed.get(self.value(), queryset.all)()


class ScopeFilter(admin.SimpleListFilter):
    """The scopes of the one metric that the list is narrowed to; whether there is one elsewhere."""

    title = _("scope")
    parameter_name = "scope__id__exact"

    def __init__(self, request, params, model, model_admin):
        metric = request.GET.get("metric__id__exact", "")
        self.scopes = Scope.objects.filter(metric=metric if looks_like_key(metric) else 0)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        scopes = [(str(scope.pk), str(scope)) for scope in self.scopes.order_by("slug")]
        return [("none", _("as the metric defines it")), ("any", _("a scope of its own")), *scopes]

    def queryset(self, request, queryset):
        value = self.value()
        if value in ("none", "any"):
            return queryset.filter(scope__isnull=value == "none")
        return queryset.filter(scope=value) if looks_like_key(value) else queryset


class ObservationForm(PastedForm):
    rules_also_need = ("id",)  # a figure must not be a part of itself
    when_empty = {
        name: Observation._meta.get_field(name).default
        for name in flatten(LIMITS)
        if name != "base_period"
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & self.when_empty.keys():
            self.fields[name].required = False
        if "base_period" in self.fields:  # instead of that of any partial date
            self.fields["base_period"].help_text = Observation._meta.get_field(
                "base_period"
            ).help_text
        metric = self.initial.get("metric")
        if "scope" in self.fields and looks_like_key(metric):
            # With scripts the chooser's own button takes the metric along.
            address = admin_address(Scope, "add", metric=metric)
            link = format_html(' <noscript><a href="{}">{}</a></noscript>', address, _("New scope"))
            self.fields["scope"].help_text = format_html(
                "{}{}", self.fields["scope"].help_text, link
            )

    def clean_zone(self):
        zone = self.cleaned_data["zone"]
        if self.instance.pk and zone.pk != self.instance.zone_id and self.instance.parts.exists():
            raise ValidationError(
                _("Other figures of the zone are parts of this one. Detach them first.")
            )
        return zone


@admin.register(Observation)
class ObservationAdmin(CitedMixin, ReportedValueMixin, RecordAdmin):
    form = ObservationForm
    actions = [*CitedMixin.actions, "re_rank", "re_scope"]
    save_as = True
    kept_for_next = ("zone", "source")
    list_display = ["figure", "reported", "canonical", "period", "status", "scope", "locator"]
    list_filter = [
        ("zone", RelationFilter),
        ("metric", RelationFilter),
        "metric__topic",
        "status",
        "basis",
        "bound",
        "rank",
        DisagreementFilter,
        ScopeFilter,
        ("reform", EmptyFieldListFilter),
        ("period", EmptyFieldListFilter),
        "zone__province",
        *CITATION_FILTERS,
    ]
    search_fields = [
        "zone__slug",
        "zone__search_text",
        "metric__slug",
        "metric__search_text",
        "scope__search_text",
    ]
    searched_last = ("slug", "quote", *both("detail"))
    search_help_text = _(
        "Names of the zone, the metric and the scope in both languages or pinyin; what none of "
        "them has is sought in the quotation, the detail and the slug."
    )
    fieldsets = [
        fieldset(None, ("zone", "metric"), ("reform", "part_of")),
        RANGE,
        fieldset(_("What it covers"), "period", ("basis", "status"), "scope", "detail"),
        LIMITING,
        fieldset(_("Rank, key and note"), "rank", "rank_reason", "slug", "note", is_closed=True),
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("zone__province", "metric", "scope__metric")
        )

    def is_called_for(self, request, obj, classes):
        if "opens-for-money" not in classes:
            return False
        key = request.POST.get("metric") or request.GET.get("metric")
        if obj is None or key:
            return Metric.objects.filter(
                pk=key if looks_like_key(key) else 0, quantity__in=OF_PRICES
            ).exists()
        return obj.metric.quantity in OF_PRICES

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warn_of_other_values(request, [obj])

    @admin.display(description=_("figure"), ordering="zone__pinyin")
    def figure(self, observation) -> str:
        return str(observation)
