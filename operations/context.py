"""What every page says while nothing can be saved."""

from django.utils.functional import SimpleLazyObject

from operations import replicas


def read_only(request) -> dict:
    """Whether the page is read from a replica because the primary is gone, and of when it is.

    No query while all is well; one where the page shows the time.
    """
    is_read_only = request.META.get(replicas.READ_ONLY, False)
    data_as_of = SimpleLazyObject(replicas.data_as_of) if is_read_only else None
    return {"is_read_only": is_read_only, "data_as_of": data_as_of}
