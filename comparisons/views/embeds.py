"""Comparisons and charts as bare pages for other sites' frames."""

from csp.decorators import csp_replace
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.clickjacking import xframe_options_exempt

from comparisons.views.policies import ComparePolicies
from comparisons.views.reforms import CompareReforms
from comparisons.views.zones import CompareZones
from core.templatetags.texts import canonical_path
from core.web.addresses import absolute
from core.web.facets import printable
from core.web.files import Asked, ignored_parameters

CHARTS_NAMED = 8


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
        path = reverse(self.whole_page) + here.removeprefix(self.request.path)
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
    """One chart of a comparison of zones, named by `chart`."""

    template_name = "embeds/chart.html"
    parameters = ("zone", "chart")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        wanted = self.request.GET.get("chart", "")
        comparison = context["comparison"]
        charts = {chart.key: chart for chart in comparison.charts} if comparison else {}
        if wanted not in charts:
            context["problems"].append(_no_such_chart(wanted, list(charts)))
            return {**context, "status": 404}
        chart = charts[wanted]
        notes = {comparison.evidence.number(entry.figure) for entry in chart.entries}
        evidence = [item for item in comparison.evidence if item[0] in notes]
        return {
            **context,
            "charts": [chart],
            "undrawn": [],
            "evidence": evidence,
            "heading": chart.title,
            "limits": chart.limits,
            "anchor": f"#{chart.key}",
        }


class EmbedReforms(Embedded, CompareReforms):
    template_name = "embeds/reforms.html"
    whole_page = "compare-reforms"
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


def _no_such_chart(wanted: str, known: list[str]) -> str:
    if not known:
        return gettext("This comparison has no chart: no row of it may be drawn.")
    return gettext("“%(value)s” is not a chart of this comparison. Its charts are: %(known)s.") % {
        "value": printable(wanted),
        "known": ", ".join(known[:CHARTS_NAMED]),
    }
