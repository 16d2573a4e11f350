"""Provinces, development zones, metrics and figures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import (
    CanonicalValueField,
    EdtfBoundField,
    EdtfField,
    PinyinField,
    SearchTextField,
    UnitField,
    both,
)
from core.language.formatting import printed
from core.language.text import joined_and_initials, reads_chinese
from core.language.units import UNITS
from core.records.gaps import gaps
from core.records.models import (
    NamedModel,
    draft_mark,
    in_readers_language,
    not_blank,
    one_of,
    other_names,
    short_quote,
)
from sources.models import CitedModel, Source
from zones.choices import Bound, Direction, Quantity, Rank, Tier, Topic, ZoneKind
from zones.doubts import about_figures
from zones.lives import ZoneEvent, ZoneName, name_is_one
from zones.names import contracted, zones_alike
from zones.querysets import (
    LIMITS,
    ONE_THING,
    MetricQuerySet,
    ObservationQuerySet,
    ZoneQuerySet,
)
from zones.reported import Limits, ReportedValue, number_fits, number_has_unit, range_ascends
from zones.scopes import Scope

__all__ = ["Metric", "Observation", "Province", "Scope", "Zone", "ZoneEvent", "ZoneName"]


class Province(NamedModel):
    """One of the 34 province-level divisions of GB/T 2260, with a place on a tile map."""

    code = models.CharField(_("GB/T 2260 code"), max_length=6, unique=True)
    short_name = models.CharField(_("short name"), max_length=10, help_text=_("湖南"))
    abbreviation = models.CharField(_("abbreviation"), max_length=2, help_text=_("湘"))
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"))
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"))

    class Meta:
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["tile_row", "tile_column"],
                name="zones_province_own_tile",
                violation_error_message=_("Another province has this place on the tile map."),
            )
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('zones:list')}?province={self.slug}"

    @property
    def short_name_en(self) -> str:
        """English has no shorter form of a province's name."""
        return self.name_en


class Zone(NamedModel, CitedModel):
    """A development zone, with the profile that its source gives (often a catalogue row).

    What none of `sources_read` mentions is "not reported", which is not "none".
    """

    short_name = models.CharField(
        _("short name in Chinese"), max_length=40, blank=True, help_text=_("湘潭经开区")
    )
    short_name_en = models.CharField(
        _("short name in English"), max_length=60, blank=True, help_text=_("Xiangtan ETDZ")
    )
    aliases = other_names()
    pinyin = PinyinField(_("pinyin"), of="name", help_text=_("Filled in when left empty."))
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="zones", verbose_name=_("province")
    )
    city = models.CharField(
        _("city or county in Chinese"),
        max_length=50,
        blank=True,
        help_text=_("Only where a source names it."),
    )
    city_en = models.CharField(_("city or county in English"), max_length=80, blank=True)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier, default=Tier.NOT_STATED)
    kind = models.CharField(_("kind"), max_length=20, choices=ZoneKind)
    catalogue_code = models.CharField(
        _("code in the 2018 catalogue"), max_length=10, blank=True, help_text=_("G431179")
    )
    approved = EdtfField(_("approved"))
    approved_earliest = EdtfBoundField(of="approved", side="earliest")
    approved_latest = EdtfBoundField(of="approved", side="latest")
    industries = models.CharField(_("leading industries in Chinese"), max_length=300, blank=True)
    industries_en = models.CharField(_("leading industries in English"), max_length=400, blank=True)
    website = models.URLField(_("website"), blank=True, default="", db_default="")
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    sources_read = models.ManyToManyField(
        Source,
        related_name="zones_read_for",
        verbose_name=_("sources read"),
        help_text=_("Every document that was read for facts about this zone."),
    )
    search_text = SearchTextField(
        of=(
            *both("name", "short_name"),
            "aliases",
            "pinyin",
            "pinyin_keys",
            *both("city", "industries"),
        )
    )

    objects = ZoneQuerySet.as_manager()
    detail_url = "zones:detail"
    told_by = ("province",)

    @classmethod
    def doubts_about(cls, records, known=None):
        return zones_alike(records, known) if records else []

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["pinyin", "slug"]
        indexes = [
            # Every public page asks for drafts; there are few.
            models.Index(fields=["id"], name="zones_zone_draft", condition=Q(is_draft=True)),
            # The list of reforms in the order of zones, without sorting.
            models.Index(fields=["pinyin", "slug"], name="zones_zone_by_pinyin"),
        ]
        constraints = [
            one_of("tier", Tier),
            one_of("kind", ZoneKind),
            not_blank("name", _("Give the name of the zone in Chinese.")),
            name_is_one(),
            short_quote(),
            models.UniqueConstraint(
                fields=["catalogue_code"],
                condition=~Q(catalogue_code=""),
                name="zones_zone_catalogue_code_unique",
                violation_error_message=_("Another zone has this catalogue code."),
            ),
        ]

    @property
    def label(self) -> str:
        """The short name, or the usual contraction, for narrow columns and sentences."""
        short = self.short_name if reads_chinese() else self.short_name_en
        return short or contracted(in_readers_language(self, "name"))

    @property
    def pinyin_keys(self) -> str:
        return joined_and_initials(self.pinyin)  # which an editor may have corrected

    def told_apart(self) -> str:
        return f"{super().told_apart()} · {self.get_tier_display()} · {self.slug}"


