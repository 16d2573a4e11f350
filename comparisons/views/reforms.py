"""Reforms of one type side by side across the zones that have it."""

from functools import partial

from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons import exports
from comparisons.files import TakeAway, answer, status_of
from comparisons.loading import compare_type
from comparisons.presenting import ZONES_LISTED, present_type
from core.records import versions
from core.web.facets import SLUG, printable
from core.web.files import asked_file, file_links
from reforms.models import ReformType


class CompareReforms(TemplateView):
    """What each zone did under one type of reform, and the zones read without a mention.

    Without a type it offers all of them. Eleven queries at most.
    """

    template_name = "comparisons/reforms.html"
    parameters = ("type",)
    embed_page = "embed-reforms"

    def get(self, request, *args, **kwargs):
        self.asked = asked_file(request, self.parameters)
        context = self.get_context_data(**kwargs)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def file(self, context):
        """The same comparison as CSV, XLSX or JSON."""
        across, chosen = context["across"], context["type"]
        page = self.request.build_absolute_uri(f"{self.request.path}?type={chosen.slug}")
        content = TakeAway(
            name=f"reforms-{chosen.slug}",
            data=lambda: exports.type_as_json(
                across, type=chosen.slug, address=page, version=versions.label()
            ),
            header=exports.ROW_HEADER,
            rows=partial(exports.type_rows, across, chosen),
            evidence=across.every_place(),
        )
        return answer(self.asked, content)

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
        status = status_of(self.asked, chosen, problems, status)
        problems += self.asked.problems
        most = None if self.asked.is_file else ZONES_LISTED
        across = compare_type(chosen, most) if chosen else None
        return super().get_context_data(
            type=chosen,
            across=across,
            comparison=present_type(across) if across else None,
            files=file_links(self.request),
            types=ReformType.objects.for_taxonomy().order_by("group__position", "position"),
            problems=problems,
            ignored=self.asked.ignored,
            status=status,
            canonical=f"{self.request.path}?type={chosen.slug}" if chosen else self.request.path,
            cited_title=gettext("%(type)s, zone by zone") % {"type": chosen} if chosen else "",
            **kwargs,
        )
