"""The home page's overview: the adoption matrix, and the tiles of provinces."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from comparisons.engine.adoption import AdoptionCell, AdoptionRow, adoption_row
from comparisons.zone_comparison import column_of
from core.web.counts import public_counts
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Province, Zone

ZONES_SHOWN = 20


class Measure(NamedTuple):
    """The columns of a reform that the matrix reads."""

    slug: str
    stage: str


@dataclass(frozen=True)
class MatrixGroup:
    """A reform group across the zones, and its types across the same zones."""

    row: AdoptionRow
    types: list[AdoptionRow]


@dataclass(frozen=True)
class Matrix:
    """Zones with most reforms first, against groups that open into types."""

    zones: tuple[Zone, ...]
    groups: tuple[MatrixGroup, ...]
    zones_in_all: int

    @property
    def by_zone(self) -> list[tuple[Zone, list[tuple[str, AdoptionCell]]]]:
        return [
            (zone, [(entry.row.kind.slug, entry.row.cells[place]) for entry in self.groups])
            for place, zone in enumerate(self.zones)
        ]


def adoption_matrix() -> Matrix:
    """The matrix of the zones with most recorded reforms. Six queries at most."""
    counts = public_counts(Reform, "zone")
    rows = Zone.objects.public().values_list("pk", "pinyin", "slug")
    places = {key: (-counts[key], *place) for key, *place in rows if counts.get(key)}
    first = sorted(places, key=places.get)[:ZONES_SHOWN]
    found = {zone.pk: zone for zone in Zone.objects.public().filter(pk__in=first).for_detail()}
    zones = [found[key] for key in first if key in found]
    columns = [column_of(zone) for zone in zones]
    types = {one.pk: one for one in ReformType.objects.select_related("group")}
    measures: dict[ReformType | ReformGroup, dict[str, set[Measure]]] = {}
    reforms = Reform.objects.public().filter(zone__in=first, types__isnull=False).order_by()
    for zone, slug, stage, key in reforms.values_list("zone__slug", "slug", "stage", "types"):
        for kind in (types[key], types[key].group):
            measures.setdefault(kind, {}).setdefault(zone, set()).add(Measure(slug, stage))
    groups: dict[ReformGroup, list[AdoptionRow]] = {}
    for one in types.values():
        row = adoption_row(one, columns, measures.get(one, {}))
        groups.setdefault(one.group, []).append(row)
    made = (
        MatrixGroup(adoption_row(group, columns, measures.get(group, {})), rows)
        for group, rows in groups.items()
    )
    return Matrix(tuple(zones), tuple(made), len(places))


def zones_with_reforms() -> dict[int, int]:
    """The number of zones with recorded reforms, by province. One query at most."""
    counts = public_counts(Reform, "zone")
    zones = Zone.objects.public().values_list("pk", "province")
    return Counter(province for zone, province in zones if counts.get(zone))


def province_tiles() -> list[Province]:
    """Every province with `zones_with_reforms` and `policy_count`. Three queries at most."""
    zones, policies = zones_with_reforms(), public_counts(Policy, "province")
    provinces = list(Province.objects.order_by("code"))
    for province in provinces:
        province.zones_with_reforms = zones.get(province.pk, 0)
        province.policy_count = policies.get(province.pk, 0)
    return provinces
