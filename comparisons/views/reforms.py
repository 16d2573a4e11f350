"""Reforms of one type side by side across the zones that have it."""

from functools import partial

from django.utils.translation import gettext

from comparisons.addresses import address
from comparisons.files import TakeAway
from comparisons.loading import compare_type
from comparisons.presenting import ZONES_LISTED, present_type
from comparisons.shapes import TypeComparison
from comparisons.sheets import ROWS, type_lines
from comparisons.views.base import ComparisonPage
from core.web.facets import SLUG, printable
from reforms.models import ReformType


class CompareReforms(ComparisonPage):
    """The zones with a type of reform, and those read without a mention.

    Without a type it lists all types. Eleven queries at most.
    """

    template_name = "comparisons/reforms.html"
    parameters = ("type",)
    embed_page = "embed-reforms"

    def take_away(self, context) -> TakeAway:
        compared, slug = context["compared"], context["type"].slug
        page = self.request.build_absolute_uri(address(self.request.path, type=slug))
        return TakeAway(
            name=f"reforms-{slug}",
            data=lambda version: TypeComparison.answer(compared, address=page, version=version),
            columns=ROWS,
            lines=partial(type_lines, compared),
            evidence=compared.every_place(),
        )

    def get_context_data(self, **kwargs):
        asked = list(dict.fromkeys(self.request.GET.getlist("type")))
        slugs = [slug for slug in asked[:20] if SLUG.fullmatch(slug)]
        found = {t.slug: t for t in ReformType.objects.filter(slug__in=slugs).for_taxonomy()}
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
            content=chosen,
            problems=problems,
            status=status,
            type=chosen,
            compared=compared,
            comparison=present_type(compared) if compared else None,
            types=ReformType.objects.for_taxonomy().order_by("group__position", "position"),
            canonical=address(self.request.path, type=chosen.slug if chosen else ""),
            cited_title=gettext("%(type)s, zone by zone") % {"type": chosen} if chosen else "",
            **kwargs,
        )
