"""Search over all kinds of records."""

from django.utils.translation import gettext
from django.views.generic import TemplateView

from core.language.text import normalise
from core.web.facets import SEARCH_LENGTH
from core.web.files import ignored_parameters
from core.web.pages import WithProblems
from policies.filters import PolicyFilterSet
from policies.models import Policy
from reforms.filters import ReformFilterSet, ReformTypeFilterSet
from reforms.models import Reform, ReformType
from sources.filters import SourceFilterSet
from sources.models import Source
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.models import Metric, Zone


class Search(WithProblems, TemplateView):
    """The first hits of each kind, and their number."""

    template_name = "comparisons/search.html"
    SHOWN = 6
    KINDS = (
        ("zones:list", ZoneFilterSet, Zone.objects.public().select_related("province")),
        ("", ReformTypeFilterSet, ReformType.objects.select_related("group")),
        ("reforms:list", ReformFilterSet, Reform.objects.public().select_related("zone__province")),
        ("policies:list", PolicyFilterSet, Policy.objects.public().select_related("province")),
        ("metrics:list", MetricFilterSet, Metric.objects.all()),
        ("sources:list", SourceFilterSet, Source.objects.all()),
    )

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "")
        problem, results = "", []
        if len(query) > SEARCH_LENGTH or "\0" in query or "\ufffd" in query:  # not UTF-8
            problem = gettext("Please search for at most %(limit)s ordinary characters.") % {
                "limit": SEARCH_LENGTH
            }
            query = ""
        elif normalise(query):
            results = [self._hits(query, *kind) for kind in self.KINDS]
        return super().get_context_data(
            query=query,
            problems=[problem] if problem else [],
            ignored=ignored_parameters(self.request, ("q",)),
            results=results,
            total=sum(result["count"] for result in results),
            **kwargs,
        )

    def _hits(self, query, address, filterset_class, queryset) -> dict:
        found = filterset_class({"q": query}, queryset=queryset).qs
        return {
            "label": queryset.model._meta.verbose_name_plural,
            "address": address,
            "count": found.count(),
            "first": found[: self.SHOWN] if address else found,
        }
