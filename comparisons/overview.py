"""The home page's overview: the adoption matrix, and the tiles of provinces."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from pyroaring import BitMap

from comparisons.engine.adoption import STAGES
from core.records.batches import in_chunks
from core.records.live import indexes
from core.records.rows import Rows
from core.web.counts import public_counts
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Province, Zone

ZONES_SHOWN = 20


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


@dataclass(frozen=True)
class Matrix:
    """Zones with most reforms first, against groups of reforms, each with its types."""

    zones: list[Zone]
    groups: list[tuple[MatrixRow, list[MatrixRow]]]
    zones_in_all: int

    @property
    def by_zone(self) -> list[tuple[Zone, list[tuple[str, Measures]]]]:
        return [
            (zone, [(row.kind.slug, row.cells[place]) for row, _types in self.groups])
            for place, zone in enumerate(self.zones)
        ]


def adoption_matrix() -> Matrix:
    """The matrix of the zones with most recorded reforms. Four queries."""
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
    return Matrix(zones, made, len(counts))


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


def province_tiles() -> list[Province]:
    """Every province with `zone_count`, `zones_with_reforms` and `policy_count`. Two queries."""
    counts, policies = public_counts(Reform, "zone"), public_counts(Policy, "province")
    rows = list(Zone.objects.public().order_by().values_list("pk", "province"))
    every = Counter(province for _zone, province in rows)
    zones = Counter(province for zone, province in rows if counts.get(zone))
    provinces = list(Province.objects.order_by("code"))
    for province in provinces:
        province.zone_count = every[province.pk]
        province.zones_with_reforms = zones.get(province.pk, 0)
        province.policy_count = policies.get(province.pk, 0)
    return provinces
