"""The home page's overview: the adoption matrix of zones, and the provinces' tiles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from comparisons.engine.adoption import AdoptionCell, AdoptionRow, Measure, adoption_rows
from comparisons.loading import column_of
from core.web.counts import public_counts
from policies.models import Policy
from reforms.models import Reform, ReformGroup, ReformType
from zones.models import Province, Zone

ZONES_SHOWN = 20


@dataclass(frozen=True)
class MatrixGroup:
    """A reform group across the zones, and its types across the same zones."""

    group: ReformGroup
    row: AdoptionRow
    types: tuple[tuple[ReformType, AdoptionRow], ...]


@dataclass(frozen=True)
class Matrix:
    """Zones with most reforms first, against groups that open into types."""

    zones: tuple[Zone, ...]
    groups: tuple[MatrixGroup, ...]
    zones_in_all: int

    @property
    def by_zone(self) -> list[tuple[Zone, list[tuple[str, AdoptionCell]]]]:
        """For each zone its cell of each group, by the group's key."""
        return [
            (zone, [(entry.group.slug, entry.row.cells[place]) for entry in self.groups])
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
    types: dict[ReformGroup, list[ReformType]] = {}
    of_type = {}
    for reform_type in ReformType.objects.select_related("group"):
        types.setdefault(reform_type.group, []).append(reform_type)
        of_type[reform_type.pk] = reform_type
    by_type: dict[tuple[str, str], list[Measure]] = {}
    by_group: dict[tuple[str, str], set[Measure]] = {}
    reforms = Reform.objects.public().filter(zone__in=first, types__isnull=False).order_by()
    for zone, slug, stage, key in reforms.values_list("zone__slug", "slug", "stage", "types"):
        measure, reform_type = Measure(slug, stage), of_type[key]
        by_type.setdefault((zone, reform_type.slug), []).append(measure)
        by_group.setdefault((zone, reform_type.group.slug), set()).add(measure)
    groups = tuple(
        MatrixGroup(group, row, tuple(zip(members, _rows(members, columns, by_type), strict=True)))
        for (group, members), row in zip(
            types.items(), _rows(list(types), columns, by_group), strict=True
        )
    )
    return Matrix(tuple(zones), groups, len(places))


def _rows(kinds: Sequence, columns, measures) -> list[AdoptionRow]:
    return adoption_rows([kind.slug for kind in kinds], columns, measures)


def zones_with_reforms() -> dict[int, int]:
    """By province, the number of zones of which reforms are recorded. One query at most."""
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
