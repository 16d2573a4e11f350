"""Comparisons and charts as bare pages for other sites' frames."""

from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.clickjacking import xframe_options_exempt

from comparisons.pictures import FORMATS, chart_file, no_such_chart
from comparisons.views.policies import ComparePolicies
from comparisons.views.reforms import CompareReforms
from comparisons.views.zones import CompareZones
from core.templatetags.texts import canonical_path
from core.web.addresses import absolute
from core.web.files import Asked, asked_file, ignored_parameters


class Embedded:
    """Mixin: a comparison in a frame of any site; it sets no cookies and changes nothing."""

    whole_page = ""  # URL name of the comparison
    example = ""  # what the address must name

    @method_decorator(xframe_options_exempt)
    @method_decorator(csp_replace({"frame-ancestors": ["*"]}))
    def get(self, request, *args, **kwargs):
        ignored = ignored_parameters(request, self.parameters)
        self.asked = Asked(ignored=ignored)
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=context["status"])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        here = context.get("cited_path") or canonical_path(context)
        query = urlsplit(here).query
        path = f"{reverse(self.whole_page)}?{query}" if query else reverse(self.whole_page)
        context["whole"] = absolute(self.request, path)
        if heads := context.get("heads"):
            context["heads"] = [(column, None) for column, _moves in heads]
        if context["comparison"]:
            limits = self.limits(context["comparison"])
            return {**context, "heading": context["cited_title"], "limits": limits}
        if not context["problems"]:
            problem = gettext("Say in the address what to show, for instance %(example)s.")
            context["problems"].append(problem % {"example": self.example})
        return {**context, "status": max(context["status"], 400)}


class EmbedZones(Embedded, CompareZones):
    template_name = "embeds/zones.html"
    parameters = ("zone", "show")
    whole_page = "compare-zones"
    example = "?zone=linfen-edz&zone=yanhu-htdz"

    def limits(self, comparison) -> str:
        rows = comparison.rows
        fit = sum(bool(row.group) for row in rows)
        return gettext(
            "%(rows)s rows of figures, of which %(fit)s may be compared directly; "
            "sources: %(sources)s"
        ) % {"rows": len(rows), "fit": fit, "sources": len(comparison.evidence.sources)}


class EmbedChart(EmbedZones):
    """One chart of a comparison of zones, named by `chart`; with `format` its drawing or table."""

    template_name = "embeds/chart.html"
    parameters = ("zone", "chart", "format")
    usual_view = "all"

    def render_to_response(self, context, **options):
        kind = self.request.GET.get("format")
        if context["status"] != 200 or not kind:
            return super().render_to_response(context, **options)
        [chart] = context["charts"]
        return chart_file(self.request, chart, kind, f"{context['whole']}#{chart.key}")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        wanted = self.request.GET.get("chart", "")
        comparison = context["comparison"]
        charts = {chart.key: chart for chart in comparison.charts} if comparison else {}
        if wanted not in charts:
            context["problems"].append(no_such_chart(wanted, charts))
            return {**context, "status": 404}
        if problems := asked_file(self.request, self.parameters, FORMATS).problems:
            context["problems"] += problems
            return {**context, "status": 400}
        chart = charts[wanted]
        return {
            **context,
            "charts": [chart],
            "undrawn": [],
            "evidence": comparison.evidence.of(entry.figure for entry in chart.entries),
            "heading": chart.title,
            "limits": chart.limits,
            # The usual view of the whole page lacks the charts of one zone.
            "anchor": f"&show=all#{chart.key}",
        }


class EmbedReforms(Embedded, CompareReforms):
    template_name = "embeds/reforms.html"
    whole_page = "reforms:list"
    example = "?type=standard-land"

    def limits(self, comparison) -> str:
        having, without = comparison.zone_count, comparison.without_count
        zones = ngettext("reported of %(n)s zone", "reported of %(n)s zones", having)
        others = ngettext(
            "%(n)s zone read without a mention", "%(n)s zones read without a mention", without
        )
        return gettext("; ").join([zones % {"n": having}, others % {"n": without}])


class EmbedPolicies(Embedded, ComparePolicies):
    template_name = "embeds/policies.html"
    whole_page = "compare-policies"

    def limits(self, comparison) -> str:
        return gettext("policies: %(policies)s; sources: %(sources)s") % {
            "policies": len(comparison.policies),
            "sources": len(comparison.evidence.sources),
        }
