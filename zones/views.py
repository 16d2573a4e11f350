"""Pages of zones and metrics."""

from django.conf import settings
from django.core.paginator import Paginator

from core.details import RecordDetail
from core.lists import FacetedListView
from zones.choices import Direction
from zones.figures import by_topic, metrics_not_reported
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.models import Metric, Zone


class ZoneList(FacetedListView):
    model = Zone
    filterset_class = ZoneFilterSet
    template_name = "zones/zone_list.html"


class ZoneDetail(RecordDetail):
    """A zone's profile, reforms, figures, and what is not reported of it."""

    model = Zone

    def get_context_data(self, **kwargs):
        observations = list(self.object.observations.visible_to(self.request.user).for_zone_page())
        return super().get_context_data(
            topics=by_topic(observations),
            not_reported=metrics_not_reported(observations),
            **kwargs,
        )


class MetricList(FacetedListView):
    model = Metric
    filterset_class = MetricFilterSet
    template_name = "zones/metric_list.html"


class MetricDetail(RecordDetail):
    """What a metric means, and every figure recorded for it."""

    model = Metric

    def get_context_data(self, **kwargs):
        lowest_first = self.object.direction == Direction.LOWER
        figures = self.object.observations.public().for_metric_page(lowest_first=lowest_first)
        page = Paginator(figures, settings.PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, **kwargs)
