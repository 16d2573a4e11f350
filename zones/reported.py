"""Reported numbers, shared by figures and by targets of policies. No tables."""

from decimal import InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CanonicalValueField, UnitField
from core.language.units import UNITS, UnitMismatchError, canonical_unit, convert
from core.records.models import SluggedModel
from zones.choices import Bound
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
        """The unit of `canonical_value`. One query if the metric is not fetched."""
        return canonical_unit(self.unit, self.metric.unit)

    @classmethod
    def doubts_about(cls, records, known=None):
        return about_values(records)

    def clean(self) -> None:
        """Refuse a value that cannot be kept in a unit like the metric's. One query at most."""
        if self.value is None or self.metric_id is None or self.unit not in UNITS:
            return
        places = self._meta.get_field("canonical_value").decimal_places
        words = {"metric": self.metric, "unit": UNITS[self.metric.unit].symbol}
        try:
            round(convert(self.value, self.unit, self.canonical_unit), places)
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
