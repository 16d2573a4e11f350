"""The page about the data."""

from django.db.models import Count, Q
from django.views.generic import TemplateView

from core.records.models import public_related
from core.web.counts import public_count
from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.models import Metric, Observation, Zone

SOURCES_SHOWN = 200


class AboutData(TemplateView):
    """Which sources were read, what they cover, how complete it is, how to cite it."""

    template_name = "comparisons/about_data.html"

    def get_context_data(self, **kwargs):
        sources = Source.objects.for_list().order_by("-reform_count", "slug")
        figures = Observation.objects.public().aggregate(
            every=Count("pk"),
            with_locator=Count("pk", filter=~Q(locator="")),
            with_quote=Count("pk", filter=~Q(quote="")),
            without_period=Count("pk", filter=Q(period="")),
            year_unknown=Count("pk", filter=Q(period__startswith="XXXX")),
        )
        reforms = Reform.objects.public().aggregate(
            every=Count("pk", distinct=True),
            with_start=Count("pk", filter=~Q(started=""), distinct=True),
            with_figure=Count(
                "pk", filter=Q(pk__in=public_related(Reform, "outcomes")), distinct=True
            ),
            broken_off=Count("pk", filter=Q(is_broken_off=True), distinct=True),
        )
        zones = Zone.objects.public()
        zones = {"every": zones.count(), "with_reforms": zones.with_reforms().count()}
        return super().get_context_data(
            sources=sources[:SOURCES_SHOWN],
            source_count=public_count(Source),
            shown_at_most=SOURCES_SHOWN,
            figures=figures,
            reforms=reforms,
            zones=zones,
            counts={
                "policies": Policy.objects.public().count(),
                "targets": Target.objects.public().count(),
                "types": ReformType.objects.count(),
                "metrics": Metric.objects.count(),
            },
            **kwargs,
        )
