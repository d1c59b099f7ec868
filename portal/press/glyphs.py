"""What the press's fonts can show."""

from functools import cache
from unicodedata import category

from django.conf import settings
from fontTools.ttLib import TTFont


def missing_in(text: str) -> list[str]:
    """The characters of a text that no font has a glyph for, each once."""
    return sorted(set(text) - _covered())


@cache
def _covered() -> frozenset[str]:
    found = set("\n\t ")
    for file in sorted((settings.ASSETS_DIR / "fonts").glob("*.[ot]t[cf]")):
        with TTFont(file, fontNumber=0, lazy=True) as font:
            found.update(map(chr, font.getBestCmap()))
    # What a private code shows is each font's own affair: nobody's name.
    return frozenset(each for each in found if category(each) != "Co")
