"""Zones side by side."""

from functools import partial

from django.conf import settings
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from comparisons import exports
from comparisons.files import TakeAway, answer, status_of
from comparisons.loading import compare_zones, find_zones, zones_by_slug
from comparisons.presenting import present
from core.records import versions
from core.web.facets import SEARCH_LENGTH, SLUG, printable
from core.web.files import asked_file, file_links
from zones.models import Zone

SHOW = ("all", "differences", "similarities")


class CompareZones(TemplateView):
    """Up to six zones side by side, in the order of the address. Twelve queries at most.

    `add` names a further zone in words: one match is added at once, several are offered.
    """

    template_name = "comparisons/zones.html"
    parameters = ("zone", "show", "add")
    embed_page = "embed-zones"

    def get(self, request, *args, **kwargs):
        self.matches = find_zones(request.GET.get("add", "")[:SEARCH_LENGTH].replace("\0", ""))
        chosen = request.GET.getlist("zone")
        new = [zone for zone in self.matches if zone.slug not in chosen]
        if len(new) == 1 and len(chosen) < settings.COMPARED_ZONES_MAX:
            return HttpResponseRedirect(self.address([*chosen, new[0].slug]))
        self.asked = asked_file(request, self.parameters)
        context = self.get_context_data(**kwargs)
        if self.asked.is_file and context["status"] == 200:
            return self.file(context)
        return self.render_to_response(context, status=context["status"])

    def file(self, context):
        """The same comparison as CSV, XLSX or JSON."""
        comparison = context["compared"]
        page = self.request.build_absolute_uri(self.address([z.slug for z in comparison.zones]))
        content = TakeAway(
            name="-".join(["zones", *(zone.slug for zone in comparison.zones)])[:120],
            data=lambda: exports.as_json(comparison, address=page, version=versions.label()),
            header=exports.ROW_HEADER,
            rows=partial(exports.rows, comparison),
            evidence=comparison.every_place(),
        )
        return answer(self.asked, content)

    def address(self, slugs: list[str], **changes) -> str:
        """The address of this comparison with other zones or another view of it."""
        query = QueryDict(mutable=True)
        query.setlist("zone", slugs)
        show = changes.get("show", self.request.GET.get("show", "all"))
        if show in SHOW[1:]:
            query["show"] = show
        parameters = query.urlencode()
        return f"{self.request.path}?{parameters}" if parameters else self.request.path

    def get_context_data(self, **kwargs):
        zones, problems, status = self._zones()
        show = self.request.GET.get("show", "all")
        if show not in SHOW:
            problems.append(
                gettext(
                    "“%(value)s” is not a way to look at a comparison: choose one of %(known)s."
                )
                % {"value": printable(show), "known": ", ".join(SHOW)}
            )
            show, status = "all", 400
        status = status_of(self.asked, zones, problems, status)
        problems += self.asked.problems
        slugs = [zone.slug for zone in zones]
        can_add = len(zones) < settings.COMPARED_ZONES_MAX
        offered = (self.matches or self._suggested()) if can_add else []
        compared = compare_zones(zones) if zones else None
        comparison = present(compared, show) if zones else None
        return super().get_context_data(
            zones=zones,
            problems=problems,
            ignored=self.asked.ignored,
            status=status,
            show=show,
            views=[(name, self.address(slugs, show=name)) for name in SHOW],
            moves=self._moves(slugs),
            compared=compared,
            comparison=comparison,
            undrawn=[
                (chart, _alone(slugs, chart.key)) for chart in (comparison.undrawn if zones else ())
            ],
            cited_title=_title(zones),
            cited_path=self.address(slugs),
            # Whichever zone stands left, it is the same comparison.
            canonical=self.address(sorted(slugs), show="all"),
            files=file_links(self.request),
            can_add=can_add,
            added=self.request.GET.get("add", "")[:SEARCH_LENGTH],
            offers=[
                (zone, self.address([*slugs, zone.slug]))
                for zone in offered
                if zone.slug not in slugs
            ],
            is_found=bool(self.matches),
            **kwargs,
        )

    def _zones(self) -> tuple[list[Zone], list[str], int]:
        """The zones asked for, what is wrong with the request, and the status to answer with."""
        named = self.request.GET.getlist("zone")
        asked = list(dict.fromkeys(named))
        zones = zones_by_slug([slug for slug in asked if SLUG.fullmatch(slug)])
        known = {zone.slug for zone in zones}
        problems = [
            gettext("“%(zone)s” is not a zone that we know.") % {"zone": printable(slug)}
            for slug in asked[:20]
            if slug not in known
        ]
        status = 404 if problems else 200
        limit = settings.COMPARED_ZONES_MAX
        if len(zones) > limit:
            problems.append(
                gettext("Up to %(limit)s zones fit side by side; the first %(limit)s are shown.")
                % {"limit": limit}
            )
            zones = zones[:limit]
        if len(named) > len(asked):
            problems.append(gettext("A zone that was named twice is shown once."))
        return zones, problems, status

    def _moves(self, slugs: list[str]) -> dict[str, dict[str, str]]:
        """For each zone the addresses that move it left or right, or take it out."""
        moves = {}
        for place, slug in enumerate(slugs):
            rest = slugs[:place] + slugs[place + 1 :]
            moves[slug] = {"remove": self.address(rest)}
            if place:
                moves[slug]["left"] = self.address([*rest[: place - 1], slug, *rest[place - 1 :]])
            if place < len(slugs) - 1:
                moves[slug]["right"] = self.address([*rest[: place + 1], slug, *rest[place + 1 :]])
        return moves

    def _suggested(self) -> list[Zone]:
        return list(Zone.objects.public().with_reforms().order_by("pinyin", "slug")[:12])


def _alone(slugs: list[str], chart: str) -> str:
    """The address of one chart without the rest of the page."""
    query = QueryDict(mutable=True)
    query.setlist("zone", slugs)
    query["chart"] = chart
    return f"{reverse('embed-chart')}?{query.urlencode()}"


def _title(zones: list[Zone]) -> str:
    names = gettext(", ").join(zone.label for zone in zones)
    return gettext("Zones side by side: %(names)s") % {"names": names}
