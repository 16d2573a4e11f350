"""The admin of metrics and of what their figures cover."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.admin.filters import RelationFilter
from core.admin.forms import fieldset, looks_like_key
from core.admin.pages import RecordAdmin, counted
from core.fields import both
from core.language.units import UNITS
from sources.admin import CheckedForm, DraftMixin
from zones.choices import Quantity, ScopeAspect
from zones.models import Metric, Scope


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
