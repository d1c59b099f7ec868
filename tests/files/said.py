"""Everything that a file says, however deep and however packed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
import pypdfium2

ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le", "gb18030")
Piece = tuple[str, bytes]


def places_of(word: str, content: bytes) -> list[str]:
    """Where a word stands in a file, in whatever encoding."""
    return [place for place, piece in pieces(content) if stands_in(word, piece)]


def stands_in(word: str, piece: bytes) -> bool:
    return any(word.encode(encoding) in piece for encoding in ENCODINGS)


def pieces(content: bytes, place: str = "") -> Iterator[Piece]:
    """(where, what): the file as it lies there, and what is packed within."""
    yield place or "raw", content
    inner = next((read for start, read in INSIDE if content.startswith(start)), None)
    if inner is not None:
        try:
            yield from inner(content, place)
        except (pikepdf.PdfError, zipfile.BadZipFile):
            return  # it only looked like one


def _parts(content: bytes, place: str) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield f"{place}/remark", archive.comment
        for part in archive.infolist():
            yield f"{place}/name", part.filename.encode() + part.extra + part.comment
            yield from pieces(archive.read(part), f"{place}/{part.filename}")


def _objects(content: bytes, place: str) -> Iterator[Piece]:
    with pikepdf.open(io.BytesIO(content)) as document:
        objects = [document.trailer, *document.objects]
        for number, each in enumerate(objects):
            name = f"{place}/object {number}"
            yield name, repr(each).encode()
            yield from ((name, said) for said in _strings(each))
            if isinstance(each, pikepdf.Stream):
                yield from pieces(each.read_raw_bytes(), f"{name} packed")
                if each.get("/Filter") in (None, pikepdf.Name.FlateDecode):
                    yield from pieces(each.read_bytes(), f"{name} unpacked")
    shown = pypdfium2.PdfDocument(content)
    for number in range(len(shown)):
        text = shown[number].get_textpage().get_text_bounded()
        yield f"{place}/page {number + 1}", text.encode()


def _strings(node: object, depth: int = 0) -> Iterator[bytes]:
    """The strings in an object itself, as text and as bytes; not those it points at."""
    if isinstance(node, pikepdf.String):
        yield str(node).encode()
        yield bytes(node)
    children: list[object] = []
    if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
        children = [value for _, value in node.items()]
    elif isinstance(node, pikepdf.Array):
        children = list(node)
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect and depth < 20:
            yield from _strings(child, depth + 1)


def _chunks(content: bytes, place: str) -> Iterator[Piece]:
    at = 8
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + size]
        for start in range(len(data)):
            if data[start] == 0x78:
                try:
                    yield f"{place}/{kind.decode()}", zlib.decompress(data[start:])
                except zlib.error:
                    continue
        at += size + 12


INSIDE = ((b"PK", _parts), (b"%PDF", _objects), (b"\x89PNG", _chunks))
