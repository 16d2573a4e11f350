"""When zones took in others or were extended: what an earlier figure of them is without."""

from datetime import date
from typing import NamedTuple

from core.records.cache import cached
from zones.choices import EventKind
from zones.lives import ZoneEvent

COLUMNS = (
    *("zone", "other", "kind", "date", "date_earliest"),
    *("zone__name", "zone__name_en", "other__name", "other__name_en"),
    *("other_name", "other_name_en"),
)


class Growth(NamedTuple):
    """A merger into the zone, or an extension: its first possible day, and what came with it."""

    date: str  # EDTF
    day: date
    name: str  # "" where no source names it
    name_en: str


def growths() -> dict[int, tuple[Growth, ...]]:
    """How zones have grown by public events, earliest first, by the zone's primary key.

    One query, none while the data stay the same.
    """
    return cached("growths of zones", _read_growths)


def _read_growths() -> dict[int, tuple[Growth, ...]]:
    kinds = [EventKind.MERGED, EventKind.EXTENDED]
    events = ZoneEvent.objects.public().filter(kind__in=kinds, date_earliest__isnull=False)
    found: dict[int, list[Growth]] = {}
    rows = events.order_by("date_earliest", "slug").values_list(*COLUMNS)
    for zone, other, kind, when, day, *names in rows:
        of_zone, of_other, named = names[:2], names[2:4], names[4:]
        if kind == EventKind.EXTENDED:
            found.setdefault(zone, []).append(Growth(when, day, *(of_other if other else named)))
        elif other:
            found.setdefault(other, []).append(Growth(when, day, *of_zone))
    return {zone: tuple(some) for zone, some in found.items()}
