"""Pages of the whole site: home, about the data, method, glossary."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons.addresses import address
from comparisons.engine.rules import RULES
from comparisons.engine.verdicts import SHOWN
from comparisons.glossary import metric_terms, reform_terms
from comparisons.overview import adoption_matrix, province_tiles
from core.records.models import public_related
from core.web.counts import public_count
from core.web.files import part, parts_response
from core.web.pages import WithFile
from policies.models import Policy, Target
from reforms.fields import LISTED_REFORM_TYPES
from reforms.models import Reform, ReformType
from sources.models import Source
from zones.fields import LISTED_METRICS
from zones.models import Metric, Observation, Zone

SOURCES_SHOWN = 200


class Home(TemplateView):
    """Counts, the adoption matrix and the map. A dozen queries."""

    template_name = "comparisons/home.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            matrix=adoption_matrix(),
            provinces=province_tiles(),
            policies=Policy.objects.public()
            .for_source_page()
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


class AboutData(TemplateView):
    """Which sources were read, what they cover, how complete it is, how to cite it."""

    template_name = "comparisons/about_data.html"

    def get_context_data(self, **kwargs):
        sources = Source.objects.public().for_list().order_by("-reform_count", "slug")
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
                "types": public_count(ReformType),
                "metrics": public_count(Metric),
            },
            **kwargs,
        )


# The zones of the rules' examples that are from the data.
SEEN_IN = {
    ("status", "differs"): ("lingchuan-ectdz", "huaian-etdz"),
    ("basis", "cumulative-flow"): ("linfen-edz", "yanhu-htdz"),
    ("period", "none-stated"): ("yanhu-htdz", "tunliu-etdz"),
}


class Method(TemplateView):
    """Static text with examples and the rules in effect. No queries."""

    template_name = "comparisons/method.html"

    def get_context_data(self, **kwargs):
        rules = []
        for rule in RULES:
            symbol, word = SHOWN[rule.verdict]
            zones = SEEN_IN.get((rule.attribute, rule.kind))
            there = address(reverse("compare-zones"), zone=zones) if zones else ""
            rules.append({"rule": rule, "symbol": symbol, "word": word, "address": there})
        return super().get_context_data(rules=rules, **kwargs)


class Glossary(WithFile, TemplateView):
    """Every type of reform and metric: definition, other names, counts. Ten queries."""

    template_name = "comparisons/glossary.html"

    def file(self):
        types = ReformType.objects.public().for_list()
        types = types.order_by("group__position", "position", "slug")
        metrics = Metric.objects.public().for_list().order_by("topic", "slug")
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
