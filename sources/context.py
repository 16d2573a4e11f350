"""What every template knows about the data."""

from django.utils.functional import SimpleLazyObject

from sources.models import DataVersion


def data_version(_request) -> dict:
    """The state of the data as `data_version`: its number and the time of the last change.

    One query, and only for pages that show it; None before anything was recorded.
    """
    return {"data_version": SimpleLazyObject(DataVersion.objects.filter(pk=1).first)}
