"""One logged-in browser: what it sends, byte for byte as ``autosave.js`` does."""

import json
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from itertools import cycle
from re import search
from urllib.parse import urlencode

HEAD = "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
POSTED = (
    "Accept: application/json\r\nX-Requested-With: fetch\r\n"
    "X-CSRFToken: {token}\r\nContent-Type: {kind}\r\nContent-Length: "
)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
#: What the crowd itself costs is taken from the server: both have the same two cores.
as_json = json.JSONEncoder(ensure_ascii=False).encode
#: One field of each of four sections in turn: a count, two amounts, a long text.
TYPED = {
    "access": ("connected_devices", "{n}"),
    "platform": ("data_volume", "{n}.25"),
    "effects": ("effect_statement", "设备停机减少 {n} 小时。本段为示例内容。" * 5),
    "operation": ("operating_revenue", "{n}.5"),
}


@dataclass
class Visitor:
    """Asks for one page, over and over."""

    cookie: str
    path: str

    def __post_init__(self) -> None:
        head = HEAD.format(method="GET", path=self.path, cookie=self.cookie)
        self.request = f"{head}\r\n".encode()

    def asks(self) -> bytes:
        return self.request

    def is_told(self, answer: bytes) -> None:
        pass


@dataclass
class Page:
    """A section as it is open in the browser; ``seen`` is what it knows to be saved."""

    head: str
    version: int
    seen: dict[str, str]
    field: str
    text: str
    needs_all: bool = False


class Clerk:
    """Fills in a dossier: a field here, a field there, each saved at once.

    ``unsaved``: how often all of the section was wanted instead; answered by 200, too.
    """

    def __init__(self, port: int, session: str, dossier: str) -> None:
        self.line = HTTPConnection("127.0.0.1", port)
        self.cookie = self.session = f"sessionid={session}"
        self.pages = [self._open(dossier, *each) for each in TYPED.items()]
        self.turns, self.count, self.typed = cycle(self.pages), 1000, ""
        self.unsaved = 0
        self.page = self.pages[0]

    def _open(self, dossier: str, section: str, typed: tuple[str, str]) -> Page:
        path = f"/dossiers/{dossier}/sections/{section}/"
        self.line.request("GET", path, headers={"Cookie": self.cookie})
        response = self.line.getresponse()
        html = response.read().decode()
        for name, value in response.getheaders():
            if name == "Set-Cookie" and value.startswith("csrftoken="):
                self.token = value.partition(";")[0].partition("=")[2]
                self.cookie = f"{self.session}; csrftoken={self.token}"
        version, seen = (
            search(rf'name="{name}" value="([^"]*)"', html)[1]
            for name in ("version", "seen")
        )
        held = json.loads(unescape(seen))
        head = HEAD.format(method="POST", path=f"{path}autosave/", cookie=self.cookie)
        return Page(head, int(version), held, *typed)

    def asks(self) -> bytes:
        """One field alone, or all of a section whose server asked for that."""
        if self.page.needs_all:
            return self._all()
        self.page = page = next(self.turns)
        self.count += 1
        self.typed = page.text.format(n=self.count)
        told = {
            "changed": page.field,
            "before": page.seen[page.field],
            "after": self.typed,
            "version": str(page.version),
        }
        return self._post(JSON, as_json(told))

    def _all(self) -> bytes:
        page = self.page
        own = {"csrfmiddlewaretoken": self.token, "version": str(page.version)}
        seen = {"seen": json.dumps(page.seen, ensure_ascii=False)}
        typed = page.seen | {page.field: self.typed}
        return self._post(FORM, urlencode(own | seen | typed))

    def _post(self, kind: str, text: str) -> bytes:
        body = text.encode()
        head = self.page.head + POSTED.format(token=self.token, kind=kind)
        return f"{head}{len(body)}\r\n\r\n".encode() + body

    def is_told(self, answer: bytes) -> None:
        if answer[9:12] != b"200":
            return
        told, page = json.loads(answer[answer.index(b"\r\n\r\n") + 4 :]), self.page
        page.needs_all = "whole" in told
        self.unsaved += page.needs_all
        if not page.needs_all:
            page.version = told["version"]
            if "now" in told:
                page.seen[page.field] = told["now"]
            else:
                page.seen = json.loads(told["seen"])
