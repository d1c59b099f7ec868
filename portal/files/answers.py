"""What is said about a file that somebody wants to hand in."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Why a file is refused; stable, for logs and tests, never shown to people."""

    NAME = "E-FILE-NAME"
    TYPE = "E-FILE-TYPE"
    CONTENT = "E-FILE-EXT"  # the content is not what the ending says
    EMPTY = "E-FILE-EMPTY"
    SIZE = "E-FILE-SIZE"
    ENCRYPTED = "E-FILE-ENC"
    ACTIVE = "E-FILE-ACTIVE"
    MIXED = "E-FILE-MIXED"
    BROKEN = "E-FILE-BROKEN"
    BOMB = "E-FILE-BOMB"
    PAGES = "E-FILE-PAGES"
    PIXELS = "E-FILE-PIXELS"
    VIRUS = "E-FILE-VIRUS"
    TWICE = "E-FILE-TWICE"
    FULL = "E-FILE-FULL"


@dataclass(frozen=True, slots=True)
class Accepted:
    """May be kept under ``name``; ``pages`` is 0 for what has no pages to show."""

    name: str
    content_type: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """``message`` names the file, the rule and the remedy."""

    code: Code
    message: str


class Unfit(Exception):
    """Raised on the way: what is wrong and what helps, the file yet to be named."""

    def __init__(self, code: Code, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.code, self.reason, self.remedy = code, reason, remedy

    def of(self, name: str) -> Refused:
        return Refused(self.code, f"“{name}”{self.reason}{self.remedy}")
