"""Follows whatever an answer leads to, and reads all that it says."""

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlencode

from django.http import HttpResponseBase

from tests.files.said import pieces, stands_in
from tests.house.knocking import Knocker, rows

LINK = re.compile(r"""(?:href|src|action|formaction|data-[a-z-]+|Location)['"]?[=:]\s*
                      ['"](/[^"'#]*)""", re.VERBOSE)  # fmt: skip
ABSOLUTE = re.compile(
    r"https?://(?:testserver|localhost:\d+|127\.0\.0\.1:\d+)(/[^\s\"'<]*)"
)
QUOTED = re.compile(r'"(/[a-z][^"\s<]*)"')
ASKING = re.compile(r'<form(?=[^>]*method="get")[^>]*>.*?</form>', re.DOTALL)
ACTION = re.compile(r'^<form[^>]*action="([^"]*)"')
NAME = re.compile(r'<(?:input|select)[^>]*name="([^"]+)"')
ELSEWHERE = ("/static/", "/accounts/")
#: Part of a name that is no trace by itself, so that no echo of it counts as a find.
SOUGHT = "智造"
MOST = 1500


@dataclass(frozen=True)
class Answer:
    """Where it came from, and all of it: status line, heads, body."""

    address: str
    status: int
    heads: str
    body: bytes

    def places_of(self, word: str) -> Iterator[tuple[str, str]]:
        """(place, around it) wherever the word stands, however it is written."""
        for place, piece in self.pieces:
            if stands_in(word, piece):
                yield place, _around(word, piece.decode(errors="ignore"))
        for place, text in self.readings.items():
            if word in text:
                yield place, _around(word, text)

    @cached_property
    def pieces(self) -> list[tuple[str, bytes]]:
        return list(pieces(self.body))

    @cached_property
    def readings(self) -> dict[str, str]:
        """Heads, and the body with what stands for characters turned into them."""
        is_text = b"\0" not in self.body[:1000]
        text = self.body.decode(errors="ignore") if is_text else ""
        return {
            "heads": unquote(self.heads),
            "unescaped": unquote(html.unescape(text)) if "&" in text else "",
            "JSON": re.sub(r"\\u([0-9a-f]{4})", _character, text),
        }

    def leads(self) -> Iterator[str]:
        text = html.unescape(self.body.decode(errors="ignore"))
        for pattern in (LINK, ABSOLUTE, QUOTED):
            yield from pattern.findall(f"{self.heads}\n{text}")
        for form in ASKING.findall(text):
            target = ACTION.match(form)
            names = dict.fromkeys(NAME.findall(form), SOUGHT)
            path = target[1] if target and target[1] else self.address.partition("?")[0]
            yield f"{path}?{urlencode(names)}"
            yield from (f"{path}?{urlencode({name: SOUGHT})}" for name in names)


def _around(word: str, text: str) -> str:
    at = max(text.find(word), 0)
    return " ".join(text[max(at - 40, 0) : at + 40].split())


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def crawl(knock: Knocker, who: str, starts: Iterable[str]) -> dict[str, Answer]:
    """Every answer that can be had by following addresses, each once."""
    found: dict[str, Answer] = {}
    due = list(starts)
    while due:
        address = due.pop().partition("#")[0]
        if address in found or address.startswith(ELSEWHERE):
            continue
        assert len(found) < MOST, "the crawler does not come to an end"
        found[address] = ask(knock, who, "GET", address)
        due += [each for each in found[address].leads() if each.startswith("/")]
    return found


def ask(knock: Knocker, who: str, method: str, address: str) -> Answer:
    with knock(who, method, address) as response:
        heads = "\n".join(f"{k}: {v}" for k, v in response.headers.items())
        body = _body(response)
    return Answer(address, response.status_code, heads, body)


def _body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return bytes(response.given)
    return bytes(response.content)


def everything(knock: Knocker, who: str) -> list[Answer]:
    """All that somebody is answered: from the front page on, at every door there is
    with every key there is, and to what is posted there."""
    starts = ["/", *(knock.url(row) for row in rows("GET"))]
    posted = [ask(knock, who, "POST", knock.url(row)) for row in rows("POST")]
    return [*crawl(knock, who, starts).values(), *posted]


def leaks(answers: Iterable[Answer], words: Collection[str]) -> list[str]:
    """Where one of the words stands: address, place, word, and what is around it."""
    return [
        f"{answer.address} [{place}] {word}: …{around}…"
        for answer in answers
        for word in words
        for place, around in answer.places_of(word)
    ]
