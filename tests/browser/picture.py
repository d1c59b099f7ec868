"""A picture of a manual: whose page, and what is to be seen on it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Picture:
    """``who`` looks at ``path``; ``do`` brings the page to what is to be seen."""

    name: str
    who: str
    path: str
    height: int = 760
    do: Callable[[Page], None] = lambda page: None
