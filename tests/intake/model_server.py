"""A server that speaks the chat protocol, on this machine, and what it may do with a request."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """`behave`: what it does with a request."""

    daemon_threads = True

    def __init__(self, behave):
        self.behave, self.asked = behave, []
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_args):
        """Whoever asked has left: nothing to tell."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.server.behave(self)

    def log_message(self, *_args):
        pass


def says(text: str, status: int = 200, **headers):
    def behave(request) -> None:
        body = text.encode()
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


def answers(*contents: str):
    """Says these as the model's answers, one after the other, the last one again and again."""
    left = [*contents]

    def behave(request) -> None:
        content = left.pop(0) if len(left) > 1 else left[0]
        says(json.dumps({"choices": [{"message": {"content": content}}]}))(request)

    return behave
