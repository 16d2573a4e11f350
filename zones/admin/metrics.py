"""The admin of metrics."""

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.admin import RecordAdmin, both, fieldset
from core.language.units import UNITS
from sources.doubt_forms import CheckedForm
from zones.models import Metric


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
class MetricAdmin(RecordAdmin):
    form = MetricForm
    ordering = ["topic", "slug"]  # again, as counting drops the default
    list_display = ["name", "name_en", "topic", "quantity", "unit", "direction", "figure_count"]
    list_filter = ["topic", "quantity", "direction", "unit", ("name_en", EmptyFieldListFilter)]
    search_fields = ["slug", "aliases", *both("name", "definition")]
    search_help_text = _("Names, other names and definitions in both languages.")
    readonly_fields = ["related_records"]
    fieldsets = [
        fieldset(None, ("name", "name_en"), "aliases", "slug", ("definition", "definition_en")),
        fieldset(
            _("Measure"),
            ("topic", "quantity"),
            ("unit", "direction", "applies_to"),
            ("plausible_min", "plausible_max"),
        ),
        fieldset(_("Figures of this metric"), "related_records"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=_("figures"), ordering="figure_count")
    def figure_count(self, metric) -> int:
        return metric.figure_count
