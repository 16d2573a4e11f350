"""One type of reform side by side across the zones of which reforms were read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from comparisons.engine.adoption import AdoptionCell, adoption_row
from comparisons.engine.facts import Evidence, Fact, ZoneColumn
from comparisons.engine.findings import Finding, type_findings
from comparisons.engine.rows import Row
from comparisons.zone_comparison import (
    REFORM_FIELDS,
    column_of,
    figure_rows,
    read_figures,
    read_words,
    with_sources_read,
)
from reforms.models import Reform, ReformType
from zones.models import Observation, Zone

ZONES_LISTED = 12  # on a page, at most


@dataclass(frozen=True)
class TypeComparison:
    """A type of reform across zones; the counts include zones that are not listed.

    Each measure has its outcomes in `led_to`.
    """

    type: ReformType
    zones: tuple[AdoptionCell, ...]
    rows: list[Row]
    without: list[ZoneColumn]
    zone_count: int
    without_count: int

    @property
    def slugs(self) -> list[str]:
        return [self.type.slug]

    @property
    def columns(self) -> list[ZoneColumn]:
        return [zone.column for zone in self.zones]

    @property
    def names(self) -> list[str]:
        return [column.label for column in self.columns]

    @property
    def keys(self) -> set[str]:
        """The places on the page to which a sentence may lead."""
        return {row.key for row in self.rows} | {f"zone-{column.key}" for column in self.columns}

    @property
    def zones_unlisted(self) -> int:
        return self.zone_count - len(self.zones)

    @property
    def without_unlisted(self) -> int:
        return self.without_count - len(self.without)

    @property
    def findings(self) -> list[Finding]:
        """What the comparison says, in sentences. No queries."""
        return type_findings(self.zones, self.rows, self.zone_count, self.without_count)

    @property
    def doubtful(self) -> Row | None:
        """The first metric of several zones with a reason against comparing it, gravest first."""
        rows = [row for row in self.rows if row.is_shared and row.reasons]
        return next(
            (row for row in rows if row.code == "not-comparable"), rows[0] if rows else None
        )

    @property
    def places(self) -> Evidence:
        """The evidence of every fact, for files."""
        return Evidence(_facts(zone.measures for zone in self.zones))

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence of what a page lists."""
        evidence = Evidence(_facts(zone.listed for zone in self.zones))
        for row in self.rows:
            for cell in row.cells:
                for figure in cell.listed:
                    evidence.number(figure)
        return evidence


def _facts(zones: Iterable[Iterable[Reform]]) -> Iterator[Fact]:
    for measures in zones:
        for reform in measures:
            yield from (reform, *reform.led_to)


def compare_type(reform_type: ReformType, most: int | None = None) -> TypeComparison:
    """The type across the zones of which reforms were read. Eight queries.

    `most` limits both the zones that report it and those that do not.
    """
    measures = reform_type.reforms.public()
    reporting = set(measures.order_by().values_list("zone", flat=True).distinct())
    read = Zone.objects.public().with_reforms().order_by("pinyin", "slug")
    keys = list(read.values_list("pk", flat=True))
    having = [key for key in keys if key in reporting]
    without = [key for key in keys if key not in reporting]
    if most is not None:
        read = read.filter(pk__in=[*having[:most], *without[:most]])
        measures = measures.filter(zone__in=having[:most])
    columns = {zone.pk: column_of(zone) for zone in with_sources_read(read)}
    measures = measures.select_related("source")
    reforms = list(measures.only(*REFORM_FIELDS, "summary", "summary_en"))
    outcomes = Observation.objects.public().filter(reform__in=measures.order_by().values("pk"))
    zone_of = {reform.pk: columns[reform.zone_id].key for reform in reforms}
    found = list(read_figures(outcomes, "reform", "metric"))
    read_words([figure for _reform, _metric, figure in found], outcomes)
    shown = [column for key, column in columns.items() if key in reporting]
    figures = [(metric, zone_of[reform], figure) for reform, metric, figure in found]
    rows = figure_rows(shown, figures, "topic", "slug")
    order = {row.metric.pk: place for place, row in enumerate(rows)}
    by_key: dict[int, Reform] = {}
    by_zone: dict[str, list[Reform]] = {}
    for reform in reforms:
        reform.led_to = []
        by_key[reform.pk] = reform
        by_zone.setdefault(zone_of[reform.pk], []).append(reform)
    for reform, _metric, figure in sorted(found, key=lambda one: (order[one[1]], one[2].key)):
        by_key[reform].led_to.append(figure)
    return TypeComparison(
        reform_type,
        zones=adoption_row(reform_type, shown, by_zone).cells,
        rows=rows,
        without=[column for key, column in columns.items() if key not in reporting],
        zone_count=len(having),
        without_count=len(without),
    )
