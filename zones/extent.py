"""When zones took in others, were extended or split: what an earlier figure lacks or still has."""

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


class ExtentChange(NamedTuple):
    """A merger into the zone, an extension or a split: its first possible day, and what came or
    went.
    """

    date: str  # EDTF
    day: date
    name: str  # "" where no source names it
    name_en: str
    is_split: bool = False


def extent_changes() -> dict[int, tuple[ExtentChange, ...]]:
    """How zones have changed by public events, earliest first, by the zone's primary key.

    One query, none while the data stay the same.
    """
    return cached("changes of the extent of zones", _read)


def _read() -> dict[int, tuple[ExtentChange, ...]]:
    kinds = [EventKind.MERGED, EventKind.EXTENDED, EventKind.SPLIT]
    events = ZoneEvent.objects.public().filter(kind__in=kinds, date_earliest__isnull=False)
    found: dict[int, list[ExtentChange]] = {}
    rows = events.order_by("date_earliest", "slug").values_list(*COLUMNS)
    for zone, other, kind, when, day, *names in rows:
        of_zone, of_other, named = names[:2], names[2:4], names[4:]
        if kind == EventKind.EXTENDED:
            of_zone, other = of_other if other else named, zone
        if other:
            change = ExtentChange(when, day, *of_zone, kind == EventKind.SPLIT)
            found.setdefault(other, []).append(change)
    return {zone: tuple(some) for zone, some in found.items()}
