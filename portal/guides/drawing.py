"""Which fields of expertise make which category, and the usual rules of a draw."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "draw.toml"


@dataclass(frozen=True, slots=True)
class Category:
    """Experts of a kind; ``share`` in percent of a panel, ``minimum`` in seats."""

    id: str
    label: str
    share: int
    minimum: int
    words: tuple[str, ...]

    def has(self, field: str) -> bool:
        return any(word in field for word in self.words)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def categories() -> tuple[Category, ...]:
    """In the order of the file."""
    return tuple(
        Category(**{**each, "words": tuple(each["words"])})
        for each in _data()["category"]
    )


def categories_of(fields: Iterable[str]) -> frozenset[str]:
    """The ids of all categories to which one of these fields belongs."""
    fields = list(fields)
    return frozenset(
        each.id for each in categories() if any(each.has(field) for field in fields)
    )


def unsorted(fields: Iterable[str]) -> list[str]:
    """Fields of no category, sorted; who decides may see what counts for nothing."""
    return sorted({field for field in fields if not categories_of([field])})


def defaults() -> dict[str, Any]:
    """candidates, reserves, city_most, other_city, load_factor."""
    return dict(_data()["defaults"])
