"""Reforms of one type side by side across the zones that have it."""

from django.utils.translation import gettext

from comparisons.shapes import TypeComparison
from comparisons.sheets import ROWS, type_lines
from comparisons.type_comparison import ZONES_LISTED, compare_type
from comparisons.views.base import ComparisonPage
from core.web.facets import SLUG, printable
from reforms.models import Reform, ReformType


class CompareReforms(ComparisonPage):
    """The zones with a type of reform, and those read without a mention.

    Without a type it lists all types. Eleven queries at most.
    """

    template_name = "comparisons/reforms.html"
    parameters = ("type",)
    embed_page = "embed-reforms"
    briefing_name = "briefings/reforms.html"
    file_name = "reforms"
    shape = TypeComparison
    columns = ROWS
    lines = staticmethod(type_lines)

    def followed(self, context):
        kinds = ReformType.objects.filter(pk=context["type"].pk)
        return kinds, Reform.objects.filter(types__in=kinds)

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
            types=types.order_by("group__position", "position"),
            canonical=self.address([chosen.slug] if chosen else []),
            cited_path=self.address([chosen.slug] if chosen else []),
            cited_title=gettext("%(type)s, zone by zone") % {"type": chosen} if chosen else "",
            **kwargs,
        )
