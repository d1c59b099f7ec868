"""What the guides say of libraries, and what a yearly report and its review ask."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "library.toml"
NATIONAL = "miit"


@dataclass(frozen=True, slots=True)
class Quote:
    """A guide's own words about its library, or about what is looked at later."""

    guide: str
    about: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One point of a yearly review: ``look`` says what is held against what."""

    id: str
    label: str
    look: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def quotes(guide: str = "") -> tuple[Quote, ...]:
    """All of them, or a guide's own and the national one's, in the file's order."""
    found = (Quote(**each) for each in _data()["quote"])
    return tuple(
        each
        for each in found
        if not guide or each.guide == guide or each.guide.startswith(f"{NATIONAL}/")
    )


def enters_reserve(guide: str, kind: str) -> bool:
    """Whether a guide puts this kind into the reserve; what it does not say is key."""
    return kind in _data()["reserve"].get(guide, ())


def promoted_into(guide: str) -> str:
    """The library of those promoted from the reserve; "" where none is named."""
    return str(_data()["promoted"].get(guide, ""))


def figures() -> tuple[str, ...]:
    """The metric ids that a yearly report asks for."""
    return tuple(_data()["report"]["figures"])


@cache
def checks() -> tuple[Check, ...]:
    return tuple(Check(**each) for each in _data()["check"])


def rectify_workdays() -> tuple[int, int]:
    """The usual term for putting things right, and the longest."""
    bounds = _data()["bounds"]
    return int(bounds["rectify_workdays"]), int(bounds["most_rectify_workdays"])


def remarkable_percent() -> Decimal:
    return Decimal(_data()["bounds"]["remarkable_percent"])
