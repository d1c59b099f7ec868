"""Pictures without what cameras and programs write beside them; no pixel changes."""

import struct
from collections.abc import Iterator

#: Segments of a JPEG that its colours need: JFIF, colour profile, Adobe.
NEEDED = {0xE0: b"", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
EXIF, ORIENTATION = 0xE1, 0x0112
END, SCAN, COMMENT = 0xD9, 0xDA, 0xFE
#: What may follow a 0xFF inside a scan: an escape, a restart, padding.
DATA = {0x00, 0xFF, *range(0xD0, 0xD8)}
#: Chunks of a PNG that are picture, colour or measure.
CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"}
CHUNKS |= {b"sBIT", b"bKGD", b"pHYs", b"iCCP", b"acTL", b"fcTL", b"fdAT"}
PNG = b"\x89PNG\r\n\x1a\n"


def take(content: bytes, hidden: list[str]) -> bytes:
    return png(content) if content.startswith(PNG) else jpeg(content)


def jpeg(content: bytes) -> bytes:
    """Of what stands beside the picture only which side is up; nothing behind it."""
    kept = [b"\xff\xd8"]
    for marker, segment in _segments(content):
        if marker == EXIF and segment[4:10] == b"Exif\0\0":
            kept.append(_upright(segment[10:]))
        elif 0xE0 <= marker <= 0xEF or marker == COMMENT:
            start = NEEDED.get(marker)
            if start is not None and segment[4:].startswith(start):
                kept.append(segment)
        else:
            kept.append(segment)
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes) up to the first picture's end; a scan has its data with it."""
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    place = 2
    while place < len(content):  # what is cut off is shown as far as it goes
        while content[place + 1] == 0xFF:  # padding
            place += 1
        if content[place] != 0xFF:
            raise ValueError("no marker")
        marker = content[place + 1]
        if marker == END:
            yield marker, b"\xff\xd9"
            return
        end = place + 2 + struct.unpack_from(">H", content, place + 2)[0]
        if marker == SCAN:
            end = _end_of_scan(content, end)
        yield marker, content[place:end]
        place = end


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker stands that is neither data nor a restart."""
    while (place := content.find(b"\xff", place)) >= 0:
        follows = content[place + 1] if place + 1 < len(content) else 0
        if follows not in DATA:
            return place
        place += 1 if follows == 0xFF else 2
    return len(content)


def _upright(exif: bytes) -> bytes:
    """A block with the orientation alone; nothing where the picture stands upright."""
    turned = _orientation(exif)
    if not 2 <= turned <= 8:
        return b""
    head = struct.pack(">2sHIH", b"MM", 42, 8, 1)
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    data = b"Exif\0\0" + head + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def _orientation(exif: bytes) -> int:
    """0 where it is not said, or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2], ">")
    try:
        first = struct.unpack_from(f"{order}I", exif, 4)[0]
        for n in range(struct.unpack_from(f"{order}H", exif, first)[0]):
            entry = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * n)
            if entry[0] == ORIENTATION:
                return int(entry[3])
    except struct.error:
        pass
    return 0


def png(content: bytes) -> bytes:
    """The chunks that draw it, up to its end."""
    if not content.startswith(PNG):
        raise ValueError("no PNG")
    kept, place, kind = [PNG], 8, b""
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + size
        if end > len(content):
            raise ValueError("cut off")
        if kind in CHUNKS:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
