"""A mail server of a few lines: it keeps what it is sent, or refuses, as told."""

import email
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.policy import default
from threading import Thread


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mails: list[Message] = []
        self.refuses: set[str] = set()  # addresses, "*" for all
        self.hangs_up_after: int | None = None  # so many mails
        self.talks = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.server.talks += 1
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA" and self.server.hangs_up_after == len(self.server.mails):
                return
            self.answer(verb, line)

    def answer(self, verb: str, line: str) -> None:
        if verb == "DATA":
            self.say("354 go on")
            self.server.mails.append(self.mail())
            self.say("250 kept")
        elif verb == "RCPT" and self.is_refused(line):
            self.say("451 4.3.0 try later")
        else:
            self.say("250 ok")

    def is_refused(self, line: str) -> bool:
        refused = self.server.refuses
        return "*" in refused or any(address in line for address in refused)

    def mail(self) -> Message:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return email.message_from_bytes(b"".join(lines), policy=default)


@contextmanager
def listening() -> Iterator[Sink]:
    with Sink() as sink:
        thread = Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