class Metric(NamedModel):
    """Something that is measured: what it is, in which canonical unit, which way is better."""

    definition = models.TextField(_("definition in Chinese"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    aliases = other_names()
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    quantity = models.CharField(_("quantity"), max_length=12, choices=Quantity)
    unit = UnitField(
        _("canonical unit"),
        help_text=_("Reported values are converted to this unit once, on saving."),
    )
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.NEITHER
    )
    applies_to = models.CharField(
        _("makes sense only for the tier"),
        max_length=12,
        choices=Tier,
        blank=True,
        help_text=_("Elsewhere its blanks are “not applicable”. Empty: for every tier."),
    )
    plausible_min = models.DecimalField(
        _("lowest plausible value"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    plausible_max = models.DecimalField(
        _("highest plausible value"), max_digits=24, decimal_places=4, null=True, blank=True
    )
    is_draft = draft_mark(db_default=False)
    search_text = SearchTextField(of=(*both("name"), "aliases", *both("definition"), "pinyin_keys"))

    objects = MetricQuerySet.as_manager()
    detail_url = "metrics:detail"
    told_to_forms = ("quantity",)

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["topic", "slug"]
        constraints = [
            one_of("topic", Topic),
            one_of("quantity", Quantity),
            one_of("direction", Direction),
            one_of("applies_to", Tier, or_blank=True),
            not_blank("name", _("Give the name of the metric in Chinese.")),
            not_blank("definition", _("Say in Chinese what the metric measures.")),
            not_blank("unit", _("Choose a unit that is offered.")),
            models.CheckConstraint(
                condition=Q(plausible_min__isnull=True)
                | Q(plausible_max__isnull=True)
                | Q(plausible_min__lte=models.F("plausible_max")),
                name="zones_metric_plausible_range",
                violation_error_message=_("The lowest plausible value is above the highest."),
            ),
        ]

    def told_apart(self) -> str:
        return " · ".join(filter(None, [str(self), UNITS[self.unit].name]))


class Observation(CitedModel, ReportedValue, Limits):
    """A figure that a source reports about a zone, with everything that limits it.

    `part_of` is its total. Values of two sources for one thing are both kept and ranked.
    """

    zone = models.ForeignKey(
        Zone, on_delete=models.CASCADE, related_name="observations", verbose_name=_("zone")
    )
    metric = models.ForeignKey(
        Metric,
        on_delete=models.PROTECT,
        related_name="observations",
        verbose_name=_("metric"),
        db_index=False,  # the index of metric and source serves
    )
    # By name, as the reforms app is above this one (decision 23).
    reform = models.ForeignKey(
        "reforms.Reform",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("outcome of the reform"),
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of the total"),
    )
    value_high = models.DecimalField(
        _("upper value as reported"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Of a range: 3 for 2—3个月, with 2 as the value."),
    )
    canonical_high = CanonicalValueField(of="value_high")
    scope = models.ForeignKey(
        Scope,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        verbose_name=_("scope"),
        help_text=_("What the figure covers. Empty: what the metric's definition says."),
    )
    rank = models.CharField(
        _("rank"),
        max_length=12,
        choices=Rank,
        default=Rank.NORMAL,
        help_text=_("Only where two sources disagree."),
    )
    rank_reason = models.CharField(_("reason for the rank, Chinese"), max_length=200, blank=True)
    rank_reason_en = models.CharField(_("reason for the rank, English"), max_length=200, blank=True)
    note = models.TextField(_("note in Chinese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)

    objects = ObservationQuerySet.as_manager()
    detail_url = "figures:detail"
    waits_for = ("zone", "reform", "part_of")
    belongs_to = "zone"
    named_after = told_by = ("zone", "metric")

    @classmethod
    def doubts_about(cls, records, known=None):
        return about_figures(records)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["slug"]
        indexes = [
            # Home and the lists subtract drafts from counts.
            models.Index(fields=["id"], name="zones_observation_draft", condition=Q(is_draft=True)),
            # The glossary: sources that report a metric. Serves the metric alone too.
            models.Index(fields=["metric", "source"], name="zones_observation_by_metric"),
            # A metric's page: what may be ranked together, and of which zones.
            models.Index(fields=["metric", *LIMITS, "zone"], name="zones_observation_by_limits"),
            *gaps("zones_observation", "detail", "note", "rank_reason", "value_text"),
        ]
        constraints = [
            one_of("bound", Bound),
            one_of("rank", Rank),
            *Limits.rules(),
            short_quote(),
            number_has_unit(),
            number_fits(),
            range_ascends(),
            models.CheckConstraint(
                condition=Q(value__isnull=False, value_text="")
                | (Q(value__isnull=True) & ~Q(value_text="")),
                name="zones_observation_number_or_words",
                violation_error_message=_(
                    "Give the value as a number with its unit, or in words where the source "
                    "prints no number; not both."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rank=Rank.NORMAL) | ~Q(rank_reason=""),
                name="zones_observation_rank_has_reason",
                violation_error_message=_("Say why this value is preferred or deprecated."),
            ),
            models.UniqueConstraint(
                # Null scopes would each count as another one.
                *(name for name in ONE_THING if name != "scope"),
                Coalesce("scope", 0),
                "source",
                name="zones_observation_once_in_source",
                violation_error_message=_(
                    "This source already has a figure for this zone, metric, period, scope and "
                    "all else that limits it. Change that one, or say in the detail what differs."
                ),
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=models.F("id")),
                name="zones_observation_not_its_own_part",
                violation_error_message=_("A figure cannot be a part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} · {self.metric}"

    def told_apart(self) -> str:
        return " · ".join(filter(None, [str(self), self.as_printed, self.period]))

    @property
    def as_printed(self) -> str:
        """Its number or range with the unit, or its words, as the source prints them."""
        if self.value is None:
            return self.value_text
        return printed(self.value, self.unit, self.value_high)

    def words_for_slug(self) -> str:
        return f"{self.zone.slug} {self.metric.slug} {self.period}"

    def clean(self) -> None:
        super().clean()
        if self.reform_id and self.zone_id and self.reform.zone_id != self.zone_id:
            raise ValidationError({"reform": _("That reform belongs to another zone.")})
        if self.part_of_id and self.zone_id and self.part_of.zone_id != self.zone_id:
            raise ValidationError({"part_of": _("That total belongs to another zone.")})
        if self.scope_id and self.metric_id and self.scope.metric_id != self.metric_id:
            message = _(
                "“%(scope)s” is a scope of “%(metric)s”: choose one of this metric, or none."
            )
            words = {"scope": self.scope, "metric": self.scope.metric}
            raise ValidationError({"scope": message % words})
