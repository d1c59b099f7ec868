"""A file without what is written about it (去属性副本): for who judges blind.

Author, company, title, place, camera, commenters and signatories go, and the words that
name the applicant where they stand as text, on pages and in cells. What a photo or a
scan shows stays: nobody reads it.
"""

from collections.abc import Sequence

from portal.files import apart
from portal.files.checking import SHEET, WORD

KINDS = {
    "application/pdf": "pdf",
    "image/jpeg": "pictures",
    "image/png": "pictures",
    SHEET: "office",
    WORD: "office",
    "video/mp4": "video",
}


class Unbared(Exception):
    """It is not known how to take from this file what is written about it."""


def bare(content: bytes, content_type: str, *, hidden: Sequence[str]) -> bytes:
    """The copy; the words ``hidden`` are struck out, longer ones first.

    Raises  Unbared; nothing is then given, for nobody knows what it would tell.
    """
    if content_type not in KINDS:
        raise Unbared(content_type)
    task = {"kind": KINDS[content_type], "hidden": list(hidden)}
    try:
        copy = apart.run("bare", task, content)
    except apart.Stuck as error:
        raise Unbared(content_type) from error
    if copy.startswith(b"{"):  # words instead of a file
        raise Unbared(content_type)
    return copy
