"""The admin of provinces, zones, metrics and figures."""

from decimal import Decimal, InvalidOperation

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.admin import NOTHING, RecordAdmin, RecordForm, Referred, first_and_last_day
from core.formatting import printed, quantity
from core.text import pinyin
from core.units import UNITS, UnitMismatchError, convert
from sources.admin import CITATION_FILTERS, CitedMixin
from zones.choices import Bound
from zones.models import Metric, Observation, Province, Zone

NOTE = (_("Note"), {"fields": [("note", "note_en")], "classes": ["collapse"]})


def with_unit(value: Decimal, code: str) -> str:
    """A converted number in the editor's convention, to four decimals."""
    return quantity(round(value, 4), code, get_language() or "")


# -- Provinces --------------------------------------------------------------------------


@admin.register(Province)
class ProvinceAdmin(RecordAdmin):
    list_display = ["name", "name_en", "code", "abbreviation", "tile_row", "tile_column"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "code", "name", "name_en", "short_name", "abbreviation"]
    search_help_text = _("Names in both languages, abbreviations and GB/T 2260 codes.")
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["related_records"]
    fieldsets = [
        (
            None,
            {"fields": [("name", "name_en"), ("short_name", "abbreviation"), ("code", "slug")]},
        ),
        (_("Tile map"), {"fields": [("tile_row", "tile_column")]}),
        (_("Records of this province"), {"fields": ["related_records"]}),
    ]


# -- Zones ------------------------------------------------------------------------------


class ZoneForm(RecordForm):
    """A zone, whose pinyin follows its name until somebody corrects it."""

    def clean(self):
        cleaned = super().clean()
        name, typed, before = (cleaned.get("name"), cleaned.get("pinyin"), self.initial.get("name"))
        if name and (not typed or (name != before and before and typed == pinyin(before))):
            # It is a key to sort by: what does not fit may go.
            longest = self._meta.model._meta.get_field("pinyin").max_length
            cleaned["pinyin"] = pinyin(name)[:longest]
        return cleaned


@admin.register(Zone)
class ZoneAdmin(CitedMixin, RecordAdmin):
    form = ZoneForm
    list_display = [
        "name",
        "name_en",
        "province",
        "tier",
        "kind",
        "approved",
        "reform_count",
        "figure_count",
    ]
    list_filter = [
        ("reforms", Referred),
        "tier",
        "kind",
        "province",
        ("name_en", EmptyFieldListFilter),
        *CITATION_FILTERS,
    ]
    list_select_related = ["province"]
    search_fields = [
        "slug",
        "name",
        "name_en",
        "aliases",
        "search_text",  # with the pinyin, also without its spaces and its initials alone
        "city",
        "city_en",
        "industries",
        "industries_en",
        "catalogue_code",
    ]
    search_help_text = _(
        "Names in both languages, other names, pinyin, cities, industries and catalogue codes."
    )
    autocomplete_fields = ["province", "sources_read"]
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["days", "related_records"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("name", "name_en"),
                    ("short_name", "short_name_en"),
                    "aliases",
                    ("pinyin", "slug"),
                ]
            },
        ),
        (_("Figures and reforms"), {"fields": ["related_records"]}),
        (_("Place"), {"fields": ["province", ("city", "city_en")]}),
        (
            _("Profile"),
            {
                "fields": [
                    ("tier", "kind", "catalogue_code"),
                    ("approved", "days"),
                    ("industries", "industries_en"),
                ]
            },
        ),
        (_("What was read"), {"fields": ["sources_read"]}),
        NOTE,
    ]
    days = first_and_last_day("approved")

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    @admin.display(description=_("reforms"), ordering="reform_count")
    def reform_count(self, zone) -> int:
        return zone.reform_count

    @admin.display(description=_("figures"), ordering="figure_count")
    def figure_count(self, zone) -> int:
        return zone.figure_count


# -- Metrics ----------------------------------------------------------------------------


