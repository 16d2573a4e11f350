"""Querysets of this app's pages."""

from django.db.models import (
    Case,
    Exists,
    F,
    OrderBy,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, LessThan

from core.language.units import BASES
from core.records.models import SlugQuerySet, count_of
from core.web.counts import counted_by
from zones.choices import Basis, Bound, Direction, Rank, Status

# The figures of the list's column: all may be ranked together, as the rules of comparing want.
APPROVED_AREA = {
    "metric__slug": "approved-area",
    "period": "2018",  # of the catalogue
    "basis": Basis.AT_POINT,
    "status": Status.ACTUAL,
    "bound": Bound.EXACTLY,
    "value_high": None,
    "scope": None,
    "detail": "",
}
ENDS = ("canonical_high", "canonical_value")  # of a range; otherwise the value is the upper end
# Figures that agree in these measure one thing, in any source.
ONE_THING = (
    "zone",
    "metric",
    "period",
    "basis",
    "status",
    "scope",
    "detail",
    "growth_base",
    "base_period",
    "prices",
    "realisation",
    "release",
)
# Figures of one metric that agree in these may be ranked together, or stand alone, as one.
LIMITS = ("unit", *ONE_THING[2:], "bound", "value_high")


class ZoneQuerySet(SlugQuerySet):
    def for_list(self):
        """Rows of the list: province, counts, and the catalogue's area. One query."""
        return self.select_related("province").with_counts().with_approved_area()

    def for_page(self, keys):
        """The same of these few zones, with counts from the indexes. One query."""
        rows = self.filter(pk__in=keys).select_related("province").with_approved_area()
        return rows.annotate(
            reform_count=counted_by(self.model, "reforms", among=keys),
            figure_count=counted_by(self.model, "observations", among=keys),
        )

    def for_source_page(self):
        """By name, with the province. One query."""
        return self.select_related("province").order_by("pinyin", "slug")

    def with_counts(self):
        return self.with_reform_count().annotate(figure_count=count_of(self.model, "observations"))

    def with_reform_count(self):
        return self.annotate(reform_count=count_of(self.model, "reforms"))

    def with_approved_area(self):
        """Adds `approved_area` in hectares, null where no catalogue gives one."""
        figures = self.model._meta.get_field("observations").related_model.objects.public()
        area = figures.filter(zone=OuterRef("pk"), **APPROVED_AREA)
        return self.annotate(
            approved_area=Subquery(area.order_by("slug").values("canonical_value")[:1])
        )

    def with_former_names(self):
        """Prefetches public names that zones bore before, as `names_before`. One query."""
        names = self.model._meta.get_field("names").related_model.objects
        public = names.public().select_related(None).order_by("slug")
        return self.prefetch_related(Prefetch("names", queryset=public, to_attr="names_before"))

    def with_reforms(self):
        reforms = self.model._meta.get_field("reforms").related_model.objects.public()
        return self.filter(Exists(reforms.filter(zone=OuterRef("pk"))))

    def for_detail(self, user=None):
        return self.select_related("province", "source").prefetch_related("sources_read")


class ZoneNameQuerySet(SlugQuerySet):
    def for_list(self):
        """Of each zone the oldest first, those of no stated time before. One query."""
        by_time = F("until_latest").asc(nulls_first=True)
        return self.select_related("zone", "source").order_by("zone__pinyin", by_time, "slug")

    def for_source_page(self):
        return self.for_list()


class ZoneEventQuerySet(SlugQuerySet):
    def for_list(self):
        """Of each zone the earliest first, those of no stated time before. One query."""
        by_time = F("date_earliest").asc(nulls_first=True)
        rows = self.select_related("zone", "other", "source")
        return rows.order_by("zone__pinyin", by_time, "slug")

    def for_source_page(self):
        return self.for_list()


class MetricQuerySet(SlugQuerySet):
    def for_list(self):
        """Adds `figure_count` and `zone_count`. One query."""
        return self.annotate(
            figure_count=counted_by(self.model, "observations"),
            zone_count=counted_by(self.model, "observations", of="zone"),
        )


class ScopeQuerySet(SlugQuerySet):
    def for_list(self):
        """With the metric and `figure_count`. One query."""
        counted = counted_by(self.model, "observations")
        return self.select_related("metric", "broader").annotate(figure_count=counted)


class ObservationQuerySet(SlugQuerySet):
    def disagreeing(self):
        """Figures with known periods from which another source differs. One lookup for each row."""
        return self._of_known_periods().filter(Exists(_other_values(self.model)))

    def undecided(self):
        """Disagreeing figures without a deciding rank."""
        rivals = _other_values(self.model).filter(rank=OuterRef("rank"))
        preferred = _same_thing(self.model).filter(rank=Rank.PREFERRED)
        outranked = Q(rank=Rank.NORMAL) & Exists(preferred)
        return (
            self._of_known_periods()
            .filter(Exists(rivals))
            .exclude(rank=Rank.DEPRECATED)
            .exclude(outranked)
        )

    def _of_known_periods(self):
        """Not of "" and XXXX-06, which do not identify a period."""
        known = self.exclude(period="").exclude(period__startswith="XXXX")
        return known.alias(dimension=_dimension())

    def for_display(self):
        """With all columns of a row. One query."""
        return self.select_related(
            "metric", "scope", "source", "zone__province", "reform", "part_of"
        )

    def for_detail(self, user=None):
        """One figure with all that its page shows, its parts included. Two queries."""
        parts = self.model.objects.visible_to(user).for_display().order_by("slug")
        return self.for_display().prefetch_related(Prefetch("parts", queryset=parts))

    def for_zone_page(self):
        """By metric, newest period first, periods not stated last."""
        return self.for_display().order_by(
            "metric__topic", "metric__slug", F("period_latest").desc(nulls_last=True), "slug"
        )

    def for_source_page(self):
        """By zone and topic. One query."""
        return self.for_display().order_by("zone__pinyin", "metric__topic", "slug")

    def for_metric_file(self, metric):
        """Figures of one metric: what may be compared together, then the better value first."""
        is_lowest_first = metric.direction == Direction.LOWER
        by_value = OrderBy(F("canonical_value"), descending=not is_lowest_first, nulls_last=True)
        latest_first = F("period_latest").desc(nulls_last=True)
        kind = ("status", "basis", F("scope__slug").asc(nulls_first=True), "detail", latest_first)
        return self.for_display().order_by(*kind, "period", by_value, "slug")


def _dimension() -> Case:
    """What tells dollars from yuan, and points from percent; the same for all other units."""
    apart = {unit.code: unit.dimension for unit in BASES if unit.family != unit.dimension}
    longest_first = sorted(apart, key=len, reverse=True)  # percentage-point before percent
    cases = (When(unit__startswith=code, then=Value(apart[code])) for code in longest_first)
    return Case(*cases, default=Value(""))


def _same_thing(observation_model):
    rows = observation_model._base_manager.order_by()
    alike = {name: OuterRef(name) for name in ONE_THING if name != "scope"}
    # Null equals nothing in SQL.
    scope = Q(Exact(Coalesce("scope", 0), Coalesce(OuterRef("scope"), 0)))
    return rows.filter(scope, **alike)


def _other_values(observation_model):
    """Other values for the outer row's thing; by a constraint they are of other sources."""
    value, upper = OuterRef("canonical_value"), Coalesce(*map(OuterRef, ENDS))
    # Unlike "not equal", this excludes null.
    differs = Q(canonical_value__lt=value) | Q(canonical_value__gt=value)
    differs |= Q(LessThan(Coalesce(*ENDS), upper)) | Q(GreaterThan(Coalesce(*ENDS), upper))
    rows = _same_thing(observation_model).alias(dimension=_dimension())
    return rows.filter(differs, dimension=OuterRef("dimension"))
