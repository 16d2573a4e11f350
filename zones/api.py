"""Provinces, zones, metrics and figures in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.serializers import Label, Link, NamedLink, Number, RecordSerializer, UnitLabel
from core.api.views import RecordViewSet
from core.records.models import count_of
from sources.api import CitationSerializer
from zones.filters import MetricFilterSet, ObservationFilterSet, ProvinceFilterSet, ZoneFilterSet
from zones.models import Metric, Observation, Province, Zone


class ProvinceSerializer(RecordSerializer):
    zone_count = serializers.IntegerField()
    policy_count = serializers.IntegerField()

    class Meta:
        model = Province
        resource = "provinces"
        fields = (
            "slug",
            "url",
            "page",
            "code",
            "name",
            "name_en",
            "short_name",
            "abbreviation",
            "tile_row",
            "tile_column",
            "zone_count",
            "policy_count",
        )


class ProvinceViewSet(RecordViewSet):
    model = Province
    filterset_class = ProvinceFilterSet
    serializer_class = ProvinceSerializer
    title = _("Provinces")
    about = _("The 34 province-level divisions of GB/T 2260.")
    example = "provinces/?recorded=yes&fields=slug,code,name,name_en,zone_count"

    def select(self, queryset):
        return queryset.annotate(
            zone_count=count_of(Province, "zones"), policy_count=count_of(Province, "policies")
        )


class ZoneSerializer(RecordSerializer):
    province = NamedLink("provinces")
    tier_label = Label()
    kind_label = Label()
    approved_area = Number(
        max_digits=30,
        decimal_places=10,
        allow_null=True,
        help_text=_("In hectares, as the catalogue gives it; null where no source does."),
    )
    approved_area_state = serializers.SerializerMethodField()
    reform_count = serializers.SerializerMethodField(
        help_text=_("Null, not nought, where no article about its reforms has been read yet.")
    )
    reforms_state = serializers.SerializerMethodField()
    figure_count = serializers.IntegerField()
    sources_read = serializers.ListField(child=NamedLink("sources"), source="sources_read.all")
    citation = CitationSerializer(source="*")

    class Meta:
        model = Zone
        resource = "zones"
        fields = (
            "slug",
            "url",
            "page",
            "name",
            "name_en",
            "short_name",
            "short_name_en",
            "aliases",
            "province",
            "city",
            "city_en",
            "tier",
            "tier_label",
            "kind",
            "kind_label",
            "catalogue_code",
            "approved",
            "approved_earliest",
            "approved_latest",
            "industries",
            "industries_en",
            "approved_area",
            "approved_area_state",
            "reform_count",
            "reforms_state",
            "figure_count",
            "note",
            "note_en",
            "sources_read",
            "citation",
        )

    def get_approved_area_state(self, zone) -> str:
        return "not-reported" if zone.approved_area is None else "reported"

    def get_reform_count(self, zone) -> int | None:
        return zone.reform_count or None

    def get_reforms_state(self, zone) -> str:
        return "recorded" if zone.reform_count else "not-read"


class ZoneViewSet(RecordViewSet):
    model = Zone
    filterset_class = ZoneFilterSet
    serializer_class = ZoneSerializer
    title = _("Zones")
    about = _("Development zones with their profiles. Areas are in hectares.")
    example = "zones/?province=shanxi&recorded=yes&fields=slug,name,name_en,tier,approved_area"

    def select(self, queryset):
        return queryset.for_list().select_related("source").prefetch_related("sources_read")


class MetricSerializer(RecordSerializer):
    topic_label = Label()
    quantity_label = Label()
    unit_label = UnitLabel(source="unit")
    direction_label = Label()
    applies_to_label = Label()
    figure_count = serializers.IntegerField()
    zone_count = serializers.IntegerField()

    class Meta:
        model = Metric
        resource = "metrics"
        fields = (
            "slug",
            "url",
            "page",
            "name",
            "name_en",
            "definition",
            "definition_en",
            "aliases",
            "topic",
            "topic_label",
            "quantity",
            "quantity_label",
            "unit",
            "unit_label",
            "direction",
            "direction_label",
            "applies_to",
            "applies_to_label",
            "figure_count",
            "zone_count",
        )


class MetricViewSet(RecordViewSet):
    model = Metric
    filterset_class = MetricFilterSet
    serializer_class = MetricSerializer
    title = _("Metrics")
    about = _("What is measured of zones and parks, with its definition and canonical unit.")
    example = "metrics/?topic=approvals&fields=slug,name,name_en,unit,figure_count"


# What every reported value says, of a zone or of a policy's target.
VALUE_FIELDS = (
    "value",
    "unit",
    "unit_label",
    "bound",
    "bound_label",
    "value_text",
    "value_text_en",
    "canonical_value",
    "canonical_unit",
    "canonical_unit_label",
)


class ReportedValueSerializer(RecordSerializer):
    """A number as its source prints it, and converted; or the source's words."""

    unit_label = UnitLabel(source="unit", allow_blank=True)
    bound_label = Label()
    canonical_unit = serializers.CharField(source="metric.unit", default="", allow_blank=True)
    canonical_unit_label = UnitLabel(source="metric.unit", default="", allow_blank=True)


class ObservationSerializer(ReportedValueSerializer):
    zone = NamedLink("zones")
    metric = NamedLink("metrics")
    reform = NamedLink("reforms", allow_null=True)
    part_of = Link("observations", allow_null=True)
    basis_label = Label()
    status_label = Label()
    rank_label = Label()
    citation = CitationSerializer(source="*")

    class Meta:
        model = Observation
        resource = "observations"
        fields = (
            "slug",
            "url",
            "page",
            "zone",
            "metric",
            "reform",
            "part_of",
            *VALUE_FIELDS,
            "period",
            "period_earliest",
            "period_latest",
            "basis",
            "basis_label",
            "status",
            "status_label",
            "scope",
            "scope_en",
            "rank",
            "rank_label",
            "rank_reason",
            "rank_reason_en",
            "note",
            "note_en",
            "citation",
        )


class ObservationViewSet(RecordViewSet):
    model = Observation
    filterset_class = ObservationFilterSet
    serializer_class = ObservationSerializer
    title = _("Observations")
    about = _(
        "Figures that sources report of zones: value and unit as printed and as converted, with "
        "everything that limits them. Values are texts of digits, so that none is rounded."
    )
    example = (
        "observations/?metric=standard-land-area&fields=zone,value,unit,period,basis,scope,citation"
    )

    def select(self, queryset):
        return queryset.for_display()
