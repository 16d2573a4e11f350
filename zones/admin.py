"""The admin of provinces, zones, metrics and figures, and of any reported number."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin.filters import Referred, RelationFilter
from core.admin.forms import NOTHING, fieldset, looks_like_key
from core.admin.pages import RecordAdmin, admin_address, counted
from core.fields import CanonicalValueField, both
from core.language.formatting import printed, quantity
from core.language.text import pinyin
from core.language.units import UNITS
from sources.admin import CITATION_FILTERS, CheckedForm, CitedMixin, DraftMixin
from zones.choices import Bound, Quantity, ScopeAspect
from zones.figures import with_other_values
from zones.models import Metric, Observation, Province, Scope, Zone
from zones.pasted import PastedForm

OTHERS_SHOWN = 5
KEY_AND_NOTE = fieldset(_("Key and note"), "slug", "note", is_closed=True)


@admin.register(Province)
class ProvinceAdmin(RecordAdmin):
    form = CheckedForm
    list_display = ["name", "name_en", "code", "abbreviation", "tile_row", "tile_column"]
    list_filter = [("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "code", "short_name", "abbreviation", *both("name")]
    search_help_text = _("Names in both languages, abbreviations and GB/T 2260 codes.")
    fieldsets = [
        fieldset(None, "name", ("short_name", "abbreviation"), ("code", "slug")),
        fieldset(_("Tile map"), ("tile_row", "tile_column")),
        fieldset(_("Records of this province"), "related_records"),
    ]


class ZoneForm(CheckedForm):
    """A zone; pinyin follows the name until edited, sources read default to the cited one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sources_read" in self.fields:
            field = self.fields["sources_read"]
            field.required = False
            field.help_text = _("Every document read for this zone. Empty: the one cited below.")

    def clean(self):
        cleaned = super().clean()
        if "sources_read" in cleaned and cleaned.get("source") and not cleaned["sources_read"]:
            cleaned["sources_read"] = [cleaned["source"]]
        name, typed, before = (cleaned.get("name"), cleaned.get("pinyin"), self.initial.get("name"))
        if name and (not typed or (name != before and before and typed == pinyin(before))):
            # A sort key may be cut.
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
    search_fields = ["slug", "search_text", "catalogue_code"]
    search_help_text = _(
        "Names in both languages, other names, pinyin, cities, industries and catalogue codes."
    )
    fieldsets = [
        fieldset(None, "name", "short_name", "aliases"),
        fieldset(_("Figures and reforms"), "related_records"),
        fieldset(_("Place"), "province", "city"),
        fieldset(
            _("Profile"), ("tier", "kind", "catalogue_code"), "approved", "industries", "website"
        ),
        fieldset(_("What was read"), "sources_read"),
        fieldset(_("Pinyin, key and note"), ("pinyin", "slug"), "note", is_closed=True),
    ]
    reform_count = counted("reform_count", _("reforms"))
    figure_count = counted("figure_count", _("figures"))

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()


class MetricForm(CheckedForm):
    """A metric; its unit cannot change once figures use it."""

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
class MetricAdmin(DraftMixin, RecordAdmin):
    form = MetricForm
    ordering = ["topic", "slug"]  # again, as counting drops the default
    list_display = ["name", "name_en", "topic", "quantity", "unit", "direction", "figure_count"]
    list_filter = ["topic", "quantity", "direction", "unit", ("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "search_text"]
    search_help_text = _("Names, other names and definitions in both languages, pinyin.")
    fieldsets = [
        fieldset(None, "name", "aliases", "slug", "definition"),
        fieldset(
            _("Measure"),
            ("topic", "quantity"),
            ("unit", "direction", "applies_to"),
            ("plausible_min", "plausible_max"),
        ),
        fieldset(_("Figures of this metric"), "related_records"),
    ]
    figure_count = counted("figure_count", _("figures"))

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()


class ScopeForm(CheckedForm):
    rules_also_need = ("id",)  # a scope must not be broader than itself


@admin.register(Scope)
class ScopeAdmin(DraftMixin, RecordAdmin):
    form = ScopeForm
    list_display = ["name", "name_en", "metric", "aspect", "broader", "figure_count"]
    list_filter = [
        "aspect",
        ("metric", RelationFilter),
        "metric__topic",
        ("name_en", EmptyFieldListFilter),
    ]
    search_fields = ["slug", "search_text", *both("metric__name")]
    search_help_text = _("Names, other names and definitions in both languages, metrics, pinyin.")
    fieldsets = [
        fieldset(None, "metric", "name", "aliases"),
        fieldset(_("What it covers"), ("aspect", "broader"), "definition"),
        fieldset(
            _("Ranking"),
            "assessor",
            ("edition", "out_of"),
            is_closed=True,
            opens_for=(Quantity.RANK,),
        ),
        fieldset(_("Key"), "slug", is_closed=True),
        fieldset(_("Figures of this scope"), "related_records"),
    ]
    figure_count = counted("figure_count", _("figures"))

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        aspect = {"aspect": ScopeAspect.RANKING} if self._is_of_ranks(request) else {}
        return aspect | initial

    def is_called_for(self, request, obj, classes):
        return "opens-for-rank" in classes and self._is_of_ranks(request)

    def _is_of_ranks(self, request) -> bool:
        key = request.GET.get("metric", "")
        rows = Metric.objects.filter(pk=key if looks_like_key(key) else 0)
        return rows.filter(quantity=Quantity.RANK).exists()


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
