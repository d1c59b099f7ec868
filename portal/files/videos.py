"""Whether a video can be handed in: an MP4 whose boxes reach exactly to its end."""

from portal.files.answers import Code, Unfit
from portal.files.pdfs import mixed

BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1")
BRANDS += (b"M4V ", b"MSNV", b"dash", b"qt  ", b"3gp4", b"3gp5")
MOST_BOXES = 100_000
EXPORT = "请用剪辑软件重新导出为 mp4 后再上传，也可以改填视频链接。"
BROKEN = Unfit(Code.BROKEN, "已损坏或不完整，不能播放。", EXPORT)


def check(content: bytes) -> int:
    """0, because it has no pages; raises Unfit."""
    if content[4:8] != b"ftyp" or content[8:12] not in BRANDS:
        raise Unfit(Code.CONTENT, "的扩展名是 mp4，内容却不是 MP4 视频。", EXPORT)
    kinds, place = set(), 0
    for _ in range(MOST_BOXES):
        if place == len(content):
            break
        size, kind = _box(content, place)
        if not size or not kind.isalnum():
            if {b"moov", b"mdat"} <= kinds:
                raise mixed("后面还接着别的内容")
            raise BROKEN
        if place + size > len(content):
            raise BROKEN
        kinds.add(kind)
        place += size
    if not {b"moov", b"mdat"} <= kinds:
        raise BROKEN
    return 0


def _box(content: bytes, place: int) -> tuple[int, bytes]:
    """(how long, which kind) of the box that begins here; (0, …) where none does."""
    head = content[place : place + 16]
    size, kind = int.from_bytes(head[:4]), head[4:8]
    if size == 1 and len(head) == 16:
        size = int.from_bytes(head[8:])
    elif size == 0:
        size = len(content) - place
    return (size if size >= 8 else 0), kind
