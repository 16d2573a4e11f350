"""How zones, metrics and figures are filtered, for pages, files and the API alike."""

import django_filters
from django.apps import apps
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.facets import ChoiceFacet, PresenceFacet, RelationFacet, SearchFilter, YearFacet
from core.filtersets import FacetedFilterSet, Sort, SortFilter
from zones.choices import Quantity, Tier, Topic, ZoneKind
from zones.models import Metric, Province, Zone

PINYIN = ("pinyin", "slug")


def _reform_types():
    """The model of a higher app: found by name when needed, not imported."""
    return apps.get_model("reforms", "ReformType")


class ZoneFilterSet(FacetedFilterSet):
    sorts = {
        "reforms": Sort(_("Recorded reforms"), (F("reform_count").desc(), *PINYIN)),
        "name": Sort(_("Name"), PINYIN),
        "province": Sort(_("Province"), ("province__code", *PINYIN)),
        "approved": Sort(
            _("Approved, oldest first"), (F("approved_earliest").asc(nulls_last=True), *PINYIN)
        ),
        "area": Sort(
            _("Approved area, largest first"),
            (F("approved_area").desc(nulls_last=True), *PINYIN),
        ),
    }

    q = SearchFilter(paths=("search_text", "province__name", "province__name_en"))
    recorded = PresenceFacet(field_name="reforms", label=_("Reforms recorded"), is_open=True)
    province = RelationFacet(
        field_name="province",
        model=Province,
        label_field="short_name",
        order_by=("code",),
        label=_("Province"),
        is_open=True,
    )
    tier = ChoiceFacet(field_name="tier", choices=Tier, label=_("Tier"), is_open=True)
    kind = ChoiceFacet(field_name="kind", choices=ZoneKind, label=_("Kind"))
    type = RelationFacet(
        field_name="reforms__types",
        model=_reform_types,
        order_by=("group__position", "position"),
        label=_("Reform type done"),
        multivalued=True,
    )
    approved = YearFacet(field_name="approved_earliest", label=_("Year of approval"))
    area_min = django_filters.NumberFilter(
        method="filter_area", label=_("Approved area from (ha)"), min_value=0, max_value=10**9
    )
    area_max = django_filters.NumberFilter(
        method="filter_area", label=_("Approved area to (ha)"), min_value=0, max_value=10**9
    )
    sort = SortFilter(sorts)

    class Meta:
        model = Zone
        fields = []

    def filter_area(self, queryset, name, value):
        bound = "gte" if name == "area_min" else "lte"
        return queryset.with_approved_area().filter(**{f"approved_area__{bound}": value})


class MetricFilterSet(FacetedFilterSet):
    sorts = {
        "figures": Sort(_("Recorded figures"), (F("figure_count").desc(), "slug")),
        "topic": Sort(_("Topic"), ("topic", "slug")),
    }

    q = SearchFilter(paths=("search_text",))
    topic = ChoiceFacet(field_name="topic", choices=Topic, label=_("Topic"), is_open=True)
    quantity = ChoiceFacet(
        field_name="quantity", choices=Quantity, label=_("Quantity"), is_open=True
    )
    recorded = PresenceFacet(field_name="observations", label=_("Figures of zones recorded"))
    sort = SortFilter(sorts)

    class Meta:
        model = Metric
        fields = []
