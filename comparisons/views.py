"""Home, search, the comparison of zones, and the page about the data."""

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons.zones import compared_zones, figure_sections, reform_sections
from core.facets import SEARCH_LENGTH
from core.text import normalise
from policies.filters import PolicyFilterSet
from policies.models import Policy, Target
from reforms.filters import ReformFilterSet
from reforms.models import Reform, ReformGroup, ReformType
from sources.filters import SourceFilterSet
from sources.models import Source
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.models import Metric, Observation, Zone


class Home(TemplateView):
    """What there is, and where to begin. Nine queries."""

    template_name = "comparisons/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            zones=Zone.objects.with_reforms().for_list().order_by("pinyin", "slug"),
            groups=ReformGroup.objects.annotate(
                reform_count=Count("types__reforms", distinct=True),
                zone_count=Count("types__reforms__zone", distinct=True),
            )
            .prefetch_related("types")
            .order_by("position"),
            policies=Policy.objects.for_list(),
            counts={
                "zones": Zone.objects.count(),
                "reforms": Reform.objects.count(),
                "figures": Observation.objects.count(),
                "sources": Source.objects.count(),
            },
            **kwargs,
        )


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


class CompareZones(TemplateView):
    """Up to six zones side by side, in the order of the address."""

    template_name = "comparisons/zones.html"

    def get(self, request, *args, **kwargs):
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=context["status"])

    def get_context_data(self, **kwargs):
        asked = list(dict.fromkeys(self.request.GET.getlist("zone")))
        zones = compared_zones([slug for slug in asked if _is_slug(slug)])
        known = {zone.slug for zone in zones}
        problems = [
            gettext("“%(zone)s” is not a zone that we know.") % {"zone": _printable(slug)}
            for slug in asked
            if slug not in known
        ]
        status = 404 if problems else 200
        limit = settings.COMPARED_ZONES_MAX
        if len(zones) > limit:
            problems.append(
                gettext("Up to %(limit)s zones fit side by side; the first %(limit)s are shown.")
                % {"limit": limit}
            )
            zones = zones[:limit]
        if len(self.request.GET.getlist("zone")) > len(asked):
            problems.append(gettext("A zone that was named twice is shown once."))
        return super().get_context_data(
            zones=zones,
            problems=problems,
            status=status,
            reform_sections=reform_sections(zones),
            figure_sections=figure_sections(zones),
            suggestions=Zone.objects.with_reforms().for_list().order_by("pinyin", "slug")
            if len(zones) < limit
            else [],
            **kwargs,
        )


def _is_slug(text: str) -> bool:
    return len(text) <= 80 and text.isascii() and text.replace("-", "").isalnum()


def _printable(text: str) -> str:
    clean = "".join(c if c.isprintable() else "�" for c in text)
    return clean if len(clean) <= 40 else f"{clean[:40]}…"


class AboutData(TemplateView):
    """Which sources were read, what they cover, how complete it is, how to cite it."""

    template_name = "comparisons/about_data.html"

    def get_context_data(self, **kwargs):
        figures = Observation.objects.aggregate(
            every=Count("pk"),
            with_locator=Count("pk", filter=~Q(locator="")),
            with_quote=Count("pk", filter=~Q(quote="")),
            without_period=Count("pk", filter=Q(period="")),
            year_unknown=Count("pk", filter=Q(period__startswith="XXXX")),
        )
        reforms = Reform.objects.aggregate(
            every=Count("pk", distinct=True),
            with_start=Count("pk", filter=~Q(started=""), distinct=True),
            with_figure=Count("outcomes__reform", distinct=True),
            broken_off=Count("pk", filter=Q(is_broken_off=True), distinct=True),
        )
        zones = Zone.objects.aggregate(
            every=Count("pk", distinct=True),
            with_reforms=Count("reforms__zone", distinct=True),
        )
        return super().get_context_data(
            sources=Source.objects.for_list().order_by("-reform_count", "slug"),
            figures=figures,
            reforms=reforms,
            zones=zones,
            counts={
                "policies": Policy.objects.count(),
                "targets": Target.objects.count(),
                "types": ReformType.objects.count(),
                "metrics": Metric.objects.count(),
            },
            latest=Source.objects.aggregate(latest=Max("issued_latest"))["latest"],
            **kwargs,
        )
