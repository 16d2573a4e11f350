"""The home page's overview: the adoption matrix, and the tiles of provinces."""

from collections import Counter
from dataclasses import dataclass

from comparisons.engine.adoption import (
    AdoptionCell,
    AdoptionRow,
    StagedReform,
    adoption_row,
)
from comparisons.zone_comparison import column_of
from core.web.counts import public_counts
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Province, Zone

ZONES_SHOWN = 20


@dataclass(frozen=True)
class Matrix:
    """Zones with most reforms first, against groups of reforms, each with its types."""

    zones: list[Zone]
    groups: list[tuple[AdoptionRow, list[AdoptionRow]]]
    zones_in_all: int

    @property
    def by_zone(self) -> list[tuple[Zone, list[tuple[str, AdoptionCell]]]]:
        return [
            (zone, [(row.kind.slug, row.cells[place]) for row, _types in self.groups])
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
    types = {one.pk: one for one in ReformType.objects.public().select_related("group")}
    measures: dict[ReformType | ReformGroup, dict[str, set[StagedReform]]] = {}
    reforms = Reform.objects.public().filter(zone__in=first, types__isnull=False).order_by()
    for zone, slug, stage, key in reforms.values_list("zone__slug", "slug", "stage", "types"):
        for kind in (types[key], types[key].group):
            measures.setdefault(kind, {}).setdefault(zone, set()).add(StagedReform(slug, stage))

    def row_of(kind: ReformType | ReformGroup) -> AdoptionRow:
        return adoption_row(kind, columns, measures.get(kind, {}))

    groups: dict[ReformGroup, list[AdoptionRow]] = {}
    for one in types.values():
        groups.setdefault(one.group, []).append(row_of(one))
    made = [(row_of(group), rows) for group, rows in groups.items()]
    return Matrix(zones, made, len(places))


def province_tiles() -> list[Province]:
    """Every province with `zones_with_reforms` and `policy_count`. Three queries at most."""
    counts, policies = public_counts(Reform, "zone"), public_counts(Policy, "province")
    rows = Zone.objects.public().values_list("pk", "province")
    zones = Counter(province for zone, province in rows if counts.get(zone))
    provinces = list(Province.objects.order_by("code"))
    for province in provinces:
        province.zones_with_reforms = zones.get(province.pk, 0)
        province.policy_count = policies.get(province.pk, 0)
    return provinces
