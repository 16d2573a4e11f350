"""The home page."""

from django.db.models import Count
from django.views.generic import TemplateView

from policies.models import Policy
from reforms.models import Reform, ReformGroup
from sources.models import Source
from zones.models import Observation, Zone


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
