"""Provinces, development zones, the metrics that are reported of them, and the figures."""

from zones.models.figures import Metric, Observation, ReportedValue, number_has_unit
from zones.models.places import Province, Zone

__all__ = ["Metric", "Observation", "Province", "ReportedValue", "Zone", "number_has_unit"]
