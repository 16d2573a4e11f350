"""The glossary."""

from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons.glossary import metric_terms, reform_terms
from core.web.files import part, parts_response
from core.web.pages import WithFile
from reforms.fields import LISTED_REFORM_TYPES
from reforms.models import ReformType
from zones.fields import LISTED_METRICS
from zones.models import Metric


class Glossary(WithFile, TemplateView):
    """Every type of reform and metric: definition, other names, counts. Nine queries."""

    template_name = "comparisons/glossary.html"

    def file(self):
        types = ReformType.objects.for_taxonomy().order_by("group__position", "position", "slug")
        metrics = Metric.objects.for_list().order_by("topic", "slug")
        parts = [part(LISTED_REFORM_TYPES, types), part(LISTED_METRICS, metrics)]
        return parts_response(self.request, self.asked, "glossary", gettext("Glossary"), parts)

    def get_context_data(self, **kwargs):
        groups, topics = reform_terms(), metric_terms()
        return super().get_context_data(
            groups=groups,
            topics=topics,
            type_count=sum(len(terms) for _group, terms in groups),
            metric_count=sum(len(terms) for _topic, terms in topics),
            **kwargs,
        )
