"""The page about the data."""

from django.db.models import Count, Q
from django.views.generic import TemplateView

from policies.models import Policy, Target
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.models import Metric, Observation, Zone


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
            **kwargs,
        )
