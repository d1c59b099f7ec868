"""Pages of evidence as pictures: what a browser may show of somebody else's file."""

from collections.abc import Sequence
from pathlib import Path

from portal.files import apart

#: A sheet of A4 at 150 dots an inch; no page comes out larger.
WIDTH, HEIGHT = 1240, 1754
MOST_PIXELS = 60_000_000
CONTENT_TYPE = "image/webp"
FONT, FACE = "fonts/NotoSansCJK-Regular.ttc", 2  # the face for simplified Chinese
PAGED = "application/pdf"
PICTURES = {"image/jpeg", "image/png"}
SHOWN = {PAGED, *PICTURES}


class Unreadable(Exception):
    """This page cannot be drawn; the file may still be downloaded."""


def draw(
    content: bytes,
    content_type: str,
    page: int,
    *,
    mark: str,
    assets: Path,
    hidden: Sequence[str] = (),
) -> bytes:
    """One page, with ``mark`` all over it and the words ``hidden`` covered.

    Raises  Unreadable.
    """
    task = {
        "page": page if content_type == PAGED else 0,
        "width": WIDTH,
        "height": HEIGHT,
        "pixels": MOST_PIXELS,
        "font": str(assets / FONT),
        "face": FACE,
        "mark": mark,
        "hidden": list(hidden),
    }
    try:
        picture = apart.run("drawing", task, content)
    except apart.Stuck as error:
        raise Unreadable from error
    if picture.startswith(b"{"):  # words instead of a picture
        raise Unreadable
    return picture


def count(content: bytes, content_type: str) -> int:
    """How many pages, for a file that was kept before they were counted."""
    if content_type != PAGED:
        return 1
    try:
        return int(apart.ask("drawing", {"count": True}, content)["pages"])
    except (apart.Stuck, KeyError) as error:
        raise Unreadable from error
