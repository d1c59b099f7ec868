"""Fifty browsers in one process: each asks again as soon as it is answered."""

import select
import socket
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


class Browser(Protocol):
    def asks(self) -> bytes:
        """The next request, with its head."""

    def is_told(self, answer: bytes) -> None: ...


@dataclass(slots=True)
class Tally:
    """What came of one round of requests, or of several."""

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.taken, n=20)[-1] * 1000

    @property
    def refused(self) -> int:
        """All that is not a 2xx."""
        return sum(n for status, n in self.statuses.items() if status // 100 != 2)

    @property
    def broken(self) -> int:
        """5xx, and connections that ended without an answer."""
        return sum(n for s, n in self.statuses.items() if s // 100 in (0, 5))


@dataclass(slots=True)
class Call:
    browser: Browser
    line: socket.socket
    begun: float
    answer: bytes = b""


class Crowd:
    """All browsers at one server, which hangs up after each answer."""

    def __init__(self, port: int) -> None:
        self.address = ("127.0.0.1", port)
        self.poll = select.epoll()
        self.calls: dict[int, Call] = {}

    def storm(self, browsers: list[Browser], seconds: float) -> Tally:
        """Requests for so long; those under way at the end are waited for."""
        tally, begun = Tally(), time.perf_counter()
        for each in browsers:
            self._call(each)
        while self.calls:
            for number, _ in self.poll.poll(60):
                call = self.calls[number]
                if not self._is_over(call):
                    continue
                now = time.perf_counter()
                self._note(tally, call, now)
                if now - begun < seconds:
                    self._call(call.browser)
        tally.seconds = time.perf_counter() - begun
        return tally

    def _call(self, browser: Browser) -> None:
        line = socket.socket()
        request, begun = browser.asks(), time.perf_counter()
        line.connect(self.address)
        line.sendall(request)
        line.setblocking(False)
        self.calls[line.fileno()] = Call(browser, line, begun)
        self.poll.register(line, select.EPOLLIN)

    def _is_over(self, call: Call) -> bool:
        try:
            while part := call.line.recv(1 << 16):
                call.answer += part
        except BlockingIOError:
            return False
        except ConnectionError:
            pass
        return True

    def _note(self, tally: Tally, call: Call, now: float) -> None:
        del self.calls[call.line.fileno()]
        call.line.close()
        status = int(call.answer[9:12] or 0)
        tally.taken.append(now - call.begun)
        tally.statuses[status] += 1
        call.browser.is_told(call.answer)
