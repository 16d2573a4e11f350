"""The charts of a metric's page: zones of one group as dots, and how all of them are spread."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from statistics import median

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comparisons.charts import Chart, Entry, limits_of, of_zones
from comparisons.drawing import Drawing, Mark, round_step
from comparisons.engine.facts import Citation
from comparisons.metric_groups import Group, Placed, any_of
from comparisons.zone_comparison import SOURCE_FIELDS, read_figures, read_words
from core.language.formatting import plain, quantity
from core.language.units import UNITS
from core.records.cache import cached
from core.records.models import in_readers_language
from sources.models import Source
from zones.choices import Quantity
from zones.models import Metric, Province, Zone

DOTS = 24  # zones, at most, that are all drawn
FIRST = 12  # of more
CLASSES = 10  # about as many, of equal width
SKEWED = 20  # times the median: if the largest is more, most would be in the first class


@dataclass(frozen=True)
class Class:
    """The zones with values from `low` to under `high`, and those of them that are asked for."""

    low: Decimal
    high: Decimal
    zones: int
    here: int
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Distribution:
    """How many zones of a group have values of each size."""

    key: str
    title: str
    limits: str
    unit: str
    classes: tuple[Class, ...]
    sources: list[Citation]
    place: str  # the province that is told apart; ""
    remark: str = ""
    table_template = "comparisons/_class_table.html"
    has_plot = True  # its zones have no names in the drawing

    @property
    def is_skewed(self) -> bool:
        """Whether the classes grow."""
        return _grow([self.classes[0].low, *(one.high for one in self.classes)])

    @cached_property
    def rows(self) -> list[tuple[str, str, Class]]:
        return [(self._words(one), self._count(one), one) for one in self.classes]

    def _words(self, one: Class) -> str:
        ends = {"low": quantity(one.low, self.unit), "high": quantity(one.high, self.unit)}
        return _("%(low)s to under %(high)s") % ends

    def _count(self, one: Class) -> str:
        count = ngettext("%(n)s zone", "%(n)s zones", one.zones) % {"n": f"{one.zones:,}"}
        if not (self.place and one.here):
            return count
        here = {"count": count, "n": f"{one.here:,}", "province": self.place}
        return _("%(count)s, of which in %(province)s: %(n)s") % here

    @property
    def drawing(self) -> Drawing:
        return Drawing(
            [
                Mark(
                    " · ".join([words, *one.chosen]),
                    count,
                    Decimal(one.zones),
                    is_bar=True,
                    part=Decimal(one.here),
                )
                for words, count, one in self.rows
            ]
        )

    @property
    def alt(self) -> str:
        said = _("Distribution, %(title)s. %(values)s.")
        counts = (f"{words}: {count}" for words, count, _one in self.rows)
        return said % {"title": self.title, "values": _("; ").join(counts)}

    @property
    def table(self) -> tuple[list[str], list[list]]:
        """Header and rows of its file."""
        header, rows = [_("From"), _("To under"), _("Unit"), _("Zones")], []
        for one in self.classes:
            here = [one.here] if self.place else []
            rows.append([plain(one.low), plain(one.high), UNITS[self.unit].label, one.zones, *here])
        return [*header, *([self.place] if self.place else [])], rows


def charts(
    metric: Metric,
    group: Group,
    every: Sequence[Placed],
    here: Sequence[Placed],
    chosen: Sequence[Zone],
    province: Province | None,
) -> list[Chart | Distribution]:
    """Those of a group: `here` are its zones in the province. Four queries, none if kept."""
    names = {zone.pk: zone.label for zone in chosen}
    of = metric.pk, group.key, get_language(), tuple(names), province and province.pk
    kept = "charts of a metric", *of

    def make():
        few = here if len(here) <= DOTS else here[:FIRST]
        shown = {one.zone: one for one in (*few, *(one for one in every if one.zone in names))}
        dots = _dots(metric, sorted(shown.values(), key=_in_order), names, len(few), here, province)
        spread = metric.quantity != Quantity.RANK and len(every) > DOTS
        all_of_it = [_distribution(metric, group, every, here, names, province)] if spread else []
        return [*all_of_it, *([dots] if shown else [])]

    return cached(kept, make, [metric])


def _in_order(placed: Placed) -> int:
    return placed.place


def _dots(metric, shown, names, few, here, province) -> Chart:
    observations = metric.observations.filter(pk__in=[placed.figure for placed in shown])
    found = list(read_figures(observations, "pk", "zone"))
    read_words([figure for _pk, _zone, figure in found], observations)
    figures = {pk: figure for pk, _zone, figure in found}
    zones = Zone.objects.filter(pk__in=[placed.zone for placed in shown])
    labels = {zone.pk: zone.label for zone in zones}
    entries = tuple(
        Entry(
            _("%(place)s. %(zone)s") % {"place": one.place, "zone": labels[one.zone]},
            figures[one.figure],
            is_chosen=one.zone in names,
        )
        for one in shown
    )
    said = of_zones(len(here), len(here))
    if province:
        where = in_readers_language(province, "short_name")
        said = _("%(province)s, %(zones)s") % {"province": where, "zones": said}
    if few < len(here):
        said = _("the first %(n)s of %(zones)s") % {"n": few, "zones": said}
    if len(shown) > few:
        more = len(shown) - few
        said += ngettext(" and %(n)s chosen zone", " and %(n)s chosen zones", more) % {"n": more}
    title = in_readers_language(metric, "name")
    return Chart(f"chart-{metric.slug}", title, said, _("Zone"), entries)


def _distribution(metric, group, every, here, names, province) -> Distribution:
    edges = edges_of([placed.value for placed in every])
    inside = {placed.zone for placed in here} if province else set()
    zones_of: list[list[int]] = [[] for _edge in edges[1:]]
    for placed in every:
        zones_of[bisect(edges, placed.value) - 1].append(placed.zone)
    found = []
    for (low, high), zones in zip(pairwise(edges), zones_of, strict=True):
        chosen = tuple(names[zone] for zone in zones if zone in names)
        found.append(Class(low, high, len(zones), len(inside.intersection(zones)), chosen))
    sources = sources_of(metric, group)
    name = in_readers_language(metric, "name")
    return Distribution(
        f"chart-{metric.slug}-distribution",
        _("%(metric)s: distribution") % {"metric": name},
        limits_of(of_zones(len(every), len(every)), [group.like], sources),
        group.like.canonical_unit,
        tuple(found),
        sources,
        in_readers_language(province, "short_name") if province else "",
        _("The classes differ in width: they grow with the values.") if _grow(edges) else "",
    )


def _grow(edges: Sequence[Decimal]) -> bool:
    """Whether classes with these ends grow."""
    return edges[1] - edges[0] != edges[-1] - edges[-2]


def edges_of(values: Sequence[Decimal]) -> list[Decimal]:
    """Round ends of classes that hold all values, the upper one of each not in it.

    They are of equal width, or grow by 1, 2, 5, 10 … where the values differ by powers of ten.
    """
    low, high = min(values), max(values)
    if low > 0 and high > SKEWED * median(values):
        edges = [Decimal(10) ** low.adjusted()]
        while edges[-1] <= high:
            first = edges[-1].as_tuple().digits[0]
            edges.append(edges[-1] * (Decimal("2.5") if first == 2 else 2))
        return edges[sum(edge <= low for edge in edges) - 1 :]
    step = round_step(high - low, CLASSES) if low < high else Decimal(1)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    count = int((high / step).to_integral_value(ROUND_FLOOR) - first) + 2
    return [step * (first + n) for n in range(count)]


def provinces_of(metric: Metric, group: Group) -> list[tuple[Province, int]]:
    """The provinces of a group's zones, each with their number. Two queries, one if kept."""
    kept = "provinces of a group", metric.pk, group.key

    def make():
        figures = metric.observations.public().filter(any_of(group.buckets)).order_by()
        counts = figures.values_list("zone__province").annotate(n=Count("zone", distinct=True))
        return list(counts)

    counts = dict(cached(kept, make, [metric]))
    provinces = Province.objects.filter(pk__in=counts).order_by("code")
    return [(province, counts[province.pk]) for province in provinces]


def sources_of(metric: Metric, group: Group) -> list[Citation]:
    """The sources of a group's figures, by title. One query, none if kept."""
    kept = "sources of a group", metric.pk, group.key

    def make():
        figures = metric.observations.public().filter(any_of(group.buckets)).order_by()
        sources = Source.objects.filter(pk__in=figures.values("source").distinct())
        return list(sources.order_by("title", "slug").values_list(*SOURCE_FIELDS))

    return [Citation(*one, "", "", is_broken_off=False) for one in cached(kept, make, [metric])]
