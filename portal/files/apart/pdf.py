"""Reads a PDF through: what it holds beside pages, and how many these are."""

import io
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

from portal.files.apart.confined import Found, answer

MOST_NODES = 2_000_000
MOST_PIXELS = 300_000_000
MOST_STREAM = 256 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
DEEPEST = 60

#: Types of action that do more than to lead somewhere.
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "submit",
    "/Rendition": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/RichMediaExecute": "media",
    "/GoToE": "files",
}
#: Keys, and subtypes of annotations, that tell the same.
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "files",
    "/EF": "files",
    "/XFA": "xfa",
    "/RichMediaContent": "media",
}
SUBTYPES = {
    "/FileAttachment": "files",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/3D": "media",
}
BROKEN = (pikepdf.PdfError, ValueError, TypeError, RecursionError)


def check(content: bytes, task: dict[str, Any]) -> dict[str, Any]:
    try:
        pdf = pikepdf.open(io.BytesIO(content))
        _read_through(pdf)
        return {"pages": _pages(pdf, task)}
    except pikepdf.PasswordError:
        raise Found("password") from None
    except BROKEN:
        raise Found("broken") from None


def _read_through(pdf: Any) -> None:
    unpacked = 0
    for node in nodes(pdf):
        _look_at(node)
        if isinstance(node, pikepdf.Stream):
            unpacked += _size(node)
        if unpacked > MOST_UNPACKED:
            raise Found("bomb")


def nodes(pdf: Any) -> Iterator[Any]:
    """Every dictionary and stream, direct ones too; the trailer first."""
    seen = 0
    waiting = [(pdf.trailer, 0)]
    waiting += [(each, 0) for each in pdf.objects]
    while waiting:
        node, depth = waiting.pop()
        is_stream = isinstance(node, pikepdf.Stream)
        is_dictionary = is_stream or isinstance(node, pikepdf.Dictionary)
        if is_dictionary:
            yield node
            children = [value for _, value in node.items()]
        elif isinstance(node, pikepdf.Array):
            children = list(node)
        else:
            continue
        seen += len(children) + 1
        if seen > MOST_NODES or depth > DEEPEST:
            raise Found("bomb")
        for child in children:
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                waiting.append((child, depth + 1))


def _look_at(node: Any) -> None:
    names = set(node.keys())
    for key, word in KEYS.items():
        if key in names:
            raise Found(word)
    for key, words in (("/S", ACTIONS), ("/Subtype", SUBTYPES)):
        value = node.get(key) if key in names else None
        if isinstance(value, pikepdf.Name) and str(value) in words:
            raise Found(words[str(value)])


def _size(stream: Any) -> int:
    """What a stream comes to when it is unpacked; counted, never kept."""
    filters = stream.get("/Filter")
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters or ())
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    if names.count(pikepdf.Name.FlateDecode) > 1 or width * height > MOST_PIXELS:
        raise Found("bomb")
    if names[:1] != [pikepdf.Name.FlateDecode]:
        return 0
    unpacker, rest, size = zlib.decompressobj(), stream.read_raw_bytes(), 0
    while rest:
        try:
            size += len(unpacker.decompress(rest, 1 << 20))
        except zlib.error:
            break  # as viewers do: what came before is shown
        rest = unpacker.unconsumed_tail
        if size > MOST_STREAM:
            raise Found("bomb")
    return size


def _pages(pdf: Any, task: dict[str, Any]) -> int:
    count = len(pdf.pages)
    if not count:
        raise Found("no pages")
    if count > task["pages"]:
        raise Found("pages")
    for page in pdf.pages:
        left, bottom, right, top = (float(each) for each in page.mediabox)
        if abs(right - left) > task["side"] or abs(top - bottom) > task["side"]:
            raise Found("side")
    return count


if __name__ == "__main__":
    answer(check)
