"""Files that are as they should be, made on the spot; the spoiled ones begin here."""

import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pikepdf
from PIL import Image

CONTENT_TYPES = '<?xml version="1.0"?><Types/>'


def pdf(change: Callable[[pikepdf.Pdf], object] | None = None, pages: int = 1) -> bytes:
    """Blank pages of A4, and whatever ``change`` does to them."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if change is not None:
        change(document)
    target = io.BytesIO()
    document.save(target, compress_streams=False, deterministic_id=True)
    return target.getvalue()


def picture(
    kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB"
) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


def noise(kind: str, size: tuple[int, int] = (300, 200)) -> bytes:
    """A picture that has enough to lose."""
    target = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(target, kind)
    return target.getvalue()


def workbook() -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["设备", 12])
    book.save(target)
    return target.getvalue()


def archive(
    parts: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def document(packing: int = zipfile.ZIP_DEFLATED, **more: str | bytes) -> bytes:
    """A Word document; ``more`` are parts by name."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": "<Relationships/>",
        "word/document.xml": "<w:document xmlns:w='w'><w:p>示例</w:p></w:document>",
    }
    return archive({**parts, **more}, packing)


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def video() -> bytes:
    head = box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
    return head + box(b"moov", b"\0" * 64) + box(b"mdat", b"\0" * 256)
