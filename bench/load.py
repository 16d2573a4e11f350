"""Load client: requests addresses of a local server in turn, up to a limit.

`python -m bench.load PORT LIMIT UNIT` (seconds or answers) reads [path, headers] pairs as JSON from
stdin, keeps a few connections, and prints as JSON: answers by status, bytes, times.
"""

import json
import selectors
import socket
import sys
import time
from itertools import cycle

CONNECTIONS = 4
LONGEST = 60  # timeout of an answer, in seconds


def raw(path: str, headers: dict[str, str], port: int) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    def __init__(self, port: int):
        self.port = port
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        self.received, self.started = bytearray(), time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> tuple[int, int, float] | None:
        """Status, bytes and seconds of a complete answer, else None."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("The server has closed the connection.")
        self.received += piece
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end]).lower()
        status = int(head[9:12])
        if b"transfer-encoding: chunked" in head:
            is_whole = self.received.endswith(b"0\r\n\r\n")
        else:
            _before, found, after = head.partition(b"content-length:")
            length = int(after.split(b"\r\n")[0]) if found else 0
            is_whole = len(self.received) >= end + 4 + (0 if status == 304 else length)
        if not is_whole:
            return None
        return status, len(self.received), time.perf_counter() - self.started


def drive(port: int, requests: list[bytes], limit: float, unit: str) -> dict:
    """Send requests in turn up to the limit; those in progress still count."""
    waiting = selectors.DefaultSelector()
    following = cycle(requests)
    for _connection in range(CONNECTIONS):
        connection = Connection(port)
        connection.ask(next(following))
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
    began = time.perf_counter()
    statuses: dict[int, int] = {}
    times, size, is_over = [], 0, False
    while waiting.get_map():
        for key, _events in waiting.select(LONGEST):
            answer = key.data.take()
            if answer is None:
                continue
            statuses[answer[0]] = statuses.get(answer[0], 0) + 1
            size += answer[1]
            times.append(answer[2])
            so_far = len(times) if unit == "answers" else time.perf_counter() - began
            is_over = is_over or so_far >= limit
            if is_over:
                waiting.unregister(key.data.socket)
                key.data.socket.close()
            else:
                key.data.ask(next(following))
    taken = time.perf_counter() - began
    times.sort()
    return {
        "answers": len(times),
        "per second": len(times) / taken,
        "statuses": statuses,
        "bytes each": size // len(times),
        "median ms": 1000 * times[len(times) // 2],
        "p99 ms": 1000 * times[len(times) * 99 // 100],
    }


def main(port: str, limit: str, unit: str) -> None:
    asked = [raw(path, headers, int(port)) for path, headers in json.load(sys.stdin)]
    print(json.dumps(drive(int(port), asked, float(limit), unit)))


if __name__ == "__main__":
    main(*sys.argv[1:])
