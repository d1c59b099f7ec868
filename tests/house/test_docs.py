"""The papers keep up with the code: environment, dependencies, commands."""

import json
import re

import pytest

from tests.house.tree import ROOT

LOCK = ROOT / "bin" / "lock"
FROM_ENV = re.compile(r"""env\.(?:text|flag|items|folder)\(\s*["'](\w+)["']""")


def names_read() -> set[str]:
    code = (ROOT / "portal" / name for name in ("settings.py", "env.py"))
    found = {n for file in code for n in FROM_ENV.findall(file.read_text())}
    for script in ("run", "test", "setup"):
        text = (ROOT / "bin" / script).read_text()
        found.update(re.findall(r"\$\{([A-Z_]+):?-", text))
    return (found | {"SECRET_KEY", "PYTHON"}) - {"HOME"}


def asked_for() -> set[str]:
    lists = (LOCK / f"{name}.in" for name in ("requirements", "requirements-test"))
    lines = [line for file in lists for line in file.read_text().splitlines()]
    return {m[0] for line in lines if (m := re.match(r"[a-z0-9][a-z0-9-]*", line))}


@pytest.mark.parametrize("name", sorted(names_read()))
def test_each_name_of_the_environment_is_explained(name):
    assert f"`{name}`" in (ROOT / "docs" / "operations.md").read_text()


def test_each_dependency_says_what_it_is_for_and_no_other_is_named():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    python, _ = page.split("## Tools of the set-up")
    named = set(re.findall(r"^\| `([\w-]+)`", python, re.MULTILINE))
    assert named == asked_for()


def test_each_dependency_is_locked_with_its_hashes():
    for name in ("requirements", "requirements-test"):
        text = (LOCK / f"{name}.txt").read_text()
        pinned = re.findall(r"^[\w.-]+==\S+(?: ;[^\\\n]+)? \\\n +--hash", text, re.M)
        assert len(pinned) == len(re.findall(r"^[\w.-]+==", text, re.M)) > 0
        assert "://" not in text


def test_the_packages_from_npm_are_locked_without_a_host():
    text = (LOCK / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert all("integrity" in each for place, each in packages.items() if place)
    assert not [each for each in packages.values() if "resolved" in each]


def test_contributing_stays_short():
    lines = (ROOT / "CONTRIBUTING.md").read_text().splitlines()
    assert len(lines) <= 80
