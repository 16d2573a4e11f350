"""Provinces, zones, metrics and figures in the API."""

from django.utils.translation import gettext_lazy as _

from core.api.serializers import record_serializer
from core.api.views import RecordViewSet
from core.records.models import count_of
from zones.fields import (
    LISTED_METRICS,
    LISTED_PROVINCES,
    LISTED_SCOPES,
    LISTED_ZONES,
    OBSERVATIONS,
    ZONE_EVENTS,
    ZONE_NAMES,
)
from zones.filters import (
    MetricFilterSet,
    ObservationFilterSet,
    ProvinceFilterSet,
    ScopeFilterSet,
    ZoneEventFilterSet,
    ZoneFilterSet,
    ZoneNameFilterSet,
)
from zones.models import Province


class ProvinceViewSet(RecordViewSet):
    filterset_class = ProvinceFilterSet
    serializer_class = record_serializer(LISTED_PROVINCES, "provinces")
    about = _("The 34 province-level divisions of GB/T 2260.")
    example = "provinces/?recorded=yes&fields=slug,code,name,name_en,zone_count"

    def select(self, queryset):
        return queryset.annotate(
            zone_count=count_of(Province, "zones"), policy_count=count_of(Province, "policies")
        )


class ZoneViewSet(RecordViewSet):
    filterset_class = ZoneFilterSet
    serializer_class = record_serializer(LISTED_ZONES, "zones")
    about = _("Development zones with their profiles. Areas are in hectares.")
    example = "zones/?province=shanxi&recorded=yes&fields=slug,name,name_en,tier,approved_area"

    def select(self, queryset):
        return queryset.for_list().select_related("source").prefetch_related("sources_read")


class ZoneNameViewSet(RecordViewSet):
    filterset_class = ZoneNameFilterSet
    serializer_class = record_serializer(ZONE_NAMES, "zone-names")
    about = _("Names that zones bore before their present ones, with the sources that say so.")
    example = "zone-names/?fields=zone,name,since,until,citation"

    def select(self, queryset):
        return queryset.select_related("zone", "source")


class ZoneEventViewSet(RecordViewSet):
    filterset_class = ZoneEventFilterSet
    serializer_class = record_serializer(ZONE_EVENTS, "zone-events")
    about = _("What became of zones: founded, upgraded, merged, each as one source tells it.")
    example = "zone-events/?kind=upgraded&fields=zone,kind,date,citation"

    def select(self, queryset):
        return queryset.select_related("zone", "other", "source")


class MetricViewSet(RecordViewSet):
    filterset_class = MetricFilterSet
    serializer_class = record_serializer(LISTED_METRICS, "metrics")
    about = _("What is measured of zones and parks, with its definition and canonical unit.")
    example = "metrics/?topic=approvals&fields=slug,name,name_en,unit,figure_count"


class ScopeViewSet(RecordViewSet):
    filterset_class = ScopeFilterSet
    serializer_class = record_serializer(LISTED_SCOPES, "scopes")
    about = _("What the figures of a metric can cover. Figures of two scopes do not compare.")
    example = "scopes/?metric=approval-time-limit&fields=slug,name,name_en,broader,figure_count"


class ObservationViewSet(RecordViewSet):
    filterset_class = ObservationFilterSet
    serializer_class = record_serializer(OBSERVATIONS, "observations")
    about = _(
        "Figures that sources report of zones: value and unit as printed and as converted, with "
        "everything that limits them. Values are texts of digits, so that none is rounded."
    )
    example = (
        "observations/?metric=standard-land-area&fields=zone,value,unit,period,basis,scope,citation"
    )

    def select(self, queryset):
        return queryset.for_display()
