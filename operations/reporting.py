"""Unhandled errors to an error tracker that speaks Sentry's protocol, when SENTRY_DSN is set."""

from django.core.exceptions import ImproperlyConfigured


def without_personal_data(event: dict, _hint) -> dict:
    """Keep of the request its method and path, and the line of the log by its id."""
    request = event.get("request", {})
    kept = {name: request[name] for name in ("method", "url") if name in request}
    event.pop("user", None)
    return {**event, "request": kept} if request else event


def report_errors(address: str) -> None:
    """Send errors there, without personal data; nothing, and no import, for a blank address.

    SENTRY_ENVIRONMENT and SENTRY_RELEASE are read by the library itself. Raises
    ImproperlyConfigured when the library is not installed.
    """
    if not address:
        return
    try:
        import sentry_sdk  # noqa: PLC0415, an optional package
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set and sentry-sdk is not installed: "
            "pip install --require-hashes -r requirements-errors.txt"
        ) from error
    sentry_sdk.init(
        dsn=address,
        before_send=without_personal_data,
        include_local_variables=False,  # they hold whatever a form was sent
        max_request_body_size="never",
        auto_session_tracking=False,
        max_breadcrumbs=0,  # they would repeat log lines and queries
    )
