"""Search in everything."""

from django.utils.translation import gettext
from django.views.generic import TemplateView

from core.facets import SEARCH_LENGTH
from core.text import normalise
from policies.filters import PolicyFilterSet
from policies.models import Policy
from reforms.filters import ReformFilterSet
from reforms.models import Reform
from sources.filters import SourceFilterSet
from sources.models import Source
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.models import Metric, Zone


class Search(TemplateView):
    """One box for everything: the first hits of each kind, and how many there are."""

    template_name = "comparisons/search.html"
    SHOWN = 6
    KINDS = (
        ("zones:list", ZoneFilterSet, Zone),
        ("reforms:list", ReformFilterSet, Reform),
        ("policies:list", PolicyFilterSet, Policy),
        ("metrics:list", MetricFilterSet, Metric),
        ("sources:list", SourceFilterSet, Source),
    )

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=400 if context["problem"] else 200)

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "")
        problem, results = "", []
        if len(query) > SEARCH_LENGTH or "\0" in query:
            problem = gettext("Please search for at most %(limit)s ordinary characters.") % {
                "limit": SEARCH_LENGTH
            }
            query = ""
        elif normalise(query):
            results = [self._hits(query, *kind) for kind in self.KINDS]
        return super().get_context_data(
            query=query,
            problem=problem,
            results=results,
            total=sum(result["count"] for result in results),
            **kwargs,
        )

    def _hits(self, query, address, filterset_class, model) -> dict:
        found = filterset_class({"q": query}, queryset=model.objects.all()).qs
        return {
            "label": model._meta.verbose_name_plural,
            "address": address,
            "count": found.count(),
            "first": found[: self.SHOWN],
        }
