"""Every import goes down a floor or stays in its room; the rules know no framework."""

import sys

import pytest

from tests.house.tree import ROOT, code_files, every_module, frameworks, imports
from tests.house.tree import module_of as name_of

#: From the ground up. Rooms that share a line do not know each other.
FLOORS = [
    ["portal.rules"],
    ["portal.guides", "portal.env"],
    ["portal.models"],
    ["portal"],
    ["applications.models"],
    ["applications.facts", "applications.access"],
    ["applications.wording"],
    ["applications.presentation"],
    ["applications.exports"],
    ["applications.actions"],
    ["applications.forms"],
    ["applications"],
    ["scoring.models"],
    ["scoring.facts", "scoring.access", "scoring.matching"],
    ["scoring.exports"],
    ["scoring.actions", "scoring.forms"],
    ["scoring"],
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room(module: str) -> str:
    return max((r for r in FLOOR if f"{module}.".startswith(f"{r}.")), key=len)


@pytest.mark.parametrize("file", code_files(), ids=name_of)
def test_imports_never_go_up(file):
    here = room(name_of(file))
    for other in imports(file):
        there = room(other)
        assert there == here or FLOOR[there] < FLOOR[here], f"{file} -> {other}"


@pytest.mark.parametrize("file", code_files(), ids=name_of)
def test_the_rules_know_the_standard_library_and_themselves(file):
    if not name_of(file).startswith("portal.rules"):
        return
    assert frameworks(file) <= sys.stdlib_module_names | {"portal"}
    assert all(name.startswith("portal.rules") for name in imports(file))


def test_every_room_of_the_plan_is_there():
    assert {room(module) for module in every_module()} == set(FLOOR)


def test_the_top_level_holds_what_was_agreed():
    agreed = {
        *("manage.py", "pyproject.toml", "portal", "applications", "scoring"),
        *("templates", "static", "tests", "README.md", "CONTRIBUTING.md"),
        *("CHANGELOG.md", "bin", "docs", "deploy"),
    }
    shown = {entry.name for entry in ROOT.iterdir() if entry.name[0] != "."}
    assert shown - {"var", "__pycache__"} <= agreed
