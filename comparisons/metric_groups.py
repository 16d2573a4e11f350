"""All figures of one metric in groups that may be ranked together, at the size of a country.

Figures with the same limits as recorded make a bucket; the engine, which reads terms instead of
wordings, puts buckets together to groups and says which of them stand alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from hashlib import blake2b
from itertools import accumulate
from operator import or_
from sys import intern
from typing import NamedTuple

from django.db.models import Aggregate, Case, IntegerField, Q, TextField, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comparisons.engine.cells import RANKS
from comparisons.engine.facts import Figure, Words
from comparisons.engine.groups import ranking, shares
from comparisons.engine.periods import changed_since
from comparisons.engine.relations import rules_between
from comparisons.engine.terms import Terms
from core.records.batches import in_chunks
from core.records.cache import cached
from core.web.counts import hidden
from zones.choices import Direction, Quantity, Rank, Status
from zones.extent import extent_changes
from zones.models import Metric, Observation
from zones.querysets import LIMITS
from zones.scopes import scope_terms

NOTHING = Figure(*[""] * len(Figure._fields))._replace(
    canonical=None, canonical_high=None, rank=Rank.NORMAL
)
NO_WORDS = Words(*[""] * len(Words._fields))._replace(value_high=None)
OF_ONE = {  # of the engine's rules that speak of several figures
    "value": gettext_lazy("Words, not a number"),
    "bound": gettext_lazy("Not an exact value"),
}
ONLY_ONE = gettext_lazy("No other zone has a figure of the same kind and time")


class Bucket(NamedTuple):
    """Figures with the same limits as recorded; `like` is a figure that says these limits.

    `limits` are the values of LIMITS, but whether there is an upper end instead of that end.
    `changed` are zones whose extent has changed since: those whose figures these are if `like`
    says so too, else those whose figures are in a bucket of their own.
    """

    limits: tuple
    figures: int
    like: Figure
    changed: tuple[int, ...]

    @property
    def condition(self) -> Q:
        given = dict(zip(LIMITS, self.limits, strict=True))
        is_range, scope = given.pop("value_high"), given.pop("scope")
        narrower = Q(scope=scope) if scope else Q(scope__isnull=True)
        if self.changed:
            of_changed = Q(zone__in=self.changed)
            narrower &= of_changed if self.like.changed else ~of_changed
        return Q(narrower, value_high__isnull=not is_range, **given)


@dataclass(frozen=True)
class Group:
    """Figures of two zones or more that may be ranked together; `zones` are counted."""

    terms: Terms
    buckets: tuple[Bucket, ...]
    zones: int

    @cached_property
    def key(self) -> str:
        """Names the group in addresses, as long as its terms stay the same."""
        scope = self.terms.scope
        plain = self.terms._replace(scope=scope and scope.key)
        return blake2b(repr(tuple(plain)).encode(), digest_size=4).hexdigest()

    @property
    def like(self) -> Figure:
        return max(self.buckets, key=lambda bucket: bucket.figures).like

    @property
    def order(self) -> tuple:
        """What came about before what is aimed at; the latest, then the largest first."""
        last = self.terms.time.last or date.min
        is_actual = self.terms.status == Status.ACTUAL
        return not is_actual, -last.toordinal(), -self.zones, self.key


@dataclass(frozen=True)
class Grouped:
    """The figures of a metric, or of one scope of it."""

    groups: tuple[Group, ...]
    alone: tuple[Bucket, ...]

    @cached_property
    def buckets(self) -> tuple[Bucket, ...]:
        return (*(bucket for group in self.groups for bucket in group.buckets), *self.alone)

    def by_scope(self) -> dict[str, int]:
        """How many figures each scope has; "" as the metric defines it."""
        found: dict[str, int] = {}
        for bucket in self.buckets:
            key = bucket.like.scope_key
            found[key] = found.get(key, 0) + bucket.figures
        return found

    def of_scope(self, key: str) -> "Grouped":
        groups = tuple(group for group in self.groups if group.like.scope_key == key)
        return Grouped(groups, tuple(one for one in self.alone if one.like.scope_key == key))


class Placed(NamedTuple):
    """A zone's figure in its group; `others` are further figures of the zone in it."""

    zone: int
    figure: int
    value: Decimal
    place: int
    share: Decimal | None
    others: list[int]


