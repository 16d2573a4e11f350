"""A small client of the site's WSGI application, as a server calls it.

`python -m tests.operations.asking` reads requests as JSON from stdin, `[[method, path, fields,
cookies], ...]`, and prints their answers. The settings come from the environment.
"""

import io
import json
import sys
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults


def answered(application, method: str, path: str, fields: dict, cookies: dict) -> dict:
    body = urlencode(fields).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    said = []
    answer = application(environ, lambda status, headers, *error: said.append((status, headers)))
    text = b"".join(answer).decode(errors="replace")
    if hasattr(answer, "close"):
        answer.close()
    status, headers = said[0]
    sent = [value for name, value in headers if name == "Set-Cookie"]
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
    answers = [answered(application, *request) for request in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
