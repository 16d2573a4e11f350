"""Zones know the sources that were read for them: what an article says of a zone was read there."""

from collections.abc import Iterable

from django.db import models

from core.records.access import may_publish
from history.models import Action, Change
from sources.evidence.citations import cited_models
from sources.models import Source
from zones.models import Zone


def note_read(facts: Iterable[models.Model], user) -> None:
    """The zones of these facts gain their sources. Runs in the caller's unit of work.

    A public zone gains no draft, and only by who may publish: it does when the fact is published.
    Three queries, and some for each zone that gains one.
    """
    pairs = {(one.zone_id, one.source_id) for one in facts if hasattr(one, "zone_id")}
    through = Zone.sources_read.through._base_manager
    known = through.filter(zone__in={zone for zone, _source in pairs})
    pairs -= set(known.values_list("zone_id", "source_id"))
    zones = Zone._base_manager.in_bulk({zone for zone, _source in pairs}) if pairs else {}
    sources = Source._base_manager.in_bulk({source for _zone, source in pairs}) if pairs else {}
    for zone, source in ((zones[one], sources[other]) for one, other in sorted(pairs)):
        if zone.is_draft or (may_publish(user) and not source.is_draft):
            zone.sources_read.add(source)


def forget_read(zone: Zone, source: Source, user) -> None:
    """A zone loses a source that it gained with a fact, after the last of these was taken back."""
    is_cited = zone.source_id == source.pk or any(
        model._base_manager.filter(zone=zone, source=source).exists()
        for model in cited_models()
        if "zone" in {field.name for field in model._meta.fields}
    )
    if is_cited or not (zone.is_draft or may_publish(user)):
        return
    about = {"model": Zone._meta.label_lower, "record": zone.pk, "action": Action.UPDATE}
    for change in Change.objects.filter(**about).order_by("-pk"):
        before, after = (side.get("sources_read", ()) for side in (change.before, change.after))
        if source.slug in after and source.slug not in before:
            if Change.objects.filter(unit=change.unit, action=Action.CREATE).exists():
                zone.sources_read.remove(source)
            return
