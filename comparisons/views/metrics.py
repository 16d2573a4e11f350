"""The page of a metric: its figures in groups that may be ranked together."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext

from comparisons.addresses import address
from comparisons.briefings import briefing
from comparisons.engine.facts import Evidence
from comparisons.engine.findings import metric_findings
from comparisons.metric_groups import (
    FiguresAlone,
    Group,
    Grouped,
    Placed,
    chart,
    grouped,
    ranked,
)
from core.web.facets import printable
from core.web.feeds import FEED, Followed, feed_address, feed_response
from core.web.files import DOCUMENT, FORMATS, document_address
from core.web.pages import RecordDetail, page_links, page_of
from zones.fields import METRICS
from zones.figures import with_other_values
from zones.models import Metric, Observation, Scope

ALONE = "alone"  # instead of a group's key: the figures that stand alone
ALONE_SHOWN = 20  # below a group


class MetricDetail(RecordDetail):
    """A metric's figures: one group in order of size, the other groups, what stands alone.

    `group` chooses the group, `scope` leaves only figures of one scope. A dozen queries; what
    does not depend on the page is cached.
    """

    table = METRICS
    formats = (*FORMATS, DOCUMENT, FEED)
    scope: Scope | None = None
    parameters = ("group", "scope", "page")

    def file(self):
        """All figures, whichever group is shown; none of an address that is not understood."""
        if {"group", "scope"}.intersection(self.request.GET):
            self.choose(self.get_object())
        if self.problems:
            return self.get(self.request)
        return self.followed() if self.asked.format == FEED else super().file()

    def followed(self):
        """The feed of the metric and of its figures, or of those of the scope."""
        metric, scope = self.get_object(), self.scope
        figures = Observation.objects.filter(metric=metric)
        figures = figures.filter(scope=scope) if scope else figures
        records = Metric.objects.filter(pk=metric.pk), figures
        title = f"{metric} · {scope}" if scope else str(metric)
        return feed_response(self.request, Followed(title, self._address(""), records))

    def choose(self, metric: Metric) -> None:
        """Sets the groups, the scopes, and which are asked for."""
        self.every = every = grouped(metric)
        self.scopes = []
        if set(every.by_scope()) - {""}:
            visible = Scope.objects.visible_to(self.request.user).filter(metric=metric)
            self.scopes = list(visible.select_related("broader"))
        self.scope, problems = self._chosen_scope({one.slug: one for one in self.scopes})
        self.shown = every.of_scope(self.scope.slug) if self.scope else every
        self.group, more = self._chosen_group(self.shown)
        self.problems = problems + more

    def get_context_data(self, **kwargs):
        metric = self.object
        self.figures = metric.observations.public()
        self.choose(metric)
        scope, shown, group = self.scope, self.shown, self.group
        alone = FiguresAlone(metric, shown.alone, scope.slug if scope else "")
        if group:
            page, wrong = page_of(
                Paginator(ranked(metric, group), settings.PAGE_SIZE), self.request
            )
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
        key = group.key if group else ALONE
        is_first = group is (shown.groups[0] if shown.groups else None)
        context = super().get_context_data(
            scopes=self._facet(self.every, self.scopes),
            scope=scope,
            group=group,
            page=page,
            page_links=page_links(page, self.request.GET),
            charts=[chart(metric, group)] if group and page.number == 1 else [],
            others=[(one, self._address(one.key)) for one in shown.groups if one is not group],
            alone=unplaced,
            alone_count=len(alone),
            alone_address=self._address(ALONE),
            figure_count=sum(bucket.figures for bucket in shown.buckets),
            targets=metric.targets.public().for_detail().order_by("slug"),
            canonical=self._address("" if is_first else key, page.number),
            problems=wrong,
            status=404 if self.problems else None,
            **kwargs,
        )
        if context["files"]:  # a draft has none
            context["feed"] = feed_address(self._address(""))
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

    def _address(self, key: str, number: int = 1) -> str:
        """The page of a group, or of what stands alone, in the chosen scope."""
        return address(
            self.request.path,
            scope=self.scope.slug if self.scope else "",
            group=key,
            page=str(number) if number > 1 else "",
        )


def _origin(figure: Observation) -> int:
    """The key of the source that its source repeats, or its own."""
    return figure.source.repeats_id or figure.source_id
