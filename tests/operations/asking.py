"""A small client of the site's WSGI application, as a server calls it.

`python -m tests.operations.asking` reads requests as JSON from stdin, each the arguments of
`answered`, and prints their answers. The settings come from the environment; with BROKEN in it
`/readyz` fails with that message.
"""

import contextlib
import io
import json
import os
import sys
from unittest import mock
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults


def answered(
    application, path: str, method: str = "GET", fields=(), cookies=(), environ=()
) -> dict:
    body = urlencode(fields).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in dict(cookies).items()),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **dict(environ),
    }
    setup_testing_defaults(environ)
    said = []
    answer = application(environ, lambda status, headers, *error: said.append((status, headers)))
    text = b"".join(answer).decode(errors="replace")
    if hasattr(answer, "close"):
        answer.close()
    status, headers = said[0]
    sent = [value.strip() for name, value in headers if name == "Set-Cookie"]
    return {
        "status": int(status[:3]),
        "headers": dict(headers),
        "cookies": dict(each.partition(";")[0].split("=", 1) for each in sent),
        "text": text,
    }


def main() -> None:
    from config.wsgi import application  # noqa: PLC0415, the settings are read here
    from operations.replicas import watch  # noqa: PLC0415

    watch.look()
    with contextlib.ExitStack() as stack:
        if "BROKEN" in os.environ:
            error = RuntimeError(os.environ["BROKEN"])
            stack.enter_context(
                mock.patch("operations.health.MigrationExecutor", side_effect=error)
            )
        answers = [answered(application, **request) for request in json.load(sys.stdin)]
    if "sentry_sdk" in sys.modules:
        sys.modules["sentry_sdk"].flush(timeout=10)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
