"""The xlsx template of a guide and a kind of platform: written, read, never trusted."""

from portal.filing_book.layout import Layout, layout_of, layouts_of
from portal.filing_book.problems import Problem, Spoiled
from portal.filing_book.reading import Filed, read_book
from portal.filing_book.writing import AsTyped, write_book

__all__ = [
    "AsTyped",
    "Filed",
    "Layout",
    "Problem",
    "Spoiled",
    "layout_of",
    "layouts_of",
    "read_book",
    "write_book",
]
