"""Metrics and figures."""

from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import CanonicalValueField, EdtfBoundField, EdtfField, SearchTextField, UnitField
from core.language import formatting, units
from core.records.doubts import OUT_OF_RANGE, Doubt
from core.records.models import NamedModel, SluggedModel, not_blank, one_of, short_quote
from sources.models import CitedModel
from zones.choices import Basis, Bound, Direction, Quantity, Rank, Status, Tier, Topic
from zones.models.places import Zone
from zones.querysets import MetricQuerySet, ObservationQuerySet

LARGEST = 10**15  # above any reported figure in any unit


class Metric(NamedModel):
    """Something that is measured: what it is, in which canonical unit, which way is better."""

    definition = models.TextField(_("definition in Chinese"))
    definition_en = models.TextField(_("definition in English"), blank=True)
    aliases = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Other names in use, in either language, separated by 、."),
    )
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
    search_text = SearchTextField(of=("name", "name_en", "aliases", "definition", "definition_en"))

    objects = MetricQuerySet.as_manager()
    detail_url = "metrics:detail"

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["topic", "slug"]
        constraints = [
            one_of("topic", Topic),
            one_of("quantity", Quantity),
            one_of("direction", Direction),
            models.CheckConstraint(
                condition=Q(applies_to__in=["", *Tier.values]),
                name="zones_metric_applies_to_known",
                violation_error_message=_("Choose one of the values offered."),
            ),
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

    def finds_plausible(self, value: Decimal) -> bool:
        """Whether a value in the canonical unit is in the range, if there is one."""
        low, high = self.plausible_min, self.plausible_max
        return (low is None or value >= low) and (high is None or value <= high)


def outside_range() -> Q:
    """The condition for rows of reported values outside the range of their metric."""
    return Q(canonical_value__lt=F("metric__plausible_min")) | Q(
        canonical_value__gt=F("metric__plausible_max")
    )


class ReportedValue(SluggedModel):
    """A number as its source prints it: value, unit and bound, or words where it has none."""

    value = models.DecimalField(
        _("value as reported"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-LARGEST), MaxValueValidator(LARGEST)],
        help_text=_("The number as printed, in the printed unit: 1604.9 for 1604.9亿元."),
    )
    unit = UnitField(_("unit as reported"), blank=True)
    bound = models.CharField(
        _("bound"),
        max_length=10,
        choices=Bound,
        default=Bound.EXACTLY,
        help_text=_("以上: at least. 余: over. 约, 左右: about."),
    )
    value_text = models.CharField(
        _("value in words, Chinese"),
        max_length=40,
        blank=True,
        help_text=_("Only where the source gives no number: 数十."),
    )
    value_text_en = models.CharField(_("value in words, English"), max_length=60, blank=True)
    canonical_value = CanonicalValueField()

    class Meta:
        abstract = True

    @classmethod
    def doubts_about(cls, records, known=None):
        """Values outside their metric's plausible range. No query if metrics are fetched."""
        return [[*record.doubts_about_value()] for record in records]

    def doubts_about_value(self) -> Iterator[Doubt]:
        field = self._meta.get_field("canonical_value")
        value = field.derive(self)
        if value is None or self.metric.finds_plausible(value):
            return
        unit = self.metric.unit
        low, high = self.metric.plausible_min, self.metric.plausible_max
        words = {
            "value": formatting.printed(value, unit),
            "metric": self.metric,
            "low": "…" if low is None else formatting.printed(low, unit),
            "high": "…" if high is None else formatting.printed(high, unit),
        }
        yield Doubt(
            OUT_OF_RANGE,
            f"{value.normalize():f}",
            ("value", "unit", "metric"),
            _("%(value)s is outside what is plausible for “%(metric)s” (%(low)s to %(high)s).")
            % words,
        )

    def clean_unit_against_metric(self) -> None:
        """Refuse a unit that cannot be converted to the metric's own. One query at most."""
        if self.value is None or self.metric_id is None or self.unit not in units.UNITS:
            return
        try:
            units.convert(self.value, self.unit, self.metric.unit)
        except units.UnitMismatchError as error:
            raise ValidationError(
                {
                    "unit": _("%(error)s The metric “%(metric)s” is kept in %(unit)s.")
                    % {
                        "error": error,
                        "metric": self.metric,
                        "unit": units.UNITS[self.metric.unit].symbol,
                    }
                }
            ) from error


def number_fits() -> models.CheckConstraint:
    """A constraint: a number survives storage in either database unchanged."""
    return models.CheckConstraint(
        condition=(Q(value__isnull=True) | Q(value__range=(-LARGEST, LARGEST)))
        & (
            Q(canonical_value__isnull=True)
            | Q(canonical_value__range=(-1000 * LARGEST, 1000 * LARGEST))
        ),
        name="%(app_label)s_%(class)s_number_fits",
        violation_error_message=_("The value is too large. Give it in a larger unit."),
    )


def number_has_unit() -> models.CheckConstraint:
    """A constraint: a number has a unit."""
    return models.CheckConstraint(
        condition=Q(value__isnull=True, unit="") | (Q(value__isnull=False) & ~Q(unit="")),
        name="%(app_label)s_%(class)s_number_has_unit",
        violation_error_message=_("A value needs its unit, and a unit its value."),
    )


class Observation(CitedModel, ReportedValue):
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
    period = EdtfField(_("period"))
    period_earliest = EdtfBoundField(of="period", side="earliest")
    period_latest = EdtfBoundField(of="period", side="latest")
    basis = models.CharField(_("basis"), max_length=14, choices=Basis, default=Basis.NOT_STATED)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTUAL)
    scope = models.CharField(
        _("scope in Chinese"),
        max_length=200,
        blank=True,
        help_text=_("What exactly the figure covers: 从立项到施工许可."),
    )
    scope_en = models.CharField(_("scope in English"), max_length=250, blank=True)
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
    named_after = ("zone", "metric")

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["slug"]
        indexes = [
            # Home and the lists subtract drafts from counts.
            models.Index(fields=["id"], name="zones_observation_draft", condition=Q(is_draft=True)),
            # The glossary: sources that report a metric. Serves the metric alone too.
            models.Index(fields=["metric", "source"], name="zones_observation_by_metric"),
        ]
        constraints = [
            one_of("bound", Bound),
            one_of("basis", Basis),
            one_of("status", Status),
            one_of("rank", Rank),
            short_quote(),
            number_has_unit(),
            number_fits(),
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
                fields=["zone", "metric", "period", "basis", "status", "scope", "source"],
                name="zones_observation_once_per_source",
                violation_error_message=_(
                    "This source already has a figure for this zone, metric, period, basis, "
                    "status and scope. Change that one, or say in the scope what differs."
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

    def words_for_slug(self) -> str:
        return f"{self.zone.slug} {self.metric.slug} {self.period}"

    def clean(self) -> None:
        self.clean_unit_against_metric()
        if self.reform_id and self.zone_id and self.reform.zone_id != self.zone_id:
            raise ValidationError({"reform": _("That reform belongs to another zone.")})
        if self.part_of_id and self.zone_id and self.part_of.zone_id != self.zone_id:
            raise ValidationError({"part_of": _("That total belongs to another zone.")})
