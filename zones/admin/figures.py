"""The admin of figures, and the shared admin of reported numbers."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import NOTHING, RecordAdmin, both, fieldset, first_and_last_day
from core.language.formatting import printed, quantity
from core.language.units import UNITS, UnitMismatchError, convert
from sources.admin import CITATION_FILTERS, CitedMixin
from zones.admin.pasted import PastedForm, PastedMixin
from zones.admin.places import NOTE
from zones.choices import Bound
from zones.models import Observation

OTHERS_SHOWN = 5


def with_unit(value: Decimal, code: str) -> str:
    return quantity(round(value, 4), code)


class ReportedValueForm(PastedForm):
    """The form of a reported number, with its value in the metric's unit."""

    def clean(self):
        cleaned = super().clean()
        value, unit, metric = (cleaned.get(name) for name in ("value", "unit", "metric"))
        if value is None or not unit or metric is None:
            return cleaned
        try:
            places = self._meta.model._meta.get_field("canonical_value").decimal_places
            round(convert(value, unit, metric.unit), places)
        except UnitMismatchError:
            pass  # the model reports which units differ
        except InvalidOperation:
            message = _("This value is too large to be converted to %(unit)s.")
            unit = UNITS[metric.unit].symbol
            self.add_error("value", ValidationError(message, params={"unit": unit}))
        return cleaned


class ReportedValueMixin(PastedMixin):
    """Mixin for admins and inlines: the reported number and its conversion."""

    reported_value = fieldset(
        _("Value"),
        "pasted",
        "pasted_option",
        ("value", "unit", "bound"),
        ("value_text", "value_text_en"),
        "canonical",
    )

    @admin.display(description=_("as reported"))
    def reported(self, row) -> str:
        if row.value is None:
            return row.value_text or NOTHING
        number = printed(row.value, row.unit)
        return number if row.bound == Bound.EXACTLY else f"{row.get_bound_display()} {number}"

    @admin.display(description=_("in the metric's unit"), ordering="canonical_value")
    def canonical(self, row) -> str:
        try:
            value = row._meta.get_field("canonical_value").derive(row)
        except (ValueError, KeyError, ArithmeticError):
            return NOTHING  # after a refused save the form may hold what cannot be converted
        return NOTHING if value is None else with_unit(value, row.metric.unit)


def warn_of_other_values(request, observations: Iterable[Observation]) -> None:
    """Warn of disagreeing sources, unless ranks decide. One query, and one for each such figure."""
    saved = Observation.objects.filter(pk__in=[observation.pk for observation in observations])
    advice = _("Rank one of them: say which is preferred or deprecated, and why. Both stay public.")
    for observation in saved.undecided().select_related("zone", "metric"):
        others = Observation.objects.other_values_than(observation).select_related("source")
        links = [
            (
                reverse("admin:zones_observation_change", args=[other.pk]),
                printed(other.value, other.unit),
                other.source,
            )
            for other in others[:OTHERS_SHOWN]
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


class ObservationForm(ReportedValueForm):
    rules_also_need = ("id",)  # a figure must not be a part of itself

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
    actions = [*CitedMixin.actions, "re_rank"]
    save_as = True
    kept_for_next = ("zone", "source")
    list_display = [
        "figure",
        "reported",
        "canonical",
        "period",
        "status",
        "locator",
    ]
    list_filter = [
        "metric__topic",
        "status",
        "basis",
        "bound",
        "rank",
        DisagreementFilter,
        ("reform", EmptyFieldListFilter),
        ("period", EmptyFieldListFilter),
        "zone__province",
        *CITATION_FILTERS,
    ]
    search_fields = [
        "slug",
        "zone__slug",
        "zone__aliases",
        "metric__slug",
        "metric__aliases",
        "quote",
        *both("zone__name", "metric__name", "scope"),
    ]
    search_help_text = _("Names of the zone and the metric in both languages, scope, quotation.")
    readonly_fields = ["canonical", "days"]
    fieldsets = [
        fieldset(None, ("zone", "metric"), ("reform", "part_of"), "slug"),
        ReportedValueMixin.reported_value,
        fieldset(
            _("What it covers"), ("period", "days"), ("basis", "status"), ("scope", "scope_en")
        ),
        fieldset(_("Rank"), "rank", ("rank_reason", "rank_reason_en")),
        NOTE,
    ]
    days = first_and_last_day("period")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("zone", "metric")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        warn_of_other_values(request, [obj])

    @admin.display(description=_("figure"), ordering="zone__pinyin")
    def figure(self, observation) -> str:
        return str(observation)
