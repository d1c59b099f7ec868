"""Finds words in a file's text, however their letters are set apart."""

import re
from collections.abc import Iterable

HIDDEN = "〔已隐去〕"


def strike(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, without regard to case, to spaces and to ends of lines."""
    spaced = (r"\s*".join(map(re.escape, "".join(word.split()))) for word in words)
    return re.compile("|".join(filter(None, spaced)) or r"(?!)", re.IGNORECASE)
