"""What every template knows about the data."""

from django.utils.functional import SimpleLazyObject

from core.records import versions


def data_version(_request) -> dict:
    """`data_version` for pages that show it: its number and the time of the last change."""
    return {"data_version": SimpleLazyObject(versions.current)}
