"""Views of the API: read-only, in the caller's language, cacheable."""

import hashlib
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponseNotModified, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise, classproperty
from django.utils.http import http_date, parse_etags, quote_etag
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from core.api import parameters
from core.api.keyset import CursorError, read_page
from core.api.parameters import PageForm, Parameter
from core.api.problems import ParameterProblem, ParametersRefused
from core.api.serializers import RecordSerializer
from core.records import versions
from core.web.addresses import absolute
from core.web.facets import printable
from core.web.filtersets import FacetedFilterSet

REVISION = "1"  # of the response format: increased when it changes, for ETags


class DigitsRenderer(JSONRenderer):
    """JSON with decimals as text, as in the pages' files."""

    encoder_class = DjangoJSONEncoder


class ClientThrottle(AnonRateThrottle):
    """A rate limit per client address."""

    def get_rate(self) -> str:
        return settings.API_RATE


class ApiView(APIView):
    """An address of the API. Nobody is logged in here: everybody gets what is public.

    `title` and `about` describe it; `example` is a path below the API, `rows` the key of its answer
    that holds a table. `changes_daily`: the answer also depends on the date (target deadlines).
    """

    http_method_names = ["get", "head", "options"]
    renderer_classes = [DigitsRenderer]
    throttle_classes = [ClientThrottle]
    title: str | Promise = ""
    about: str | Promise = ""
    example = ""
    rows = "results"
    changes_daily = False

    @classmethod
    def known_parameters(cls, action: str = "list") -> list[Parameter]:
        """The parameters of an action, "list" or "retrieve"."""
        return [parameters.LANGUAGE]

    def initial(self, request, *args, **kwargs) -> None:
        language, accepted = request.query_params.get("lang"), parameters.LANGUAGE.accepted
        if language in accepted:
            translation.activate(language)
        super().initial(request, *args, **kwargs)
        if language not in (None, *accepted):
            detail = _("“%(value)s” is not a language that we have. Accepted are: %(accepted)s.")
            words = {"value": printable(language), "accepted": ", ".join(accepted)}
            raise ParametersRefused([ParameterProblem("lang", detail % words, accepted)])

    def get(self, request, **kwargs):
        self.refuse(request.query_params)
        return self.conditional(request, partial(self.answer, **kwargs))

    def answer(self, version: str, **kwargs) -> Response:
        """The response for a data version; the parameters are known ones."""
        raise NotImplementedError

    def options(self, request, *args, **kwargs) -> Response:
        """OPTIONS: the allowed methods are in the header `Allow`."""
        return Response(status=204)

    def refuse(self, query: QueryDict, action: str = "list", *forms: Form) -> None:
        """Raise ParametersRefused for unknown parameters and for the errors of `forms`."""
        known = self.known_parameters(action)
        problems = parameters.misused(query, known)
        for form in forms:
            problems += parameters.of_form(form, known)
        if problems:
            raise ParametersRefused(list(dict.fromkeys(problems)))

    def links(self) -> dict[str, str]:
        return {
            "site": absolute(self.request, "/").removesuffix("/"),
            "api": absolute(self.request, reverse("api:index")),
        }

    def conditional(self, request: Request, build: Callable[[str], Response]):
        """The response of `build(data version)` with cache headers, or 304. One query."""
        version = versions.current()
        number = str(version) if version else "0"
        etag = self._etag(request, number)
        if etag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
            response = HttpResponseNotModified()
        else:
            response = build(number)
        modified = self._modified(version)
        response["ETag"] = etag
        response["Data-Version"] = number
        response["Cache-Control"] = "public, no-cache"  # may be stored, must be revalidated
        if modified:
            response.headers["Last-Modified"] = http_date(modified)
        return get_conditional_response(request, etag, modified, response)

    def _etag(self, request: Request, version: str) -> str:
        day = timezone.localdate().isoformat() if self.changes_daily else ""
        address = absolute(request, request.get_full_path())
        parts = (REVISION, version, day, translation.get_language(), address)
        return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])

    def _modified(self, version) -> int | None:
        if version is None:
            return None
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        times = [version.changed, *([midnight] if self.changes_daily else [])]
        return int(max(times).timestamp())


class RecordViewSet(ViewSetMixin, ApiView):
    """A kind of record: its list, filtered and sorted as on the pages, and one record.

    `select(queryset)` fetches what the serializer shows. Queries of a list: the data version, the
    rows with prefetches, and one per related record that a filter names.
    """

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    filterset_class: type[FacetedFilterSet]
    serializer_class: type[RecordSerializer]
    model = classproperty(lambda cls: cls.serializer_class.Meta.model)
    title = classproperty(lambda cls: capfirst(cls.model._meta.verbose_name_plural))

    @classmethod
    def known_parameters(cls, action: str = "list") -> list[Parameter]:
        fields = parameters.of_fields(cls.serializer_class.Meta.fields)
        if action == "retrieve":
            return [fields, parameters.LANGUAGE]
        return [*parameters.of_list(cls.filterset_class), fields, parameters.LANGUAGE]

    def select(self, queryset: QuerySet) -> QuerySet:
        return queryset.for_list()

    def list(self, request):
        return self.conditional(request, self._page)

    def retrieve(self, request, slug: str):
        return self.conditional(request, lambda _version: self._record(slug))

    def _record(self, slug: str) -> Response:
        self.refuse(self.request.query_params, "retrieve")
        rows = self.select(self.model.objects.public())
        return Response(self._serializer(get_object_or_404(rows, slug=slug)).data)

    def _page(self, version: str) -> Response:
        query, paging = self.request.query_params, PageForm(self.request.query_params)
        filters = self.filterset_class(query, queryset=self.model.objects.public())
        self.refuse(query, "list", filters.form, paging)
        try:
            rows, cursor = read_page(
                filters.qs,
                filters.order,
                select=self.select,
                size=paging.cleaned_data["page_size"] or settings.PAGE_SIZE,
                scope=f"{self.model._meta.label_lower}.{filters.chosen_sort}",
                cursor=paging.cleaned_data["after"],
            )
        except CursorError as error:
            detail = _("This is no place in this list in this order: take `next` as it is given.")
            raise ParametersRefused([ParameterProblem("after", detail)]) from error
        following = self._address_after(cursor) if cursor else None
        content = {"data_version": version}
        if paging.cleaned_data["count"] == "true":
            content["count"] = filters.qs.count()
        content |= {"next": following, "results": self._serializer(rows, many=True).data}
        return Response(
            content, headers={"Link": f'<{following}>; rel="next"'} if following else {}
        )

    def _address_after(self, cursor: str) -> str:
        query = self.request.query_params.copy()
        query["after"] = cursor
        return absolute(self.request, f"{self.request.path}?{query.urlencode()}")

    def _serializer(self, records, **options) -> RecordSerializer:
        fields = self.request.query_params.get("fields")
        context = {"fields": fields.split(",") if fields else None, **self.links()}
        return self.serializer_class(records, context=context, **options)
