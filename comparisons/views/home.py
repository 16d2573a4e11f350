"""The home page."""

from django.views.generic import TemplateView

from comparisons.overview import adoption_matrix, province_tiles
from core.records.cache import cached
from core.web.counts import public_count
from policies.models import Policy
from reforms.models import Reform
from sources.models import Source
from zones.models import Observation, Zone


class Home(TemplateView):
    """Counts, the adoption matrix and the map. Eight queries if the matrix is cached."""

    template_name = "comparisons/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            matrix=cached("matrix", adoption_matrix),
            provinces=province_tiles(),
            policies=Policy.objects.public()
            .for_list()
            .order_by("province__code", "issued_earliest", "slug")[:12],
            counts={
                "zones": public_count(Zone),
                "reforms": public_count(Reform),
                "figures": public_count(Observation),
                "policies": public_count(Policy),
                "sources": public_count(Source),
            },
            **kwargs,
        )
