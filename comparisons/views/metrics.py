"""The page of a metric: its figures in groups that may be ranked together."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from comparisons.addresses import address
from comparisons.briefings import briefing
from comparisons.engine.facts import Evidence
from comparisons.engine.findings import metric_findings
from comparisons.engine.verdicts import SHOWN, Verdict
from comparisons.metric_charts import charts, provinces_of
from comparisons.metric_groups import FiguresAlone, Group, Grouped, Placed, grouped, ranked
from comparisons.pictures import FORMATS as CHART_FORMATS
from comparisons.pictures import chart_file, no_such_chart
from comparisons.plots import plot
from comparisons.zone_comparison import find_zones, zones_by_slug
from core.language.formatting import quantity
from core.web.addresses import absolute
from core.web.facets import SEARCH_LENGTH, SLUG, printable
from core.web.feeds import FEED, Followed, feed_address, feed_response
from core.web.files import DOCUMENT, FORMATS, document_address
from core.web.pages import RecordDetail, page_links, page_of
from zones.fields import METRICS
from zones.figures import same_in_all, with_other_values
from zones.models import Metric, Observation, Province, Scope, Zone

MARKED = 12  # chosen zones, at most
ALONE = "alone"  # instead of a group's key: the figures that stand alone
ALONE_SHOWN = 20  # below a group


class MetricDetail(RecordDetail):
    """A metric's figures: one group as charts and in order of size, the others, what stands alone.

    `group` chooses the group, `scope` leaves only figures of one scope, `province` zones of one
    province; `zone` marks zones, `add` marks one that it names in words, `chart` names a chart as
    a file. A dozen queries; what does not depend on the page is cached.
    """

    table = METRICS
    parameters = ("group", "scope", "province", "zone", "add", "chart", "page")
    formats = (*FORMATS, "svg", DOCUMENT, FEED)
    metric: Metric | None = None
    scope: Scope | None = None

    def get(self, request, *args, **kwargs):
        self.added = request.GET.get("add", "")[:SEARCH_LENGTH].replace("\0", "")
        self.found = find_zones(self.added)
        if len(self.found) == 1:
            query = request.GET.copy()
            del query["add"]
            query.appendlist("zone", self.found[0].slug)
            return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
        return super().get(request, *args, **kwargs)

    def file(self):
        """All figures, whichever group is shown, or a chart; none of an address with a mistake."""
        is_chart = self.asked.format == "svg" or "chart" in self.request.GET
        if is_chart or set(self.parameters).intersection(self.request.GET):
            self.choose(self.get_object())
        if self.problems:
            return self.get(self.request)
        if is_chart:
            return self._chart_file()
        return self.followed() if self.asked.format == FEED else super().file()

    def followed(self):
        """The feed of the metric and of its figures, or of those of the scope."""
        metric, scope = self.get_object(), self.scope
        figures = Observation.objects.filter(metric=metric)
        figures = figures.filter(scope=scope) if scope else figures
        records = Metric.objects.filter(pk=metric.pk), figures
        title = f"{metric} · {scope}" if scope else str(metric)
        return feed_response(self.request, Followed(title, self._scope_path(), records))

    def _scope_path(self) -> str:
        return address(self.request.path, scope=self.scope.slug if self.scope else "")

    def _chart_file(self):
        found, wanted = {one.key: one for one in self.charts}, self.request.GET.get("chart", "")
        chart, kind = found.get(wanted), self.asked.format
        if chart and chart.has_plot and kind == "json":
            return JsonResponse(plot(self.ranked, chart.unit, is_skewed=chart.is_skewed))
        if not chart or kind not in CHART_FORMATS:
            self.problems = [no_such_chart(wanted, found)]
            return self.get(self.request)
        page = f"{absolute(self.request, self.chart_path)}#{wanted}"
        return chart_file(self.request, chart, kind, page)

    def choose(self, metric: Metric) -> None:
        """Sets what the address asks for: the groups, scopes, province and zones."""
        self.metric = metric
        self.every = every = grouped(metric)
        self.scopes = []
        if set(every.by_scope()) - {""}:
            visible = Scope.objects.visible_to(self.request.user).filter(metric=metric)
            self.scopes = list(visible.select_related("broader"))
        self.scope, problems = self._chosen_scope({one.slug: one for one in self.scopes})
        self.shown = every.of_scope(self.scope.slug) if self.scope else every
        self.group, more = self._chosen_group(self.shown)
        self.province, unknown_province = self._chosen_province()
        self.chosen, unknown_zones = self._chosen_zones()
        self.problems = [*problems, *more, *unknown_province, *unknown_zones, *self._not_found()]

    @cached_property
    def ranked(self) -> list[Placed]:
        return ranked(self.metric, self.group)

    @cached_property
    def here(self) -> list[Placed]:
        """Those of the province."""
        if not self.province:
            return self.ranked
        inside = set(self.province.zones.values_list("pk", flat=True))
        return [placed for placed in self.ranked if placed.zone in inside]

    @cached_property
    def charts(self) -> list:
        if not self.group:
            return []
        return charts(self.metric, self.group, self.ranked, self.here, self.chosen, self.province)

    @property
    def chart_path(self) -> str:
        return self._address(self.group.key) if self.group else ""

    def get_context_data(self, **kwargs):
        metric = self.object
        self.figures = metric.observations.public()
        if not self.metric:
            self.choose(metric)
        scope, shown, group = self.scope, self.shown, self.group
        alone = FiguresAlone(metric, shown.alone, scope.slug if scope else "")
        if group:
            page, wrong = page_of(Paginator(self.here, settings.PAGE_SIZE), self.request)
            page.object_list = rows = self._placed(page.object_list)
            unplaced = alone[:ALONE_SHOWN] if page.number == 1 else []
        else:
            page, wrong = page_of(Paginator(alone, settings.PAGE_SIZE), self.request)
            page.object_list = rows = unplaced = list(page.object_list)
        listed = [*rows, *unplaced]
        of_listed = self.figures.filter(
            zone__in={figure.zone_id for figure in listed},
            period__in={figure.period for figure in listed},
        )
        with_other_values(listed, among=of_listed.for_display())
        context = super().get_context_data(
            scopes=self._facet(self.every, self.scopes),
            scope=scope,
            group=group,
            verdict=SHOWN[Verdict.COMPARABLE],
            page=page,
            page_links=page_links(page, self.request.GET),
            charts=self.charts if page.number == 1 else [],
            chart_path=self.chart_path,
            others=[(one, self._address(one.key)) for one in shown.groups if one is not group],
            alone=unplaced,
            alone_count=len(alone),
            alone_address=self._address(ALONE),
            said_once=same_in_all(rows),
            alone_said_once=same_in_all(unplaced),
            figure_count=sum(bucket.figures for bucket in shown.buckets),
            targets=metric.targets.public().for_detail().order_by("slug"),
            canonical=self._canonical(page.number),
            problems=wrong,
            status=404 if self.problems else None,
            **self._zones(rows),
            **kwargs,
        )
        if context["files"]:  # a draft has none
            context["feed"] = feed_address(self._scope_path())
            context["document"] = document_address(self.request)
        return context

    def render_to_response(self, context, **options):
        if self.asked.is_document and not context["problems"]:
            return self.document(context)
        return super().render_to_response(context, **options)

    def document(self, context):
        """What the page shows as a Word document."""
        ranked_ones = context["page"].object_list if context["group"] else []
        scope, metric = self.scope, self.object
        about = {
            **context,
            "cited_title": f"{metric} · {scope}" if scope else str(metric),
            "cited_path": context["canonical"],
            "findings": metric_findings(context["group"], ranked_ones, context["alone_count"]),
            "page_rows": ranked_ones,
        }
        return briefing(
            self.request,
            "briefings/metric.html",
            f"metric-{metric.slug}",
            about,
            evidence=Evidence([*ranked_ones, *context["alone"]]),
            charts=context["charts"],
        )

    def _zones(self, rows: Sequence[Observation]) -> dict:
        """What the page says of provinces and of chosen zones."""
        if not self.group:
            return {}
        slugs, in_group = [zone.slug for zone in self.chosen], {one.zone for one in self.ranked}
        on_page = {figure.zone_id for figure in rows}
        marked = {zone.pk: "" for zone in self.chosen}
        unit = self.group.like.canonical_unit
        for one in self.ranked:
            if one.zone in marked:
                said = {"value": quantity(one.value, unit), "place": f"{one.place:,}"}
                marked[one.zone] = gettext("%(value)s, no. %(place)s") % said

        def marking(zones: Sequence[str]) -> str:
            return self._address(self.group.key, zone=zones)

        return {
            "province": self.province,
            "provinces": provinces_of(self.metric, self.group),
            "here_count": len(self.here),
            "chosen": [
                (
                    zone,
                    marking([slug for slug in slugs if slug != zone.slug]),
                    marked[zone.pk],
                )
                for zone in self.chosen
            ],
            "added": self.added,
            "offers": [(zone, marking([*slugs, zone.slug])) for zone in self.found],
            "chosen_keys": marked.keys(),
            "chosen_elsewhere": [zone for zone in self.chosen if zone.pk not in on_page],
            "without": [zone for zone in self.chosen if zone.pk not in in_group],
        }

    def _chosen_scope(self, scopes: dict[str, Scope]) -> tuple[Scope | None, list[str]]:
        asked = self.request.GET.get("scope", "")
        if not asked or asked in scopes:
            return scopes.get(asked), []
        problem = gettext("“%(scope)s” is not a scope of this metric: all figures are shown.")
        return None, [problem % {"scope": printable(asked)}]

    def _chosen_group(self, shown: Grouped) -> tuple[Group | None, list[str]]:
        asked = self.request.GET.get("group", "")
        first = shown.groups[0] if shown.groups else None
        if asked == ALONE and shown.alone:
            return None, []
        if not asked or (asked == ALONE and first is None):
            return first, []
        for group in shown.groups:
            if group.key == asked:
                return group, []
        problem = gettext("There is no group “%(group)s” here: another one is shown.")
        return first, [problem % {"group": printable(asked)}]

    def _chosen_province(self) -> tuple[Province | None, list[str]]:
        asked = self.request.GET.get("province", "")
        if not asked:
            return None, []
        found = Province.objects.filter(slug=asked).first() if SLUG.fullmatch(asked) else None
        problem = gettext("“%(province)s” is not a province that we know: all zones are shown.")
        return found, [] if found else [problem % {"province": printable(asked)}]

    def _chosen_zones(self) -> tuple[list[Zone], list[str]]:
        asked = [slug for slug in dict.fromkeys(self.request.GET.getlist("zone")) if slug]
        zones = zones_by_slug([slug for slug in asked if SLUG.fullmatch(slug)])
        known = {zone.slug for zone in zones}
        problem = gettext("“%(zone)s” is not a zone that we know.")
        unknown = [slug for slug in asked[:20] if slug not in known]
        return zones[:MARKED], [problem % {"zone": printable(slug)} for slug in unknown]

    def _not_found(self) -> list[str]:
        """What is wrong with the words for a zone, and with the name of a chart."""
        problems = []
        if (asked := self.request.GET.get("add")) and not self.found:
            problem = gettext("No zone is called “%(zone)s”.")
            problems.append(problem % {"zone": printable(asked)})
        if asked := self.request.GET.get("chart"):
            known = [one.key for one in self.charts]
            problems += [] if asked in known else [no_such_chart(asked, known)]
        return problems

    def _placed(self, some: Sequence[Placed]) -> list[Observation]:
        """The figures with their places, bars, and the same values of other sources."""
        keys = {placed.figure for placed in some}
        others = {pk for placed in some for pk in placed.others}
        found = {one.pk: one for one in self.figures.filter(pk__in=keys | others).for_display()}
        rows = []
        for placed in some:
            figure = found[placed.figure]
            figure.place = placed.place
            figure.bar = None if placed.share is None else round(placed.share * 100)
            figure.also_in = []
            for other in (found[pk] for pk in placed.others):
                if other.canonical_value == figure.canonical_value:
                    other.is_same_text = _origin(other) == _origin(figure)
                    figure.also_in.append(other)
            rows.append(figure)
        return rows

    def _facet(self, every: Grouped, scopes: Iterable[Scope]) -> list[tuple]:
        """Scopes with figures: address, scope, number of figures."""
        counts = every.by_scope()
        return [
            (address(self.request.path, scope=scope.slug), scope, counts[scope.slug])
            for scope in scopes
            if counts.get(scope.slug)
        ]

    def _address(self, key: str, **other) -> str:
        """The page of a group, or of what stands alone, with the same scope, province and zones."""
        asked = {
            "scope": self.scope.slug if self.scope else "",
            "group": key,
            "province": self.province.slug if self.province else "",
            "zone": [zone.slug for zone in self.chosen],
        }
        return address(self.request.path, **asked | other)

    def _canonical(self, number: int) -> str:
        """One address for a page of a group, whatever is marked or left out."""
        key, first = self.group.key if self.group else ALONE, self.shown.groups[:1]
        key = "" if self.group in first or (not self.group and not first) else key
        return self._address(key, province="", zone=[], page=str(number) if number > 1 else "")


def _origin(figure: Observation) -> int:
    """The key of the source that its source repeats, or its own."""
    return figure.source.repeats_id or figure.source_id
