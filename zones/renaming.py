"""A zone that is renamed keeps its former name."""

from collections.abc import Iterable

from core.records.changes import Context, RecordChange, Unit
from sources.models import Source
from zones.models import Zone, ZoneName

BY_HAND = "admin"  # the route of forms and of proposals that are accepted


def keep_former_names(
    changes: Iterable[RecordChange], context: Context, work: Unit, **_kwargs
) -> None:
    """Record the former name of each public zone that a person renames, cited as the zone was.

    Since when and until when it was borne no source says. A few queries for each renamed zone.
    """
    if context.route != BY_HAND:
        return
    renamed = False
    for change in changes:
        is_kept = change.model is Zone and change.is_public and change.before and change.after
        if is_kept and change.before["name"] != change.after["name"]:
            _keep(change.pk, change.before)
            renamed = True
    if renamed:
        work.send()  # the history tells of these names too


def _keep(zone: int, before: dict) -> None:
    if ZoneName.objects.filter(zone=zone, name=before["name"], since="").exists():
        return
    names = {name: before[name] for name in ("name", "name_en", "locator", "quote")}
    source = Source.objects.get(slug=before["source"])
    kept = ZoneName(zone_id=zone, source=source, is_draft=False, **names)
    kept.slug = kept.unused_slug()
    kept.save()
