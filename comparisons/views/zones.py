"""Zones side by side."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from comparisons.addresses import address, moves
from comparisons.shapes import ZoneComparison
from comparisons.sheets import ROWS, zone_lines
from comparisons.views.base import ComparisonPage
from comparisons.zone_comparison import VIEWS, compare_zones, find_zones, shown, zones_by_slug
from core.records import reads
from core.web.facets import SEARCH_LENGTH, SLUG, printable
from zones.models import Zone


class CompareZones(ComparisonPage):
    """Up to six zones side by side, in the order of the address. Twelve queries at most.

    `add` names a further zone in words: one match is added, several are offered.
    """

    template_name = "comparisons/zones.html"
    parameters = ("zone", "show", "add")
    embed_page = "embed-zones"
    briefing_name = "briefings/zones.html"
    file_name = "zones"
    shape = ZoneComparison
    columns = ROWS
    lines = staticmethod(zone_lines)
    usual_view = "shared"
    matches: Sequence[Zone] = ()

    def get(self, request, *args, **kwargs):
        self.matches = find_zones(request.GET.get("add", "")[:SEARCH_LENGTH].replace("\0", ""))
        chosen = request.GET.getlist("zone")
        new = [zone for zone in self.matches if zone.slug not in chosen]
        if len(new) == 1 and len(chosen) < settings.COMPARED_ZONES_MAX:
            return HttpResponseRedirect(self.address([*chosen, new[0].slug]))
        return super().get(request, *args, **kwargs)

    def address(self, slugs: list[str], show: str | None = None) -> str:
        show = show or self.request.GET.get("show", "")
        is_usual = show == self.usual_view or show not in VIEWS
        return address(self.request.path, zone=slugs, show="" if is_usual else show)

    def followed(self, context):
        return (Zone.objects.filter(pk__in=[zone.pk for zone in context["zones"]]),)

    def get_context_data(self, **kwargs):
        zones, problems, status = self._zones()
        show = self.request.GET.get("show", self.usual_view)
        if show not in VIEWS:
            problems.append(
                gettext(
                    "“%(value)s” is not a way to look at a comparison: choose one of %(known)s."
                )
                % {"value": printable(show), "known": ", ".join(VIEWS)}
            )
            show, status = self.usual_view, 400
        slugs = [zone.slug for zone in zones]
        can_add = len(zones) < settings.COMPARED_ZONES_MAX
        suggested = Zone.objects.public().with_reforms().order_by("pinyin", "slug")[:12]
        offered = (self.matches or suggested) if can_add else []
        is_file = self.asked.is_file
        with reads.only_of(*zones):
            compared = compare_zones(zones, is_for_page=not is_file) if zones else None
            comparison = None
            if zones and not is_file:
                comparison = shown(compared, show if len(zones) > 1 else "all")
        further = moves(slugs, self.address)
        return super().get_context_data(
            compared=compared,
            problems=problems,
            status=status,
            zones=zones,
            heads=[(zone, further[zone.slug]) for zone in zones],
            show=show,
            views=[(name, self.address(slugs, show=name)) for name in VIEWS],
            comparison=comparison,
            undrawn=[
                (chart, address(reverse("embed-chart"), zone=slugs, chart=chart.key))
                for chart in (comparison.undrawn if comparison else ())
            ],
            cited_title=gettext("Zones side by side: %(names)s")
            % {"names": gettext(", ").join(zone.label for zone in zones)},
            cited_path=self.address(slugs),
            # One canonical address for any order of the zones.
            canonical=self.address(sorted(slugs), show=self.usual_view),
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
        """The zones asked for, problems of the request, and the HTTP status."""
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
