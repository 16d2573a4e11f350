"""Unhandled errors to a Sentry-compatible tracker, if SENTRY_DSN is set."""

from django.core.exceptions import ImproperlyConfigured


def without_personal_data(event: dict, _hint) -> dict:
    """Keep only method and path of the request, and its id in the log."""
    request = event.get("request", {})
    kept = {name: request[name] for name in ("method", "url") if name in request}
    event.pop("user", None)
    return {**event, "request": kept} if request else event


def report_errors(address: str) -> None:
    """Send errors there, without personal data; a blank address does nothing.

    Raises ImproperlyConfigured without the library, which reads SENTRY_ENVIRONMENT, SENTRY_RELEASE.
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
        include_local_variables=False,  # they hold form data
        max_request_body_size="never",
        auto_session_tracking=False,
        max_breadcrumbs=0,  # they would repeat log lines and queries
    )
