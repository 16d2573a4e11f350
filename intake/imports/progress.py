"""Long work in a request: a progress page without scripts.

The work is a generator that owns its transaction: a disconnect closes it and rolls back.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.web.crowds import held, imports
from history.reverting import RefusedError

PATIENCE = 2.0  # seconds before the progress page starts
BETWEEN_LINES = 1.0
MARK = "<!-- progress -->"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """Success: the message, and the page to go to."""

    message: str
    address: str


def _apart(steps: Iterator[str | Done]) -> Iterator[str | Done]:
    """Runs the steps in their own context: their units of work are not the request's."""
    context = copy_context()
    try:
        while (step := context.run(next, steps, None)) is not None:
            yield step
    finally:
        context.run(steps.close)


def respond(
    request: HttpRequest,
    steps: Iterator[str | Done],
    context: dict,
    *,
    back: str,
    refused: Callable[[str], HttpResponseBase],
) -> HttpResponseBase:
    """Do the work: a redirect if quick, else a progress page.

    `steps` yields lines, "" while it waits, then Done, or raises RefusedError. Before the page has
    begun, `refused` answers that; afterwards the page shows it and links `back`. One such work for
    each process.
    """
    if not imports.take():
        return refused(_("Another file is being worked on at this moment. Try again in a minute."))
    response = None
    try:
        work = _apart(steps)
        lines, ends = [], time.monotonic() + PATIENCE
        for step in work:
            if isinstance(step, Done):
                messages.success(request, step.message)
                return HttpResponseRedirect(step.address)
            lines = [_line(step)] if step else lines
            if time.monotonic() > ends:
                break
        page = render_to_string("admin/imports/progress.html", {**context, "mark": MARK}, request)
        response = StreamingHttpResponse(held(_page(page, lines, work, back), imports))
        response["X-Accel-Buffering"] = "no"  # disables proxy buffering
        return response
    except RefusedError as error:
        return refused(str(error))
    finally:
        if response is None:
            imports.leave()


def _page(page: str, lines: list[str], work: Iterator[str | Done], back: str) -> Iterator[str]:
    before, after = page.split(MARK)
    last = time.monotonic()
    try:
        yield before
        yield from lines
        for step in work:
            if isinstance(step, Done):
                yield _end(step.message, step.address, "progress-done", "go")
            elif time.monotonic() > last + BETWEEN_LINES:
                last = time.monotonic()
                yield _line(step) if step else "\n"  # a reader who has left is noticed
    except RefusedError as error:
        yield _end(str(error), back)
    except Exception:
        logger.exception("long work failed")
        yield _end(_("The work failed; nothing was written."), back)
    finally:
        work.close()
    yield after


def _line(step: str) -> str:
    return format_html("<li>{}</li>\n", step)


def _end(message: str, address: str, style: str = "progress-refused", then: str = "stay") -> str:
    line = '<li class="{}"><strong>{}</strong> <a href="{}" data-next="{}">{}</a></li>\n'
    return format_html(line, style, message, address, then, _("Go on"))
