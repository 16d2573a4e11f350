"""The list of reforms; of one type it answers who did it, since when and with which result."""

from dataclasses import replace

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext

from comparisons.addresses import address
from comparisons.shapes import TypeComparison
from comparisons.sheets import ROWS, type_lines
from comparisons.type_comparison import ZONES_LISTED, compare_type
from comparisons.type_results import tell_results
from comparisons.views.base import ComparisonPage
from core.records.cache import cached
from core.web.facets import SLUG, printable
from core.web.files import DOCUMENT, FORMATS
from core.web.pages import FacetedListView
from reforms.fields import LISTED_REFORMS
from reforms.filters import ReformFilterSet
from reforms.models import Reform, ReformType


class ReformList(FacetedListView):
    """All reforms; those of one type as a table, with the type's answer above.

    A dozen queries more for a type.
    """

    embed_page = "embed-reforms"
    filterset_class = ReformFilterSet
    table = LISTED_REFORMS

    def get_template_names(self) -> list[str]:
        return ["comparisons/type_page.html" if self.type else "reforms/reform_list.html"]

    def get_context_data(self, **kwargs):
        self.type = None
        context = super().get_context_data(**kwargs)
        active = context["filters"].active
        if len(chosen := active.get("type", [])) == 1:
            found = ReformType.objects.public().for_list().filter(slug=chosen[0])
            self.type = cached(("reform type", chosen[0]), found.get)
            context |= self._answer(context, is_whole=list(active) == ["type"])
        return context

    def _answer(self, context: dict, *, is_whole: bool) -> dict:
        """What the type's page says besides the list; the whole of it stands on its first page."""
        comparison = compare_type(self.type, ZONES_LISTED)
        tell_results(context.get("rows", ()), comparison)
        is_whole = is_whole and "page" in context and context["page"].number == 1
        compared = replace(
            comparison,
            zones=tuple(replace(zone, measures=()) for zone in comparison.zones),
            rows=[row for row in comparison.rows if row.is_shared],
        )
        there, asked = reverse("compare-reforms"), {"type": self.type.slug}
        files = [(kind, address(there, **asked, format=kind)) for kind in (*FORMATS, DOCUMENT)]
        title = gettext("%(list)s (%(filters)s)")
        title %= {"list": self.list_name, "filters": context.get("filter_words")}
        if is_whole:
            title = gettext("%(type)s, zone by zone") % {"type": self.type}
        return {
            "type": self.type,
            "findings": comparison.findings,
            "comparison": compared if is_whole else None,
            "comparison_files": files,
            "doubtful": None if comparison.zones_unlisted else comparison.doubtful,
            "cited_title": title,
            "zones_unlisted": comparison.zones_unlisted,
        }


class CompareReforms(ComparisonPage):
    """The former page of a type leads to its list; its files compare all zones. Eleven queries."""

    template_name = "comparisons/no_type.html"
    parameters = ("type",)
    embed_page = "embed-reforms"
    briefing_name = "briefings/reforms.html"
    file_name = "reforms"
    shape = TypeComparison
    columns = ROWS
    lines = staticmethod(type_lines)

    def address(self, slugs):
        return address(reverse("reforms:list"), type=slugs)

    def followed(self, context):
        kinds = ReformType.objects.filter(pk=context["type"].pk)
        return kinds, Reform.objects.filter(types__in=kinds)

    def get(self, request, *args, **kwargs):
        if "format" not in request.GET:
            there, query = reverse("reforms:list"), request.GET.urlencode()
            return HttpResponsePermanentRedirect(f"{there}?{query}" if query else there)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asked = list(dict.fromkeys(self.request.GET.getlist("type")))
        slugs = [slug for slug in asked[:20] if SLUG.fullmatch(slug)]
        types = ReformType.objects.public().for_list()
        found = {kind.slug: kind for kind in types.filter(slug__in=slugs)}
        problems = [
            gettext("“%(type)s” is not a type of reform that we know.") % {"type": printable(slug)}
            for slug in asked[:20]
            if slug not in found
        ]
        status = 404 if problems else 200
        chosen = next((found[slug] for slug in slugs if slug in found), None)
        if len(found) > 1:
            problems.append(
                gettext("One type is compared at a time: %(type)s is shown.") % {"type": chosen}
            )
        most = None if self.asked.is_file else ZONES_LISTED
        compared = compare_type(chosen, most) if chosen else None
        return super().get_context_data(
            compared=compared,
            problems=problems,
            status=status,
            type=chosen,
            comparison=compared,
            canonical=self.address([chosen.slug] if chosen else []),
            cited_path=self.address([chosen.slug] if chosen else []),
            cited_title=gettext("%(type)s, zone by zone") % {"type": chosen} if chosen else "",
            **kwargs,
        )
