"""What a zone's page tells of its life: approval, events and former names, by date."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from core.records.models import in_readers_language
from zones.choices import EventKind
from zones.models import Zone, ZoneEvent, ZoneName


class Step(NamedTuple):
    """A line of the list: when (EDTF), what, of which other zone, and the fact that says so."""

    when: str
    what: str
    fact: Any  # with its source
    day: date | None
    other: Zone | None = None
    name: str = ""  # where the other zone has no record, or the name that was borne


def line_of_life(zone: Zone, user=None) -> list[Step]:
    """The steps, earliest first, those of no known day before. Two queries."""
    events = ZoneEvent.objects.visible_to(user).filter(Q(zone=zone) | Q(other=zone)).for_list()
    names = ZoneName.objects.visible_to(user).filter(zone=zone).for_list()
    steps = [*_of_events(zone, events), *map(_of_name, names)]
    approved = str(EventKind.APPROVED.label)
    if zone.approved and all(step.what != approved for step in steps):
        steps.append(Step(zone.approved, approved, zone, zone.approved_earliest))
    return sorted(steps, key=lambda step: (step.day is not None, step.day or date.min))


def _of_events(zone: Zone, events) -> Iterator[Step]:
    for event in events:
        when = {"when": event.date, "fact": event, "day": event.date_earliest}
        if event.zone_id == zone.pk:
            name = in_readers_language(event, "other_name")
            yield Step(what=event.get_kind_display(), other=event.other, name=name, **when)
        else:
            yield Step(what=_seen_from_the_other(event), other=event.zone, **when)


def _seen_from_the_other(event: ZoneEvent) -> str:
    if event.kind == EventKind.MERGED:
        return gettext("another zone was merged into it")
    if event.kind == EventKind.SPLIT:
        return gettext("another zone was split from it")
    return gettext("named beside another zone: %(event)s") % {"event": event.get_kind_display()}


def _of_name(name: ZoneName) -> Step:
    until = name.until or name.since
    words = gettext("name until then") if name.until else gettext("name from then on")
    what = words if until else gettext("former name")
    day = name.until_earliest if name.until else name.since_earliest
    return Step(until, what, name, day, name=in_readers_language(name, "name"))
