"""Reforms and their taxonomy in the API, and what is not reported of a zone."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from core.api.serializers import Link, record_serializer
from core.api.views import ApiView, RecordViewSet
from core.records.models import count_of
from reforms.fields import (
    LISTED_REFORM_GROUPS,
    LISTED_REFORM_TYPES,
    LISTED_REFORMS,
    types_not_reported_of_zone,
)
from reforms.filters import ReformFilterSet, ReformGroupFilterSet, ReformTypeFilterSet
from reforms.models import ReformGroup
from zones.fields import metrics_not_reported_of_zone
from zones.models import Zone


class ReformGroupViewSet(RecordViewSet):
    filterset_class = ReformGroupFilterSet
    serializer_class = record_serializer(LISTED_REFORM_GROUPS, "reform-groups")
    about = _("The upper level of the taxonomy: approvals, services, land, governance …")
    example = "reform-groups/?fields=slug,name,name_en,type_count"

    def select(self, queryset):
        return queryset.annotate(type_count=count_of(ReformGroup, "types"))


class ReformTypeViewSet(RecordViewSet):
    filterset_class = ReformTypeFilterSet
    serializer_class = record_serializer(LISTED_REFORM_TYPES, "reform-types")
    about = _("The lower level of the taxonomy, each type with its definition and other names.")
    example = "reform-types/?group=approvals&fields=slug,name,name_en,reform_count,zone_count"


class ReformViewSet(RecordViewSet):
    filterset_class = ReformFilterSet
    serializer_class = record_serializer(
        LISTED_REFORMS, "reforms", province=Link(source="zone.province")
    )
    about = _("Measures as single zones carried them out; their outcomes are observations.")
    example = "reforms/?type=standard-land&fields=slug,zone,title_en,stage,started,citation"


BLANKS = ["not-reported", "not-applicable", "not-read"]


class BlankSerializer(serializers.Serializer):
    """A metric or a type that none of the sources read for a zone mentions, or why it has none."""

    kind = serializers.ChoiceField(choices=["metric", "reform-type"])
    slug = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    url = serializers.URLField()
    state = serializers.ChoiceField(choices=BLANKS)
    sources_read = serializers.ListField(child=serializers.CharField())


class NotReportedSerializer(serializers.Serializer):
    """Everything that is recorded of other zones and not of this one."""

    data_version = serializers.CharField()
    zone = Link()
    results = BlankSerializer(many=True)


class NotReported(ApiView):
    """The blanks of one zone. Eight queries."""

    title = _("What is not reported of a zone")
    about = _(
        "The metrics and reform types that are recorded of other zones and not of this one, each "
        "with the kind of its blank and the sources in which it was looked for."
    )
    example = "zones/yanhu-htdz/not-reported/"
    model = Zone
    serializer_class = NotReportedSerializer

    def answer(self, version: str, slug: str) -> Response:
        zone = get_object_or_404(Zone.objects.public().for_detail(), slug=slug)
        parts = (
            ("metric", "metrics", metrics_not_reported_of_zone(zone)),
            ("reform-type", "reform-types", types_not_reported_of_zone(zone)),
        )
        links = self.links()
        results = [
            {
                "kind": kind,
                "slug": key,
                "name": name,
                "name_en": name_en,
                "url": f"{links['api']}{resource}/{key}/",
                "state": state,
                "sources_read": read,
            }
            for kind, resource, part in parts
            for key, name, name_en, state, read in part.rows()
        ]
        content = {"data_version": version, "zone": zone, "results": results}
        return Response(NotReportedSerializer(content, context=links).data)
