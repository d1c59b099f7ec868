"""Which experts know an industry: their fields, and the areas that both belong to."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "fields.toml"


@dataclass(frozen=True, slots=True)
class Area:
    """Some fields of expertise and the divisions of industry that they know."""

    label: str
    words: tuple[str, ...]
    divisions: frozenset[str]


@cache
def areas() -> tuple[Area, ...]:
    """In the order of the file."""
    return tuple(
        Area(each["label"], tuple(each["words"]), frozenset(each["divisions"]))
        for each in tomllib.loads(FILE.read_text("utf-8"))["area"]
    )


def areas_of_fields(fields: Iterable[str]) -> frozenset[str]:
    """The labels of all areas to which one of these fields belongs."""
    fields = list(fields)
    return frozenset(
        each.label
        for each in areas()
        if any(word in field for word in each.words for field in fields)
    )


def areas_of_industry(industry: str) -> frozenset[str]:
    """Of “35 专用设备制造业”: those that list its division; none for no industry."""
    division = industry.partition(" ")[0]
    return frozenset(each.label for each in areas() if division in each.divisions)
