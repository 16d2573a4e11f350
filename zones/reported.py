"""Reported numbers, shared by figures and by targets of policies. No tables."""

from decimal import InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CanonicalValueField, EdtfBoundField, EdtfField, UnitField
from core.language.units import UNITS, UnitMismatchError, canonical_unit, convert
from core.records.models import SluggedModel, one_of
from zones.choices import Basis, Bound, GrowthBase, Prices, Realisation, Release, Status
from zones.doubts import about_values

LARGEST = 10**15  # above any reported figure in any unit


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

    @property
    def canonical_unit(self) -> str:
        """The unit of `canonical_value`; "" without a metric. A query if it is not fetched."""
        return canonical_unit(self.unit, self.metric.unit) if self.metric_id else ""

    @classmethod
    def doubts_about(cls, records, known=None):
        return about_values(records)

    def clean(self) -> None:
        """Refuse a value that cannot be kept in a unit like the metric's. One query at most."""
        if self.value is None or self.metric_id is None or self.unit not in UNITS:
            return
        places = self._meta.get_field("canonical_value").decimal_places
        words = {"metric": self.metric, "unit": UNITS[self.metric.unit].symbol}
        high = getattr(self, "value_high", None)
        if high is not None and high > LARGEST:
            message = _("The value is too large. Give it in a larger unit.")
            raise ValidationError({"value_high": message})
        try:
            for end in {self.value, high} - {None}:
                round(convert(end, self.unit, self.canonical_unit), places)
        except UnitMismatchError as error:
            message = _("%(error)s The metric “%(metric)s” is kept in %(unit)s.")
            raise ValidationError({"unit": message % {"error": error, **words}}) from error
        except InvalidOperation as error:
            message = _("This value is too large to be converted to %(unit)s.")
            raise ValidationError({"value": message % words}) from error


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


def range_ascends() -> models.CheckConstraint:
    """A constraint: an upper value has a lower one below it, and no bound besides."""
    return models.CheckConstraint(
        condition=Q(value_high__isnull=True)
        | Q(
            value__isnull=False,  # or the comparison would be unknown, which is allowed
            value__lt=models.F("value_high"),
            bound__in=[Bound.EXACTLY, Bound.ABOUT],
        ),
        name="%(app_label)s_%(class)s_range_ascends",
        violation_error_message=_(
            "A range has a lower and a higher value, and no “at least” or “at most”."
        ),
    )


class Limits(models.Model):
    """What limits a figure: its time, the kind of statement, and what it is measured in."""

    period = EdtfField(_("period"))
    period_earliest = EdtfBoundField(of="period", side="earliest")
    period_latest = EdtfBoundField(of="period", side="latest")
    basis = models.CharField(_("basis"), max_length=14, choices=Basis, default=Basis.NOT_STATED)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTUAL)
    # The columns are called as before scopes had records (decision 28).
    detail = models.CharField(
        _("detail in Chinese"),
        db_column="scope",
        max_length=200,
        blank=True,
        help_text=_("What is singular to this figure: a company, one plot, two projects."),
    )
    detail_en = models.CharField(
        _("detail in English"), db_column="scope_en", max_length=250, blank=True
    )
    growth_base = models.CharField(
        _("compared with"),
        max_length=13,
        choices=GrowthBase,
        default=GrowthBase.NOT_STATED,
        db_default=GrowthBase.NOT_STATED,
        help_text=_("Of growth. 同比: a year before. 环比: the period before."),
    )
    base_period = EdtfField(
        _("base year"),
        default="",
        db_default="",
        help_text=_("The year that growth is counted from, or whose constant prices are used."),
    )
    prices = models.CharField(
        _("prices"),
        max_length=10,
        choices=Prices,
        default=Prices.NOT_STATED,
        db_default=Prices.NOT_STATED,
        help_text=_("Of money and growth. 可比价, 不变价: constant. 现价, 名义: current."),
    )
    realisation = models.CharField(
        _("how far come true"),
        max_length=10,
        choices=Realisation,
        default=Realisation.NOT_STATED,
        db_default=Realisation.NOT_STATED,
        help_text=_("合同, 协议, 签约: contracted. 到位, 实际使用: paid in. 规划: planned."),
    )
    release = models.CharField(
        _("release"),
        max_length=11,
        choices=Release,
        default=Release.NOT_STATED,
        db_default=Release.NOT_STATED,
        help_text=_("初步核算, 快报: preliminary. 修订: revised. 最终核实: final."),
    )

    class Meta:
        abstract = True

    @staticmethod
    def rules() -> list[models.CheckConstraint]:
        """Constraints: enumerated values, and a base year only where there is something to base."""
        return [
            one_of("basis", Basis),
            one_of("status", Status),
            one_of("growth_base", GrowthBase),
            one_of("prices", Prices),
            one_of("realisation", Realisation),
            one_of("release", Release),
            models.CheckConstraint(
                condition=Q(growth_base=GrowthBase.NAMED_PERIOD, base_period__gt="")
                | ~Q(growth_base=GrowthBase.NAMED_PERIOD)
                & (Q(base_period="") | Q(prices=Prices.CONSTANT)),
                name="zones_observation_base_named",
                violation_error_message=_(
                    "Give the base year of growth since a named year, or of constant prices; "
                    "elsewhere leave it empty."
                ),
            ),
        ]
