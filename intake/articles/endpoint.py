"""The language model that the owner names, if any: one question, one answer.

Any endpoint that speaks the OpenAI chat protocol, on this machine or elsewhere. Without
`PROPOSER_URL` nothing is ever sent.
"""

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils.translation import gettext as _

PATIENCE = 60.0  # seconds for a whole answer
PIECE = 16_384
LONGEST_ANSWER = 1_000_000  # bytes


class NoAnswerError(Exception):
    """No answer that can be used; says why in a sentence."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would carry the key and the text to another host."""

    def redirect_request(self, *_args, **_kwargs):
        return None


@dataclass(frozen=True)
class Endpoint:
    url: str  # base address: …/v1
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """To whom texts are sent, without user names and passwords."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.hostname}{port}"

    def answer(self, instructions: str, text: str) -> str:
        """What the model says of a text. Raises NoAnswerError, at the latest after two PATIENCE."""
        question = {
            "model": self.model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": instructions},
                {"role": "user", "content": text},
            ],
        }
        try:
            said = json.loads(self._post(json.dumps(question).encode()))
            content = said["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise NoAnswerError(_("The model's answer is not in the chat protocol.")) from error
        if not isinstance(content, str):
            raise NoAnswerError(_("The model's answer is not in the chat protocol."))
        return content

    def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        address = f"{self.url.rstrip('/')}/chat/completions"
        request = Request(address, body, headers)  # noqa: S310, checked by `endpoint`
        until = time.monotonic() + PATIENCE
        try:
            with build_opener(_NoRedirects).open(request, timeout=PATIENCE) as answer:
                return _whole(answer, until)
        except HTTPError as error:
            error.close()
            words = _("The model's server refuses: %(status)s.")
            raise NoAnswerError(words % {"status": error.code}) from error
        except (URLError, HTTPException, OSError) as error:
            raise NoAnswerError(_("The model's server does not answer.")) from error


def _whole(answer, until: float) -> bytes:
    """The body, however slowly it comes, within a time and a size."""
    pieces, size = [], 0
    while piece := answer.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LONGEST_ANSWER:
            raise NoAnswerError(_("The model's answer is too long."))
        if time.monotonic() > until:
            raise NoAnswerError(_("The model's server does not answer."))
    if answer.length:  # less came than was announced
        raise NoAnswerError(_("The model's server does not answer."))
    return b"".join(pieces)


def endpoint() -> Endpoint | None:
    """The model of the settings; None if the owner named none."""
    if not (settings.PROPOSER_URL and settings.PROPOSER_MODEL):
        return None
    return Endpoint(settings.PROPOSER_URL, settings.PROPOSER_MODEL, settings.PROPOSER_KEY)
