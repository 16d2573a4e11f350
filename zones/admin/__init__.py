"""The forms of editors: provinces, zones and their lives; metrics and scopes; figures."""

from zones.admin import figures, metrics, zones

__all__ = ["figures", "metrics", "zones"]