class MetricForm(RecordForm):
    """A metric. Its unit stays once figures are kept in it."""

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        metric = self.instance
        if not metric.pk or unit == metric.unit:
            return unit
        if metric.observations.exists() or metric.targets.exists():
            raise ValidationError(
                _(
                    "Figures of this metric are already kept in %(unit)s. Make another metric "
                    "for another unit, or move the figures first."
                ),
                params={"unit": UNITS[metric.unit].symbol},
            )
        return unit


@admin.register(Metric)
class MetricAdmin(RecordAdmin):
    form = MetricForm
    ordering = ["topic", "slug"]  # again, because counting drops the default
    list_display = ["name", "name_en", "topic", "quantity", "unit", "direction", "figure_count"]
    list_filter = ["topic", "quantity", "direction", "unit", ("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "name", "name_en", "aliases", "definition", "definition_en"]
    search_help_text = _("Names, other names and definitions in both languages.")
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["related_records"]
    fieldsets = [
        (
            None,
            {"fields": [("name", "name_en"), "aliases", "slug", ("definition", "definition_en")]},
        ),
        (
            _("Measure"),
            {
                "fields": [
                    ("topic", "quantity"),
                    ("unit", "direction", "applies_to"),
                    ("plausible_min", "plausible_max"),
                ]
            },
        ),
        (_("Figures of this metric"), {"fields": ["related_records"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=_("figures"), ordering="figure_count")
    def figure_count(self, metric) -> int:
        return metric.figure_count


# -- Figures ----------------------------------------------------------------------------


class ReportedValueForm(RecordForm):
    """A reported number whose value in the metric's unit can be kept."""

    def clean(self):
        cleaned = super().clean()
        value, unit, metric = (cleaned.get(name) for name in ("value", "unit", "metric"))
        if value is None or not unit or metric is None:
            return cleaned
        try:
            places = self._meta.model._meta.get_field("canonical_value").decimal_places
            round(convert(value, unit, metric.unit), places)
        except UnitMismatchError:
            pass  # the model says which units differ
        except InvalidOperation:
            message = _("This value is too large to be converted to %(unit)s.")
            unit = UNITS[metric.unit].symbol
            self.add_error("value", ValidationError(message, params={"unit": unit}))
        return cleaned


class ReportedValueMixin:
    """Mixin for admins and inlines: the reported number and what it was converted to."""

    reported_value = (
        _("Value"),
        {"fields": [("value", "unit", "bound"), ("value_text", "value_text_en"), "canonical"]},
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
            return NOTHING  # what the form of a refused save holds cannot be converted
        return NOTHING if value is None else with_unit(value, row.metric.unit)


class ObservationForm(ReportedValueForm):
    """A figure of a zone."""

    rules_also_need = ("id",)  # a figure is not a part of itself

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
        ("reform", EmptyFieldListFilter),
        ("period", EmptyFieldListFilter),
        "zone__province",
        *CITATION_FILTERS,
    ]
    search_fields = [
        "slug",
        "zone__slug",
        "zone__name",
        "zone__name_en",
        "zone__aliases",
        "metric__slug",
        "metric__name",
        "metric__name_en",
        "metric__aliases",
        "scope",
        "scope_en",
        "quote",
    ]
    search_help_text = _("Names of the zone and the metric in both languages, scope, quotation.")
    autocomplete_fields = ["zone", "metric", "reform", "part_of"]
    readonly_fields = ["canonical", "days"]
    fieldsets = [
        (None, {"fields": [("zone", "metric"), ("reform", "part_of"), "slug"]}),
        ReportedValueMixin.reported_value,
        (
            _("What it covers"),
            {"fields": [("period", "days"), ("basis", "status"), ("scope", "scope_en")]},
        ),
        (_("Rank"), {"fields": ["rank", ("rank_reason", "rank_reason_en")]}),
        NOTE,
    ]
    days = first_and_last_day("period")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("zone", "metric")

    @admin.display(description=_("figure"), ordering="zone__pinyin")
    def figure(self, observation) -> str:
        return str(observation)
