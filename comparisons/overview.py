"""The home page's overview: answers, the adoption matrix, and the tiles of provinces."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from django.db.models import Count
from pyroaring import BitMap

from comparisons.engine.adoption import STAGES
from core.records.batches import in_chunks
from core.records.cache import cached
from core.records.live import indexes
from core.records.rows import Rows
from core.web.counts import public_counts
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Province, Zone

ZONES_SHOWN = 20
ANSWERS = 3
SHADES = 4  # of a map's numbers


class Measures(NamedTuple):
    """How many measures of a kind a zone has, and the furthest stage of one; "" without any."""

    zone: str
    count: int
    stage: str


class MatrixRow(NamedTuple):
    """A type or group of reforms across the zones."""

    kind: ReformType | ReformGroup
    cells: Sequence[Measures]

    @property
    def reported_by(self) -> int:
        return sum(bool(cell.count) for cell in self.cells)


class Answer(NamedTuple):
    """Of how many zones, shown or not, a type of reform is reported."""

    kind: ReformType
    zones: int


@dataclass(frozen=True)
class Matrix:
    """Zones with most reforms first, against groups of reforms, each with its types.

    `reporting` counts the zones of each type, those that are not shown too.
    """

    zones: list[Zone]
    groups: list[tuple[MatrixRow, list[MatrixRow]]]
    zones_in_all: int
    reporting: Mapping[int, int]

    @property
    def types(self) -> list[tuple[ReformGroup, list[Answer]]]:
        """Every type by group, with the zones of which it is reported."""
        return [
            (group.kind, [Answer(one.kind, self.reporting.get(one.kind.pk, 0)) for one in types])
            for group, types in self.groups
        ]

    @property
    def answers(self) -> list[Answer]:
        """Of each group the type that most zones report; the few most widespread of these."""
        most = [max(types, key=lambda one: one.zones) for _group, types in self.types if types]
        return sorted((one for one in most if one.zones), key=lambda one: -one.zones)[:ANSWERS]

    @property
    def by_zone(self) -> list[tuple[Zone, list[tuple[str, Measures]]]]:
        return [
            (zone, [(row.kind.slug, row.cells[place]) for row, _types in self.groups])
            for place, zone in enumerate(self.zones)
        ]


def adoption_matrix() -> Matrix:
    """The matrix of the zones with most recorded reforms. Five queries."""
    counts = {zone: n for zone, n in public_counts(Reform, "zone").items() if n}
    zones = _with_most(counts)
    reforms = Rows(indexes(), Reform)
    of_zone: dict[int, BitMap] = {zone.pk: BitMap() for zone in zones}
    for zone, key in Reform.objects.filter(zone__in=of_zone).order_by().values_list("zone", "pk"):
        of_zone[zone].add(key)
    its = {zone.slug: of_zone[zone.pk] & reforms.public for zone in zones}
    by_type, by_stage = reforms.groups("types"), reforms.groups("stage")
    stages = {stage: by_stage.get(stage, BitMap()) for stage in STAGES}
    groups: dict[ReformGroup, list[ReformType]] = {}
    for one in ReformType.objects.public().select_related("group"):
        groups.setdefault(one.group, []).append(one)
    made = []
    for group, types in groups.items():
        keys = [by_type.get(one.pk, BitMap()) for one in types]
        row = _row(group, BitMap.union(*keys), its, stages)
        made.append((row, [_row(*one, its, stages) for one in zip(types, keys, strict=True)]))
    return Matrix(zones, made, len(counts), cached("zones of types", _zones_of_types))


def _zones_of_types() -> dict[int, int]:
    rows = Reform.objects.public().order_by().values_list("types")
    return dict(rows.annotate(zones=Count("zone", distinct=True)))


def _with_most(counts: Mapping[int, int]) -> list[Zone]:
    least = min(nlargest(ZONES_SHOWN, counts.values()), default=0)
    among = [zone for zone, n in counts.items() if n >= least]
    rows = chain.from_iterable(
        Zone.objects.filter(pk__in=keys).values_list("pk", "pinyin", "slug")
        for keys in in_chunks(among)
    )
    ordered = sorted(rows, key=lambda row: (-counts[row[0]], *row[1:]))
    first = [pk for pk, *_name in ordered[:ZONES_SHOWN]]
    found = Zone.objects.public().select_related("province").in_bulk(first)
    return [found[key] for key in first if key in found]


def _row(
    kind: ReformType | ReformGroup,
    keys: BitMap,
    of_zone: Mapping[str, BitMap],
    stages: Mapping[str, BitMap],
) -> MatrixRow:
    """`keys` are its reforms; `stages` are in the order of `STAGES`, furthest first."""
    cells = []
    for zone, own in of_zone.items():
        here = own & keys
        stage = next((stage for stage, ones in stages.items() if here and ones & here), "")
        cells.append(Measures(zone, len(here), stage))
    return MatrixRow(kind, cells)


class TileNumber(NamedTuple):
    """A number of a province; `shade` is 0 for none and `SHADES` for the largest of all."""

    count: int
    shade: int


def province_tiles() -> list[Province]:
    """Every province with its numbers `zones`, `read` (with reforms), `reforms` and `policies`.

    They stand in `numbers`. Two queries.
    """
    of_zones, policies = public_counts(Reform, "zone"), public_counts(Policy, "province")
    found = {name: Counter() for name in ("zones", "read", "reforms")}
    for zone, province in Zone.objects.public().order_by().values_list("pk", "province"):
        reforms = of_zones.get(zone, 0)
        for name, count in (("zones", 1), ("read", bool(reforms)), ("reforms", reforms)):
            found[name][province] += count
    found["policies"] = Counter(policies)
    largest = {name: max(counts.values(), default=0) or 1 for name, counts in found.items()}
    provinces = list(Province.objects.order_by("code"))
    for province in provinces:
        province.numbers = {
            name: TileNumber(n, -(-n * SHADES // largest[name]))
            for name, counts in found.items()
            for n in [counts[province.pk]]
        }
    return provinces
