"""The documentation of the API: an overview, and a page for each kind of record."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.views.generic import TemplateView

from config.api_urls import PARTS
from core.api.parameters import MAX_PAGE_SIZE
from core.api.serializers import RecordSerializer
from core.api.views import ApiView, RecordViewSet
from core.web.addresses import absolute


class Resource(NamedTuple):
    """A part of the API in the documentation: "zones", at the address "zones/"."""

    name: str
    address: str
    view: type[ApiView]

    @property
    def is_list(self) -> bool:
        return issubclass(self.view, RecordViewSet)

    @property
    def fields(self) -> list[tuple[str, str | Promise]]:
        """(name, meaning) of a record's fields; none unless it is a list."""
        return list(described(self.view.serializer_class)) if self.is_list else []


def resources() -> dict[str, Resource]:
    made = {}
    for address, view in PARTS.items():
        plain = address.replace("<slug:slug>", "{slug}")
        name = plain.replace("{slug}/", "").strip("/").replace("/", "-")
        made[name] = Resource(name, plain, view)
    return made


def described(serializer_class: type[RecordSerializer]) -> Iterator[tuple[str, str | Promise]]:
    """(name, meaning) of each field: its own help text, its column's, or its label."""
    columns = {column.name: column for column in serializer_class.Meta.model._meta.get_fields()}
    for name, field in serializer_class().fields.items():
        column = columns.get(field.source)
        texts = [field.help_text, getattr(field, "about", "")]
        texts += [getattr(column, text, "") for text in ("help_text", "verbose_name")]
        yield name, next(filter(None, texts), field.label)


class ApiDocs(TemplateView):
    """How to call the API and what it answers. No queries."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            resources=resources().values(),
            address=_address(self.request, ""),
            page_size=settings.PAGE_SIZE,
            max_page_size=MAX_PAGE_SIZE,
            rate=settings.API_RATE,
            **kwargs,
        )


class ApiResource(TemplateView):
    """One part of the API: parameters, fields, and a call in three languages."""

    template_name = "api/resource.html"

    def get_context_data(self, name: str, **kwargs):
        resource = resources().get(name)
        if resource is None:
            raise Http404(name)
        return super().get_context_data(
            resource=resource,
            address=_address(self.request, resource.address),
            example=_address(self.request, resource.view.example),
            **kwargs,
        )


def _address(request, part: str) -> str:
    return absolute(request, reverse("api:index") + part)
