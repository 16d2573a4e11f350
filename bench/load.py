"""Load client: several readers request addresses of a local server in turn, up to a limit.

`python -m bench.load PORT LIMIT UNIT [PAUSE]` (seconds or answers) reads [path, headers] pairs as
JSON from stdin and prints as JSON answers by status, bytes and times, also of each path. Without
a pause a reader keeps its connection and asks at once for more; with one it rests so many seconds
after each answer and comes back on a new connection, to any of the server's processes.
"""

import json
import selectors
import socket
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import cycle

READERS = 4
LONGEST = 60  # timeout of an answer, in seconds


def raw(path: str, headers: dict[str, str], port: int) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Reader:
    def __init__(self, port: int, following: Iterator[tuple[str, bytes]]):
        self.port, self.following, self.socket, self.due = port, following, None, 0.0

    def ask(self) -> None:
        self.path, request = next(self.following)
        self.received, self.started = bytearray(), time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)

    def leave(self) -> None:
        self.socket.close()
        self.socket = None

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


class Told:
    """What was answered."""

    def __init__(self):
        self.statuses, self.size, self.began = Counter(), 0, time.perf_counter()
        self.times: dict[str, list[float]] = defaultdict(list)

    def note(self, path: str, status: int, size: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.size += size
        self.times[path].append(seconds)

    def figures(self) -> dict:
        every = [seconds for times in self.times.values() for seconds in times]
        return {
            "answers": len(every),
            "per second": len(every) / (time.perf_counter() - self.began),
            "statuses": self.statuses,
            "bytes each": self.size // len(every),
            **{f"p{n} ms": milliseconds(every, n) for n in (50, 95, 99, 100)},
            "p95 ms of each": {path: milliseconds(each, 95) for path, each in self.times.items()},
        }


def milliseconds(times: list[float], percent: int) -> float:
    return 1000 * sorted(times)[(len(times) - 1) * percent // 100]


def drive(port: int, requests: list[tuple], limit: float, unit: str, pause: float = 0) -> dict:
    """Send requests in turn up to the limit; those in progress still count."""
    following, answers, is_over, told = cycle(requests), 0, False, Told()
    resting = [Reader(port, following) for _reader in range(READERS)]
    asking = selectors.DefaultSelector()
    while resting or asking.get_map():
        now = time.perf_counter()
        for reader in [reader for reader in resting if reader.due <= now]:
            resting.remove(reader)
            reader.ask()
            asking.register(reader.socket, selectors.EVENT_READ, reader)
        soonest = min((reader.due - now for reader in resting), default=LONGEST)
        for key, _events in asking.select(max(0, soonest)):
            reader = key.data
            answer = reader.take()
            if answer is None:
                continue
            told.note(reader.path, *answer)
            answers += 1
            asking.unregister(reader.socket)
            now = time.perf_counter()
            is_over = is_over or (answers if unit == "answers" else now - told.began) >= limit
            if pause or is_over:
                reader.leave()
            reader.due = now + pause
            resting.append(reader)
        if is_over:
            resting.clear()
    return told.figures()


def main(port: str, limit: str, unit: str, pause: str = "0") -> None:
    asked = [(path, raw(path, headers, int(port))) for path, headers in json.load(sys.stdin)]
    print(json.dumps(drive(int(port), asked, float(limit), unit, float(pause))))


if __name__ == "__main__":
    main(*sys.argv[1:])
