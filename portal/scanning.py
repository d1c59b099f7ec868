"""Files are read by a virus scanner: clamd's INSTREAM, over TCP or a local socket."""

import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096


class State(StrEnum):
    UNSCANNED = "unscanned"  # no scanner is configured
    PENDING = "pending"  # it did not answer, or nothing that can be understood
    CLEAN = "clean"
    INFECTED = "infected"


@dataclass(frozen=True, slots=True)
class Finding:
    """``note`` is what the scanner calls it, or why there is no answer."""

    state: State
    note: str = ""

    @property
    def is_final(self) -> bool:
        return self.state in {State.CLEAN, State.INFECTED}


def is_configured() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def scan(content: bytes) -> Finding:
    """What the scanner says; never raises, and takes SCAN_SECONDS at most."""
    if not is_configured():
        return Finding(State.UNSCANNED)
    until = time.monotonic() + settings.SCAN_SECONDS
    try:
        with _line(settings.CLAMAV_ADDRESS, until) as line:
            _send(line, content, until)
            return _understood(_answer(line, until))
    except (OSError, ValueError) as error:
        return Finding(State.PENDING, str(error)[:200])


def _line(address: str, until: float) -> socket.socket:
    """``/path`` or ``unix:/path`` is a local socket, ``host:port`` is TCP."""
    path = address.removeprefix("unix:")
    if not path.startswith("/"):
        host, _, port = address.removeprefix("tcp://").rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), _left(until))
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_left(until))
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _left(until: float) -> float:
    """Seconds; the whole scan has one limit, however slowly each part comes."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


def _send(line: socket.socket, content: bytes, until: float) -> None:
    try:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            line.settimeout(_left(until))
            line.sendall(struct.pack(">I", len(part)) + part)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has heard enough; its answer says why


def _answer(line: socket.socket, until: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        line.settimeout(_left(until))
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer


def _understood(answer: bytes) -> Finding:
    text = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    said = text.removeprefix("stream: ")
    if not answer.endswith(b"\0") or said == text:
        return Finding(State.PENDING, text[:200])
    if said == "OK":
        return Finding(State.CLEAN)
    if said.endswith(" FOUND"):
        return Finding(State.INFECTED, said.removesuffix(" FOUND")[:200])
    return Finding(State.PENDING, said[:200])
