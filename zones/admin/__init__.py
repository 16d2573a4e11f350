"""The admin of provinces, zones, metrics and figures."""

from zones.admin.figures import (
    ObservationAdmin,
    ObservationForm,
    ReportedValueForm,
    ReportedValueMixin,
    warn_of_other_values,
    with_unit,
)
from zones.admin.metrics import MetricAdmin
from zones.admin.pasted import PastedForm, PastedMixin
from zones.admin.places import NOTE, ProvinceAdmin, ZoneAdmin

__all__ = [
    "NOTE",
    "MetricAdmin",
    "ObservationAdmin",
    "ObservationForm",
    "PastedForm",
    "PastedMixin",
    "ProvinceAdmin",
    "ReportedValueForm",
    "ReportedValueMixin",
    "ZoneAdmin",
    "warn_of_other_values",
    "with_unit",
]
