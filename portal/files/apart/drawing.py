"""One page as a picture, with the name of who looks at it and the time all over."""

import io
import zlib
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont, ImageOps

from portal.files.apart.confined import Found, answer
from portal.files.apart.covering import covered, rendered
from portal.files.apart.striking import strike

FORMATS = ["JPEG", "PNG", "MPO"]


def draw(content: bytes, task: dict[str, Any]) -> bytes | dict[str, Any]:
    """One page as a picture, with the reader's name and the time all over it."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        if task.get("count"):
            return {"pages": len(pypdfium2.PdfDocument(content))}
        picture = _page(content, task) if task["page"] else _picture(content, task)
    except (OSError, SyntaxError, ValueError, MemoryError, RuntimeError, zlib.error):
        raise Found("broken") from None
    _mark(picture, task)
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=82, method=1)
    return target.getvalue()


def _page(content: bytes, task: dict[str, Any]) -> Any:
    document = pypdfium2.PdfDocument(content)
    if task["page"] > len(document):
        raise Found("no such page")
    document.init_forms()
    page = document[task["page"] - 1]
    if task["hidden"]:
        page, _ = covered(document, task["page"] - 1, strike(task["hidden"]))
    return rendered(page, task["width"], task["height"])


def _picture(content: bytes, task: dict[str, Any]) -> Any:
    picture = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > task["pixels"]:
        raise Found("pixels")
    picture.draft("RGB", (task["width"], task["height"]))  # a JPEG is unpacked small
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((task["width"], task["height"]))
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGB")


def _mark(picture: Any, task: dict[str, Any]) -> None:
    size = max(14, picture.width // 52)
    font = ImageFont.truetype(task["font"], size, index=task["face"])
    left, top, right, bottom = font.getbbox(task["mark"])
    stamp = Image.new("L", (int(right - left) + 4, int(bottom - top) + 4))
    ImageDraw.Draw(stamp).text((2 - left, 2 - top), task["mark"], font=font, fill=64)
    stamp = stamp.rotate(26, expand=True, resample=Image.Resampling.BILINEAR)
    step = max(stamp.height + 6 * size, 1)
    for row, y in enumerate(range(-stamp.height // 3, picture.height, step)):
        shift = (row % 2) * (stamp.width // 2)
        for x in range(-shift, picture.width, stamp.width + 3 * size):
            picture.paste((70, 80, 100), (x, y), stamp)


if __name__ == "__main__":
    answer(draw)
