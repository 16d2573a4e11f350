"""Several records of one zone become one. Its facts move, and the old addresses lead to it."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.language.text import split_terms
from core.records.changes import kinds, unit
from history.models import lead_on
from intake.actions import Planned, ReasonForm
from zones.models import Zone, ZoneEvent


class MergeForm(ReasonForm):
    """Which of the chosen zones stays."""

    stays = forms.ModelChoiceField(
        label=_("the record that stays"),
        queryset=Zone.objects.none(),
        help_text=_("Its profile stays as it is; the names of the others become other names."),
    )
    field_order = ["stays", "change_reason"]

    def for_records(self, zones: Sequence[Zone]) -> str:
        """Offer these zones; why they cannot be merged, or ""."""
        if len(zones) < 2:
            return gettext("Choose the records of one zone, two at least.")
        chosen = Zone.objects.filter(pk__in=[zone.pk for zone in zones])
        self.fields["stays"].queryset = chosen.select_related("province")
        self.fields["stays"].label_from_instance = Zone.told_apart
        return ""


def plan_merge(zones: Sequence[Zone], choices: dict | None) -> list[Planned]:
    """Move what refers to the zones that go, then let them go. A query for each kind and zone.

    Raises ValidationError where an event stands between two of them: then they are two zones.
    """
    if not choices:
        return [Planned(zone, zone.told_apart(), "", "", {}) for zone in zones]
    stays, plan = choices["stays"], []
    gone = [zone for zone in zones if zone != stays]
    between = ZoneEvent.objects.filter(zone__in=zones, other__in=zones).first()
    if between:
        message = gettext("“%(event)s” stands between these records: they are two zones.")
        raise ValidationError(message % {"event": between})
    called = _other_names(stays, gone)
    for zone in gone:
        for relation in Zone._meta.related_objects:
            if relation.related_model in kinds():
                name = relation.field.name
                for record in relation.related_model._base_manager.filter(**{name: zone}):
                    kind = capfirst(record._meta.verbose_name)
                    label = gettext("%(kind)s: %(record)s") % {"kind": kind, "record": record}
                    there = zone.told_apart(), stays.told_apart()
                    plan.append(Planned(record, label, *there, {name: stays}))
    for zone in gone:
        then = gettext("its address leads to %(zone)s") % {"zone": stays.told_apart()}
        goes = _letting_go(zone, stays, called)
        plan.append(Planned(zone, zone.told_apart(), zone.slug, then, {}, goes=goes))
    return plan


def _other_names(stays: Zone, gone: Sequence[Zone]) -> str:
    names = split_terms(stays.aliases)
    for zone in gone:
        names += [zone.name, *split_terms(zone.aliases)]
    called = "、".join(dict.fromkeys(name for name in names if name != stays.name))
    if len(called) > Zone._meta.get_field("aliases").max_length:
        raise ValidationError(gettext("The other names are too long together: shorten them first."))
    return called


def _letting_go(zone: Zone, stays: Zone, called: str):
    def go() -> None:
        kept = Zone.objects.get(pk=stays.pk)
        kept.aliases = called
        kept.save()
        kept.sources_read.add(*zone.sources_read.all())
        slug = zone.slug
        with unit() as work:
            Zone.objects.get(pk=zone.pk).delete()
            work.send()  # so that what leads on is the last that is known of the slug
            lead_on(kept, slug, work.context)

    return go
