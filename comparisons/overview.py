"""The home page's overview: the adoption matrix of zones, and the provinces' tiles."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from comparisons.adoption import AdoptionRow, Measure, adoption_rows
from comparisons.loading import column_of
from core.models import count_of
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


def adoption_matrix() -> Matrix:
    """The matrix of the zones with most recorded reforms. Six queries."""
    with_reforms = Zone.objects.public().with_reforms()
    zones = list(
        with_reforms.with_counts()
        .for_detail()
        .order_by("-reform_count", "pinyin", "slug")[:ZONES_SHOWN]
    )
    columns = [column_of(zone) for zone in zones]
    by_type: dict[tuple[str, str], list[Measure]] = {}
    by_group: dict[tuple[str, str], set[Measure]] = {}
    reforms = Reform.objects.public().filter(zone__in=zones).select_related("zone")
    for reform in reforms.prefetch_related("types__group"):
        measure = Measure(reform.slug, reform.stage)
        for reform_type in reform.types.all():
            by_type.setdefault((reform.zone.slug, reform_type.slug), []).append(measure)
            by_group.setdefault((reform.zone.slug, reform_type.group.slug), set()).add(measure)
    types: dict[ReformGroup, list[ReformType]] = {}
    for reform_type in ReformType.objects.select_related("group"):
        types.setdefault(reform_type.group, []).append(reform_type)
    groups = tuple(
        MatrixGroup(group, row, tuple(zip(members, _rows(members, columns, by_type), strict=True)))
        for (group, members), row in zip(
            types.items(), _rows(list(types), columns, by_group), strict=True
        )
    )
    return Matrix(tuple(zones), groups, with_reforms.count())


def _rows(kinds: Sequence, columns, measures) -> list[AdoptionRow]:
    return adoption_rows([kind.slug for kind in kinds], columns, measures)


def zones_with_reforms():
    """The number of a province's zones of which reforms are recorded, as an annotation."""
    zones = Zone.objects.public().with_reforms().filter(province=OuterRef("pk")).order_by()
    return Coalesce(Subquery(zones.values("province").annotate(n=Count("pk")).values("n")), 0)


def province_tiles() -> list[Province]:
    """Every province with `zones_with_reforms` and `policy_count`. One query."""
    return list(
        Province.objects.annotate(
            zones_with_reforms=zones_with_reforms(),
            policy_count=count_of(Province, "policies"),
        ).order_by("code")
    )
