"""The life of a zone: the names that it has borne, and what became of it, each with its source."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import EdtfBoundField, EdtfField, fill_in_days
from core.records.models import (
    NamedModel,
    SluggedModel,
    in_readers_language,
    not_blank,
    one_of,
    short_quote,
)
from sources.models import CitedModel
from zones.choices import NEED_ANOTHER_ZONE, EventKind
from zones.querysets import ZoneEventQuerySet, ZoneNameQuerySet

LONGEST_NAME = 60  # the longest of the 2018 catalogue has 22


def name_is_one() -> models.CheckConstraint:
    """A constraint: the name is not longer than any zone's name."""
    return models.CheckConstraint(
        condition=LessThanOrEqual(Length("name"), LONGEST_NAME),
        name="%(app_label)s_%(class)s_name_is_one",
        violation_error_message=_(
            "That is longer than any zone's name: 60 characters are the most."
        ),
    )


class ZoneName(NamedModel, CitedModel):
    """A name that a zone bore before its present one. Days that no source states stay blank."""

    zone = models.ForeignKey(
        "zones.Zone", on_delete=models.CASCADE, related_name="names", verbose_name=_("zone")
    )
    since = EdtfField(_("borne from"))
    since_earliest = EdtfBoundField(of="since", side="earliest")
    since_latest = EdtfBoundField(of="since", side="latest")
    until = EdtfField(_("borne until"))
    until_earliest = EdtfBoundField(of="until", side="earliest")
    until_latest = EdtfBoundField(of="until", side="latest")
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    objects = ZoneNameQuerySet.as_manager()
    waits_for = ("zone",)
    belongs_to = "zone"
    told_by = ("zone",)
    apart_within = ("zone",)

    class Meta:
        verbose_name = _("former name of a zone")
        verbose_name_plural = _("former names of zones")
        ordering = ["zone__pinyin", F("until_latest").asc(nulls_first=True), "slug"]
        constraints = [
            not_blank("name", _("Give the name of the zone in Chinese.")),
            name_is_one(),
            short_quote(),
            models.CheckConstraint(
                condition=Q(since_earliest__isnull=True)
                | Q(until_latest__isnull=True)
                | Q(since_earliest__lte=F("until_latest")),
                name="zones_zonename_until_after_since",
                violation_error_message=_("The name ends before it begins."),
            ),
            models.UniqueConstraint(
                fields=["zone", "name", "since"],
                name="zones_zonename_once",
                violation_error_message=_("This zone already has that name from that time."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{self.zone.get_absolute_url()}#life"

    def clean(self) -> None:
        super().clean()
        fill_in_days(self, "since_earliest", "until_latest")


class ZoneEvent(SluggedModel, CitedModel):
    """What became of a zone at a time: founded, upgraded, merged …, as one source tells it.

    The other zone is a record (`other`), or a name where we have no record of it.
    """

    zone = models.ForeignKey(
        "zones.Zone", on_delete=models.CASCADE, related_name="events", verbose_name=_("zone")
    )
    kind = models.CharField(_("what happened"), max_length=12, choices=EventKind)
    date = EdtfField(_("date"))
    date_earliest = EdtfBoundField(of="date", side="earliest")
    date_latest = EdtfBoundField(of="date", side="latest")
    other = models.ForeignKey(
        "zones.Zone",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events_beside",
        verbose_name=_("other zone"),
        help_text=_("What it was merged into, split from, or extended by."),
    )
    other_name = models.CharField(
        _("name of the other zone, Chinese"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text=_("Only where there is no record of it; several names are separated by 、."),
    )
    other_name_en = models.CharField(
        _("name of the other zone, English"), max_length=200, blank=True
    )
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    objects = ZoneEventQuerySet.as_manager()
    waits_for = ("zone", "other")
    belongs_to = "zone"
    named_after = told_by = ("zone",)

    class Meta:
        verbose_name = _("event of a zone")
        verbose_name_plural = _("events of zones")
        ordering = ["zone__pinyin", F("date_earliest").asc(nulls_first=True), "slug"]
        constraints = [
            one_of("kind", EventKind),
            short_quote(),
            models.CheckConstraint(
                condition=~Q(kind__in=NEED_ANOTHER_ZONE)
                | Q(other__isnull=False)
                | ~Q(other_name=""),
                name="zones_zoneevent_names_another",
                violation_error_message=_("Say which other zone: choose it, or give its name."),
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | Q(other_name="", other_name_en=""),
                name="zones_zoneevent_another_once",
                violation_error_message=_("Choose the other zone or give its name, not both."),
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("zone")),
                name="zones_zoneevent_not_beside_itself",
                violation_error_message=_("The other zone is this zone itself."),
            ),
            models.UniqueConstraint(
                # Null others would each count as another one.
                "zone",
                "kind",
                "date",
                Coalesce("other", 0),
                "other_name",
                name="zones_zoneevent_once",
                violation_error_message=_("This event of the zone is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        # As it is written: a form names the event also while its date cannot be read.
        return " · ".join(filter(None, [str(self.zone), self.get_kind_display(), self.date]))

    def get_absolute_url(self) -> str:
        return f"{self.zone.get_absolute_url()}#life"

    def words_for_slug(self) -> str:
        return f"{self.zone.slug} {self.kind} {self.date}"


def names_borne() -> dict[str, list[str]]:
    """The former names of zones in Chinese, by the zone's slug; drafts too. One query."""
    found: dict[str, list[str]] = {}
    rows = ZoneName._base_manager.order_by("pk").values_list("zone__slug", "name")
    for slug, name in rows:
        found.setdefault(slug, []).append(name)
    return found


def formerly(zone: models.Model, names: Iterable[ZoneName]) -> str:
    """The zone's names but its present one as a reader is told them; "" for none."""
    others = dict.fromkeys(in_readers_language(n, "name") for n in names if n.name != zone.name)
    called = gettext(", ").join(others)
    return gettext("formerly %(names)s") % {"names": called} if called else ""
