"""A reader with a watch, who asks whether the last answer has come or not."""

import asyncio
import ssl
import time
from collections.abc import Callable

from scripts.check_port import HOST


class Watch:
    """Asks for two addresses at fixed moments, answered or not, each on a connection of its own.

    Whoever waited for one answer before asking again would not see how many others wait.
    """

    EVERY, GIVEN_UP = 0.025, 30  # seconds

    def __init__(self, port: int, page: str, *, tls: ssl.SSLContext | None = None):
        self.port, self.tls = port, tls
        self.seconds: dict[str, list[float]] = {"/healthz": [], page: []}
        self.failures: list[str] = []

    def look(self, seconds: float, is_over: Callable[[], bool] = lambda: False) -> "Watch":
        """So long at most, and no longer than `is_over` allows."""
        asyncio.run(self._look(seconds, is_over))
        return self

    async def _look(self, seconds: float, is_over: Callable[[], bool]) -> None:
        paths, began, tasks = list(self.seconds), time.perf_counter(), []
        for number in range(round(seconds / self.EVERY)):
            await asyncio.sleep(max(0, began + number * self.EVERY - time.perf_counter()))
            if is_over():
                break
            tasks.append(asyncio.create_task(self._ask(paths[number % len(paths)])))
        await asyncio.gather(*tasks)

    async def _ask(self, path: str) -> None:
        began, request = time.perf_counter(), f"GET {path} HTTP/1.1\r\nHost: zones.example\r\n"
        try:
            async with asyncio.timeout(self.GIVEN_UP):
                reader, writer = await asyncio.open_connection(HOST, self.port, ssl=self.tls)
                writer.write(f"{request}Connection: close\r\n\r\n".encode())
                answer = await reader.read()
                writer.close()
        except (OSError, TimeoutError) as error:
            answer = repr(error).encode()
        self.seconds[path].append(time.perf_counter() - began)
        if not answer.startswith(b"HTTP/1.1 200"):
            self.failures.append(f"{path}: {answer[:60]!r}")

    def all_but_one_of_100(self) -> float:
        """Seconds within which 99 of 100 were answered, at the slower address."""
        return max(sorted(each)[round(0.99 * (len(each) - 1))] for each in self.seconds.values())
