"""Zones side by side: profile, reforms by type and figures by metric, as aligned rows."""

from dataclasses import dataclass

from reforms.models import Reform, ReformType
from zones.choices import Topic
from zones.models import Metric, Observation, Zone


@dataclass
class Row:
    """A line of the comparison: a label and one list of facts for each zone, in order."""

    label: object
    cells: list[list]


@dataclass
class Section:
    """Rows under one heading: a reform group or a topic."""

    heading: str
    rows: list[Row]


def compared_zones(slugs: list[str]) -> list[Zone]:
    """The zones of that name in the order given. One query and what it prefetches."""
    found = {zone.slug: zone for zone in Zone.objects.filter(slug__in=slugs).for_detail()}
    return [found[slug] for slug in slugs if slug in found]


def reform_sections(zones: list[Zone]) -> list[Section]:
    """Types that one of the zones has at least, under their groups. Four queries."""
    reforms = Reform.objects.filter(zone__in=zones).for_zone_page()
    cells: dict[int, dict[int, list[Reform]]] = {}
    for reform in reforms:
        for reform_type in reform.types.all():
            cells.setdefault(reform_type.pk, {}).setdefault(reform.zone_id, []).append(reform)
    sections: dict[int, Section] = {}
    types = ReformType.objects.filter(pk__in=cells).select_related("group")
    for reform_type in types:
        section = sections.setdefault(
            reform_type.group_id, Section(str(reform_type.group), rows=[])
        )
        by_zone = cells[reform_type.pk]
        section.rows.append(Row(reform_type, [by_zone.get(zone.pk, []) for zone in zones]))
    return list(sections.values())


def figure_sections(zones: list[Zone]) -> list[Section]:
    """Metrics that one of the zones reports at least, under their topics. Two queries."""
    cells: dict[Metric, dict[int, list[Observation]]] = {}
    for observation in Observation.objects.filter(zone__in=zones).for_zone_page():
        by_zone = cells.setdefault(observation.metric, {})
        by_zone.setdefault(observation.zone_id, []).append(observation)
    sections = []
    for topic in Topic:
        rows = [
            Row(metric, [by_zone.get(zone.pk, []) for zone in zones])
            for metric, by_zone in cells.items()
            if metric.topic == topic
        ]
        if rows:
            sections.append(Section(topic.label, rows))
    return sections
