"""An MP4 without what is written beside picture and sound; no byte of them moves."""

import struct

HOLDS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}
TELLS = {b"udta", b"meta", b"uuid"}
MOST_BOXES = 100_000


def take(content: bytes, hidden: list[str]) -> bytes:
    """Boxes that tell become free room of the same length, filled with nothing."""
    data = bytearray(content)
    waiting, seen = [(0, len(data))], 0
    while waiting:
        place, end = waiting.pop()
        while place < end:
            head, size, kind = _box(data, place, end)
            if kind in TELLS:
                data[place + 4 : place + 8] = b"free"
                data[place + head : place + size] = bytes(size - head)
            elif kind in HOLDS:
                waiting.append((place + head, place + size))
            place += size
            seen += 1
            if seen > MOST_BOXES:
                raise ValueError("too many boxes")
    if not seen:
        raise ValueError("no box")
    return bytes(data)


def _box(data: bytearray, place: int, end: int) -> tuple[int, int, bytes]:
    """(length of its head, of the whole, kind) of the box that begins here."""
    size, kind = struct.unpack_from(">I4s", data, place)
    head = 8
    if size == 1:
        size, head = struct.unpack_from(">Q", data, place + 8)[0], 16
    elif size == 0:
        size = end - place
    if size < head or place + size > end:
        raise ValueError("a box that leads out of its room")
    return head, size, bytes(kind)
