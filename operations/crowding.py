"""Limits slow files and saves, so that threads are left for pages (decision 20)."""

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from core.web.crowds import CrowdedError, NotMadeError, Places, files, held, saves
from operations import faults
from operations.replicas import SAFE

SHORT = 2 * 2**20  # bytes of a file that is sent at once when no place is free

refusals = Places(1)  # refused forms that are shown back


class CrowdMiddleware:
    """Gives places to files and saves, or 503. Before all middleware that reads forms."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        end_connections_that_nobody_reads()
        if request.method in SAFE:
            return sent(request, self.get_response(request))
        place = next((one for one in (saves, refusals) if one.take()), None)
        if place is None:
            return busy(request)
        request.META[faults.CROWDED] = place is refusals
        try:
            response = self.get_response(request)
        except BaseException:
            place.leave()
            raise
        if response.streaming:
            return holding(response, place)
        place.leave()
        return response

    def process_exception(self, request: HttpRequest, error: Exception):
        if isinstance(error, NotMadeError):
            return refused(request, _("This file is being made now: ask for it in a minute."))
        return busy(request) if isinstance(error, CrowdedError) else None


def sent(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Gives a streamed response a place; without one, sends it at once if short, or refuses."""
    if not response.streaming:
        return response
    if files.take():
        return holding(response, files)
    if int(response.get("Content-Length", SHORT + 1)) > SHORT:
        response.close()
        return busy(request)
    response.streaming_content = [b"".join(response.streaming_content)]
    return response


def holding(response: StreamingHttpResponse, place: Places) -> StreamingHttpResponse:
    response.streaming_content = held(response.streaming_content, place)
    return response


def busy(request: HttpRequest) -> HttpResponseBase:
    if request.method in SAFE:
        sentence = _("Too many large files are being fetched at this moment: try again soon.")
        return refused(request, sentence)
    advice = _("Go back and send it again in a minute.")
    return refused(request, format_lazy("{} {}", faults.TOO_MANY_SAVE, advice))


def refused(request: HttpRequest, sentence: Promise) -> HttpResponseBase:
    with override(get_language_from_request(request, check_path=True)):
        return faults.answer(request, sentence)


@cache
def end_connections_that_nobody_reads() -> None:
    """Close connections whose reader takes nothing for UNREAD_SECONDS. Linux only.

    A socket option (server and WSGI have none): set on the listening socket, found among the open
    files, and inherited by its connections.
    """
    descriptors = Path("/proc/self/fd")
    if not hasattr(socket, "TCP_USER_TIMEOUT") or not descriptors.exists():
        return
    for path in descriptors.iterdir():
        with suppress(OSError):  # closed by now, or not of TCP
            if path.is_socket():
                with socket.socket(fileno=os.dup(int(path.name))) as copy:
                    if copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        milliseconds = settings.UNREAD_SECONDS * 1000
                        copy.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
