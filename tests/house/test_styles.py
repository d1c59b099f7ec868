"""Style sheets: our own class names, and nothing that an office browser lacks."""

import re

import pytest

from tests.house.tree import ROOT

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
BANNED = [
    *(":has(", "color-mix(", "oklch(", "light-dark(", "@layer", "@container"),
    *("inset:", "translate:", "aspect-ratio", "popover"),
]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_nothing_is_used_that_old_browsers_lack(sheet):
    text = sheet.read_text()
    assert not [word for word in BANNED if word in text]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_nothing_is_fetched_from_elsewhere(sheet):
    assert not re.search(r"https?://|@import", sheet.read_text())
