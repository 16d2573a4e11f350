"""Provinces, development zones, metrics and figures."""

from zones.models.figures import (
    LARGEST,
    Metric,
    Observation,
    ReportedValue,
    number_fits,
    number_has_unit,
    outside_range,
)
from zones.models.places import Province, Zone

__all__ = [
    "LARGEST",
    "Metric",
    "Observation",
    "Province",
    "ReportedValue",
    "Zone",
    "number_fits",
    "number_has_unit",
    "outside_range",
]