def grouped(metric: Metric) -> Grouped:
    """The groups of a metric's figures. One query, none while the data stay the same."""
    key = ("groups of a metric", metric.pk)
    return cached(key, lambda: _grouped(metric), [metric], lambda made: 1 + len(made.buckets) // 4)


def _grouped(metric: Metric) -> Grouped:
    by_terms: dict[Terms, list[Bucket]] = {}
    zones_of: dict[Terms, set[int]] = {}
    for bucket, zones in _buckets(metric):
        by_terms.setdefault(bucket.like.terms, []).append(bucket)
        zones_of.setdefault(bucket.like.terms, set()).update(zones)
    groups, alone = [], []
    for terms, buckets in by_terms.items():
        zones = zones_of[terms]
        if len(zones) > 1 and not rules_between(terms, terms):
            groups.append(Group(terms, tuple(buckets), len(zones)))
        else:
            alone += buckets
    groups.sort(key=lambda group: group.order)
    return Grouped(tuple(groups), tuple(sorted(alone, key=_last)))


class _Joined(Aggregate):
    """The values of a group as one text: a row of its own for each takes ten times as long."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def _buckets(metric: Metric) -> list[tuple[Bucket, list[int]]]:
    """The figures by their limits as recorded, and the zone of each: one that reports a period in
    several wordings is counted once. Answered by an index; the few hidden ones are taken off.
    """
    every = metric.observations.order_by()
    found: dict[tuple, list[int]] = {}
    for *limits, value_high, zones in every.values_list(*LIMITS).annotate(zones=_Joined("zone")):
        # Of each text one copy is kept: they are few, and stand in thousands of buckets.
        texts = (intern(one) if isinstance(one, str) else one for one in limits)
        key = *texts, value_high is not None
        found.setdefault(key, []).extend(map(int, zones.split(",")))
    for keys in in_chunks(hidden(Observation)):
        for *limits, value_high, zone in every.filter(pk__in=keys).values_list(*LIMITS, "zone"):
            found[*limits, value_high is not None].remove(zone)
    scopes, changes = scope_terms(), extent_changes()
    return [
        (Bucket(limits, len(some), _like(metric, limits, scopes, how), changed), some)
        for limits, zones in found.items()
        for some, how, changed in _by_extent(limits, zones, changes)
        if some
    ]


def _by_extent(limits: Sequence, zones: list[int], changes: dict) -> Iterator[tuple]:
    """Zones apart from those whose extent has changed since: (zones, how, all that have)."""
    said = dict(zip(LIMITS, limits, strict=True))
    since = {
        zone: how
        for zone in changes.keys() & zones
        if (how := changed_since(changes[zone], said["period"], said["basis"]))
    }
    yield [zone for zone in zones if zone not in since], (), tuple(since)
    for zone, how in since.items():
        yield [one for one in zones if one == zone], how, (zone,)


def _like(metric: Metric, limits: Sequence, scopes: dict, changed: tuple) -> Figure:
    said = dict(zip(LIMITS, limits, strict=True))
    is_range, number = said.pop("value_high"), Decimal(1) if said["unit"] else None
    like = NOTHING._replace(
        **{**said, "scope": scopes[said["scope"]] if said["scope"] else None},
        canonical=number,
        canonical_high=number if is_range else None,
        metric_unit=metric.unit,
        changed=changed,
    )
    return like.told(NO_WORDS._replace(value=number))


def any_of(buckets: Iterable[Bucket]) -> Q:
    return reduce(or_, (bucket.condition for bucket in buckets))


def _last(bucket: Bucket) -> tuple:
    time = bucket.like.terms.time
    return (
        not time.is_stated,
        -time.last.toordinal() if time.last else 0,
        str(bucket.limits),
    )


def why_alone(bucket: Bucket) -> str:
    """Why its figures are in no group, in the reader's language."""
    terms = bucket.like.terms
    rules = rules_between(terms, terms)
    said = [str(OF_ONE.get(rule.attribute, rule.headline)) for rule in rules]
    return _("; ").join(said) or str(ONLY_ONE)


def ranked(metric: Metric, group: Group) -> list[Placed]:
    """Each zone of a group once, the best first. One query, none while the data stay the same."""
    return cached(("ranking", metric.pk, group.key), lambda: _ranked(metric, group), [metric])


def _ranked(metric: Metric, group: Group) -> list[Placed]:
    order = "canonical_value" if metric.direction == Direction.LOWER else "-canonical_value"
    rows = metric.observations.public().filter(any_of(group.buckets)).order_by(order, "slug")
    values: dict[int, Decimal] = {}
    by_zone: dict[int, list[tuple]] = {}
    for place, row in enumerate(
        rows.values_list("zone", "pk", "canonical_value", "rank", "part_of")
    ):
        zone, pk, value, rank, part_of = row
        values[pk] = value
        by_zone.setdefault(zone, []).append((RANKS[rank], part_of is not None, place, pk))
    best = {min(found)[-1]: (zone, found) for zone, found in by_zone.items()}
    of_best = {pk: values[pk] for pk in values if pk in best}  # in the order of the query
    places = ranking(of_best, lowest_first=metric.direction == Direction.LOWER)
    parts = shares(of_best) if metric.quantity != Quantity.RANK else {}
    ranks = []
    for pk, value in of_best.items():
        zone, found = best[pk]
        others = [one[-1] for one in found if one[-1] != pk]
        ranks.append(Placed(zone, pk, value, places[pk], parts.get(pk), others))
    return ranks


class FiguresAlone:
    """The figures that stand alone, read page by page: a query for each slice, two if it is new."""

    def __init__(self, metric: Metric, buckets: Sequence[Bucket], name: str = ""):
        """`name` tells the choice of buckets from others of the metric."""
        self.metric, self.figures, self.buckets = metric, metric.observations.public(), buckets
        self.name = "figures alone", metric.pk, name
        self.ends = list(accumulate(bucket.figures for bucket in buckets))

    def __len__(self) -> int:
        return self.ends[-1] if self.ends else 0

    def __getitem__(self, place: slice) -> list[Observation]:
        """The figures in their buckets' order, each with `why` it stands alone."""
        key = *self.name, place.start, place.stop
        keys = cached(key, lambda: self._keys(place.start or 0, place.stop), [self.metric])
        found = self.figures.for_display().in_bulk(keys)
        for pk, bucket in keys.items():
            found[pk].why = why_alone(self.buckets[bucket])
        return [found[pk] for pk in keys]

    def _keys(self, start: int, stop: int) -> dict[int, int]:
        """The keys of the figures, and which bucket each is in."""
        starts = [0, *self.ends]
        wanted = {
            number: bucket.condition
            for number, bucket in enumerate(self.buckets)
            if starts[number] < stop and self.ends[number] > start
        }
        if not wanted:
            return {}
        cases = (When(condition, then=number) for number, condition in wanted.items())
        number = Case(*cases, output_field=IntegerField())
        rows = self.figures.filter(reduce(or_, wanted.values())).annotate(number=number)
        ordered = rows.order_by("number", "zone__pinyin", "slug").values_list("pk", "number")
        skipped = start - starts[min(wanted)]
        return dict(ordered[skipped : skipped + stop - start])
