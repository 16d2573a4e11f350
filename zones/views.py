"""Pages of zones and metrics."""

from operator import attrgetter

from django.utils.translation import gettext

from core.web.facets import SLUG, printable
from core.web.files import parts_response
from core.web.pages import FacetedListView, RecordDetail
from zones import fields
from zones.figures import (
    by_topic,
    figures_of_zone,
    last_dated,
    metrics_not_reported,
    with_other_values,
)
from zones.filters import MetricFilterSet, ZoneFilterSet
from zones.line_of_life import line_of_life
from zones.lives import formerly
from zones.models import Metric, Observation, ZoneName


class ZoneList(FacetedListView):
    filterset_class = ZoneFilterSet
    table = fields.LISTED_ZONES
    template_name = "zones/zone_list.html"


class ZoneDetail(RecordDetail):
    """A zone's profile, reforms, figures and what is not reported; `metric` selects one metric."""

    table = fields.ZONES
    parameters = ("metric",)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("metric", "")
        metrics = Metric.objects.visible_to(request.user).filter(slug=asked)
        self.metric = metrics.first() if SLUG.fullmatch(asked) else None
        if asked and not self.metric:
            problem = gettext("“%(metric)s” is not a metric that we know.")
            self.problems = [problem % {"metric": printable(asked)}]

    def file(self):
        if not self.metric:
            return super().file()
        record = self.get_object()
        name = f"zone-{record.slug}-{self.metric.slug}"
        parts = [self.itself(record), fields.figures_of_zone(record, self.metric)]
        return parts_response(self.request, self.asked, name, str(record), parts)

    def get_context_data(self, **kwargs):
        metric = self.metric
        figures = self.object.observations.visible_to(self.request.user)
        shown, counts = figures_of_zone(figures, metric)
        life = line_of_life(self.object, self.request.user)
        borne = [step.fact for step in life if isinstance(step.fact, ZoneName)]
        return super().get_context_data(
            metric=metric,
            topics=by_topic(shown, attrgetter("metric.topic")),
            figure_count=counts.total(),
            reform_count=self.object.reforms.visible_to(self.request.user).count(),
            not_reported=[] if metric else metrics_not_reported(counts),
            life=life,
            told_of_life=any(step.fact != self.object for step in life),
            formerly=formerly(self.object, borne),
            last_dated=last_dated(self.object.sources_read.all()),
            canonical=self.request.path,
            **kwargs,
        )


class MetricList(FacetedListView):
    filterset_class = MetricFilterSet
    table = fields.LISTED_METRICS
    template_name = "zones/metric_list.html"


class FigureDetail(RecordDetail):
    table = fields.OBSERVATIONS
    context_object_name = "figure"

    def about(self, figure):
        return [figure.zone]  # with the others of its metric

    def get_context_data(self, **kwargs):
        figure, user = self.object, self.request.user
        same_metric = Observation.objects.visible_to(user).filter(
            zone=figure.zone, metric=figure.metric
        )
        with_other_values([figure], among=same_metric.for_display())
        shown = {figure.pk, *(other.pk for other in figure.other_values)}
        shown |= {part.pk for part in figure.parts.all()}
        others = same_metric.exclude(pk__in=shown).for_zone_page()
        return super().get_context_data(others=others, **kwargs)
