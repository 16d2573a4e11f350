"""The OpenAPI description of the API, from the parameters that the views check."""

from functools import lru_cache

import yaml
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.drainage import set_override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from core.api.parameters import SLUG_PATTERN, Parameter
from core.api.problems import MEDIA_TYPE
from core.api.views import ApiView, RecordViewSet

JSON = "application/json"
HEADERS = {
    "ETag": gettext_lazy(
        "Names this very answer: sent back as If-None-Match, it saves sending it again."
    ),
    "Last-Modified": gettext_lazy("When the data changed last."),
    "Data-Version": gettext_lazy("The version of the data, for citing it."),
}


class ProblemErrorShape(serializers.Serializer):
    """What is wrong with one parameter, and values that it takes."""

    parameter = serializers.CharField()
    detail = serializers.CharField()
    accepted = serializers.ListField(child=serializers.CharField())


class ProblemShape(serializers.Serializer):
    """Problem details as of RFC 9457."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorShape(many=True, required=False)


class ResourceSchema(AutoSchema):
    view: ApiView

    def get_serializer_name(self, serializer, direction) -> str:
        return type(serializer).__name__.removesuffix("Shape")

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["index"]

    def get_summary(self) -> str:
        return str(self.view.title)

    def get_description(self) -> str:
        return str(self.view.about)

    def get_override_parameters(self) -> list[OpenApiParameter]:
        action = getattr(self.view, "action", "list")
        made = [_parameter(one) for one in self.view.known_parameters(action)]
        if "{slug}" in self.path:
            slug = {"type": "string", "pattern": SLUG_PATTERN}
            made.append(OpenApiParameter("slug", slug, OpenApiParameter.PATH, required=True))
        made += [_header(name, str, about, 200) for name, about in HEADERS.items()]
        return [*made, _header("Retry-After", int, _("Seconds to wait."), 429)]

    def get_response_serializers(self) -> dict:
        problem = OpenApiResponse(ProblemShape, _("What is wrong, as problem details"))
        answers = {
            (200, JSON): OpenApiResponse(self._content(), str(self.view.title)),
            304: OpenApiResponse(None, _("Not changed since the ETag that was sent")),
            (400, MEDIA_TYPE): problem,
            (429, MEDIA_TYPE): problem,
        }
        if "{slug}" in self.path:
            answers[404, MEDIA_TYPE] = problem
        return answers

    def _content(self) -> type[serializers.Serializer] | serializers.Serializer:
        made = self.view.serializer_class
        if not isinstance(self.view, RecordViewSet) or self.view.action != "list":
            return made
        fields = {
            "data_version": serializers.CharField(),
            "count": serializers.IntegerField(required=False, help_text=_("Of all pages.")),
            "next": serializers.URLField(allow_null=True, help_text=_("Null on the last page.")),
            "results": made(many=True),
        }
        page = inline_serializer(f"{made.__name__.removesuffix('Serializer')}Page", fields)
        set_override(page, "many", False)  # it is not a list, it has one
        return page


def _header(name: str, kind: type, about, status: int) -> OpenApiParameter:
    where = OpenApiParameter.HEADER
    return OpenApiParameter(name, kind, where, description=str(about), response=[status])


def _parameter(one: Parameter) -> OpenApiParameter:
    schema, style = one.schema, {}
    if one.is_repeatable or one.is_comma_separated:
        schema = {"type": "array", "items": one.schema}
        schema |= {"minItems": 1, **({"maxItems": one.most} if one.most else {})}
        style = {"style": "form", "explode": one.is_repeatable}
    return OpenApiParameter(
        one.name, schema, description=str(one.about), required=one.is_required, **style
    )


@lru_cache
def description(_language: str) -> dict:
    """The OpenAPI document in the active language. Takes half a second, once per language."""
    return SchemaGenerator().get_schema(public=True)


class SchemaView(ApiView):
    """The OpenAPI document as JSON or as YAML."""

    schema = None
    kind = "json"

    def perform_content_negotiation(self, request, force=False):
        return super().perform_content_negotiation(request, force=True)  # whatever is accepted

    def answer(self, _version: str) -> HttpResponse:
        document = description(get_language())
        if self.kind == "yaml":
            text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
            return HttpResponse(text, content_type="application/yaml")
        return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
