"""How a round's lists are decided where officials have set nothing else."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "decision.toml"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def defaults() -> dict[str, Any]:
    """steps, notice_workdays, answer_workdays."""
    found = dict(_data()["defaults"])
    found["steps"] = list(found["steps"])
    return found


def step_bounds() -> tuple[int, int]:
    """The fewest and the most steps that a list may take."""
    bounds = _data()["bounds"]
    return bounds["fewest_steps"], bounds["most_steps"]


def most_notice_workdays() -> int:
    return int(_data()["bounds"]["most_notice_workdays"])


def most_answer_workdays() -> int:
    return int(_data()["bounds"]["most_answer_workdays"])
