"""A small clamd: speaks INSTREAM on a loopback socket, finds EICAR, behaves as told."""

import socket
import struct
import threading
import time
from contextlib import suppress
from pathlib import Path

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Clamd:
    """``mood``: well, slow, garbage, silent, full or rude (hangs up in the middle)."""

    def __init__(self, mood: str = "well", path: Path | None = None) -> None:
        self.mood, self.heard = mood, []
        if path is None:
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        else:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.bind(str(path))
            self.socket.listen()
            self.address = str(path)
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Clamd":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # wakes the thread that waits for a caller
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        if self._read(line, 10) != b"zINSTREAM\0":
            line.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", self._read(line, 4))[0]:
            content += self._read(line, size)
            if self.mood == "full":
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            if self.mood == "rude":
                return
        self.heard.append(content)
        self._answer(line, content)

    def _answer(self, line: socket.socket, content: bytes) -> None:
        match self.mood:
            case "slow":
                time.sleep(1)
            case "silent":
                return
            case "garbage":
                line.sendall(b"\xff\xfe HTTP/1.1 200 OK\r\n\r\n\0")
                return
        found = b"Eicar-Signature FOUND" if EICAR in content else b"OK"
        line.sendall(b"stream: " + found + b"\0")

    def _read(self, line: socket.socket, size: int) -> bytes:
        content = b""
        while len(content) < size:
            part = line.recv(size - len(content))
            if not part:
                raise OSError("hung up")
            content += part
        return content
