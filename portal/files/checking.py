"""The whole judgement on a file: name, size, ending, content and structure agree."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import magic

from portal.files import office, pdfs, pictures, videos
from portal.files.answers import Accepted, Code, Refused, Unfit
from portal.files.names import check_name, cleaned, ending_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What libmagic calls an Office file whose parts stand in another order than usual.
PACKED = {"application/zip", "application/octet-stream"}


@dataclass(frozen=True, slots=True)
class Kind:
    """``seen`` is what libmagic may say; ``check`` opens it and counts its pages."""

    served_as: str
    seen: frozenset[str]
    check: Callable[[bytes], int]


def _kind(served_as: str, check: Callable[[bytes], int], *more: str) -> Kind:
    return Kind(served_as, frozenset({served_as, *more}), check)


KINDS = {
    "pdf": _kind("application/pdf", pdfs.check),
    "jpg": _kind("image/jpeg", lambda content: pictures.check(content, "jpg")),
    "jpeg": _kind("image/jpeg", lambda content: pictures.check(content, "jpeg")),
    "png": _kind("image/png", lambda content: pictures.check(content, "png")),
    "xlsx": _kind(SHEET, lambda content: office.check(content, "xlsx"), *PACKED),
    "docx": _kind(WORD, lambda content: office.check(content, "docx"), *PACKED),
    "mp4": _kind("video/mp4", videos.check, "video/quicktime", "video/x-m4v"),
}
PAPERS = ("pdf", "jpg", "jpeg", "png", "xlsx", "docx")

#: What libmagic sees, as one would call it.
CALLED = {
    "application/pdf": "PDF 文件",
    "image/jpeg": "JPEG 图片",
    "image/png": "PNG 图片",
    "image/gif": "GIF 图片",
    "image/webp": "WebP 图片",
    "image/heic": "HEIC 图片",
    "image/svg+xml": "SVG 图片",
    "image/tiff": "TIFF 图片",
    "application/zip": "ZIP 压缩包",
    "application/x-rar": "RAR 压缩包",
    "application/x-7z-compressed": "7z 压缩包",
    "application/x-dosexec": "可执行程序",
    "application/vnd.microsoft.portable-executable": "可执行程序",
    "application/x-executable": "可执行程序",
    "application/msword": "旧版 Office 文件",
    "application/CDFV2": "旧版 Office 文件",
    "application/vnd.ms-excel": "旧版 Office 文件",
    "text/html": "网页",
    "text/plain": "纯文本",
    "video/mp4": "MP4 视频",
    SHEET: "Excel 工作簿",
    WORD: "Word 文档",
}
OLD_OFFICE = {"application/msword", "application/CDFV2", "application/vnd.ms-excel"}
OLD_OFFICE |= {"application/x-ole-storage", "application/encrypted"}


def megabytes(count: int) -> str:
    return f"{count // (1024 * 1024)} MB"


def check(
    raw_name: str, content: bytes, *, endings: Collection[str], most_bytes: int
) -> Accepted | Refused:
    """The file as it may be kept, or why it may not be."""
    try:
        name = check_name(raw_name)
        kind = _by_ending(name, endings)
        _check_size(len(content), most_bytes)
        _check_content(content, ending_of(name), kind)
        return Accepted(name, kind.served_as, kind.check(content))
    except Unfit as unfit:
        return unfit.of(cleaned(raw_name))


def _by_ending(name: str, endings: Collection[str]) -> Kind:
    ending = ending_of(name)
    if ending in endings and ending in KINDS:
        return KINDS[ending]
    taken = "、".join(each for each in endings if each != "jpeg")
    reason = f"的扩展名是 {ending}，这里不收。" if ending else "没有扩展名。"
    raise Unfit(Code.TYPE, reason, f"可上传 {taken}，请另存为其中一种后再上传。")


def _check_size(size: int, most_bytes: int) -> None:
    if not size:
        remedy = "请在电脑上打开看看，重新选择后再上传。"
        raise Unfit(Code.EMPTY, "是空文件（0 字节）。", remedy)
    if size > most_bytes:
        reason = f"超过 {megabytes(most_bytes)}，这是一个文件的上限。"
        raise Unfit(Code.SIZE, reason, "请压缩或拆分后再上传。")


def _check_content(content: bytes, ending: str, kind: Kind) -> None:
    seen = magic.from_buffer(content[:65536], mime=True)
    if seen in kind.seen:
        return
    if ending in office.MAIN and seen in OLD_OFFICE:
        return  # the structure tells an old file from one with a password
    if ending == "pdf" and b"%PDF-" in content[:1024]:
        return  # the structure tells what stands before it
    called = CALLED.get(seen, "别的东西")
    reason = f"的扩展名是 {ending}，内容却是{'' if called[0] > 'z' else ' '}{called}。"
    raise Unfit(Code.CONTENT, reason, f"请用原软件另存为 {ending} 后再上传。")
