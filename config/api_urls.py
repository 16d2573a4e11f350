"""The API's addresses, without language prefix: a response has the requested language."""

from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from comparisons.api import ComparePolicies, CompareReforms, CompareZones
from core.api.schema import SchemaView
from core.api.views import ApiView
from core.web.addresses import absolute
from policies.api import PolicyViewSet, TargetViewSet
from reforms.api import NotReported, ReformGroupViewSet, ReformTypeViewSet, ReformViewSet
from sources.api import SourceViewSet
from zones.api import (
    MetricViewSet,
    ObservationViewSet,
    ProvinceViewSet,
    ScopeViewSet,
    ZoneEventViewSet,
    ZoneNameViewSet,
    ZoneViewSet,
)

# Parts of the API by address, in the order of the documentation.
RECORDS = {
    "zones": ZoneViewSet,
    "zone-names": ZoneNameViewSet,
    "zone-events": ZoneEventViewSet,
    "reforms": ReformViewSet,
    "reform-types": ReformTypeViewSet,
    "reform-groups": ReformGroupViewSet,
    "observations": ObservationViewSet,
    "metrics": MetricViewSet,
    "scopes": ScopeViewSet,
    "policies": PolicyViewSet,
    "targets": TargetViewSet,
    "sources": SourceViewSet,
    "provinces": ProvinceViewSet,
}
OTHERS = {
    "comparisons/zones/": CompareZones,
    "comparisons/reforms/": CompareReforms,
    "comparisons/policies/": ComparePolicies,
    "zones/<slug:slug>/not-reported/": NotReported,
}


PARTS: dict[str, type[ApiView]] = {f"{name}/": one for name, one in RECORDS.items()} | OTHERS


class IndexSerializer(serializers.Serializer):
    """Where everything is."""

    data_version = serializers.CharField()
    documentation = serializers.URLField()
    schema = serializers.URLField()
    resources = serializers.DictField(child=serializers.URLField())


class Index(ApiView):
    title = _("What the API holds")
    about = _("The address of every list, of the documentation and of the OpenAPI description.")
    serializer_class = IndexSerializer

    def answer(self, version: str) -> Response:
        root = self.links()["api"]
        return Response(
            {
                "data_version": version,
                "documentation": absolute(self.request, reverse("api-docs")),
                "schema": f"{root}schema.json",
                "resources": {
                    address.removesuffix("/"): root + address
                    for address in PARTS
                    if "<" not in address
                },
            }
        )


class Nowhere(ApiView):
    """Every other address below the API: a problem, as a program expects it."""

    schema = None

    def get(self, request):
        raise NotFound


router = SimpleRouter()
for name, viewset in RECORDS.items():
    router.register(name, viewset, basename=name)

app_name = "api"
urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("schema.json", SchemaView.as_view(), name="schema"),
    path("schema.yaml", SchemaView.as_view(kind="yaml"), name="schema-yaml"),
    *router.urls,
    *(path(address, view.as_view(), name=view.__name__) for address, view in OTHERS.items()),
    re_path(r"^[\s\S]*/$", Nowhere.as_view(), name="nowhere"),
]
