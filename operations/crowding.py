"""Leaves threads for pages: limits slow files and waiting saves (decision 20)."""

import os
import socket
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from core.web.crowds import CrowdedError, Held, Places, files, saves
from operations import faults
from operations.replicas import SAFE

SHORT = 2 * 2**20  # bytes of a file that is sent at one go where no place is free for more

refusals = Places(1)  # forms that are shown back, since no place for saving was free


class CrowdMiddleware:
    """Gives places to files and saves; without a free one the answer is 503.

    Before every middleware that reads a form, since a browser may send it slowly. What was typed
    is shown back if there is a place for that.
    """

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
        return busy(request) if isinstance(error, CrowdedError) else None


def sent(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer; a streamed one takes a place, or is sent at once if short, or refused."""
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
    """The answer, which frees its place when it is closed."""
    response.streaming_content = Held(response.streaming_content, place)
    return response


def busy(request: HttpRequest) -> HttpResponseBase:
    """No place is free: come again in a few seconds."""
    with override(get_language_from_request(request, check_path=True)):
        if request.method in SAFE:
            sentence = _("Too many large files are being fetched at this moment: try again soon.")
        else:
            sentence = " ".join((faults.crowded(), _("Go back and send it again in a minute.")))
        return faults.answer(request, sentence)


@cache
def end_connections_that_nobody_reads() -> None:
    """Let the system end connections whose reader takes nothing for UNREAD_SECONDS.

    Neither the server nor WSGI has such a limit. The option is set on the listening socket, found
    among the open files, and holds for its later connections. Linux only.
    """
    descriptors = Path("/proc/self/fd")
    if not hasattr(socket, "TCP_USER_TIMEOUT") or not descriptors.exists():
        return
    for name in os.listdir(descriptors):
        try:
            copy = os.dup(int(name))
        except OSError:  # the listing's own, which is closed
            continue
        try:
            one = socket.socket(fileno=copy)
        except OSError:  # no socket; an open copy of a pipe would hide its end
            os.close(copy)
            continue
        with one:
            is_tcp = one.family in (socket.AF_INET, socket.AF_INET6)
            if is_tcp and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                milliseconds = settings.UNREAD_SECONDS * 1000
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
