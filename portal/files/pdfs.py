"""Whether a PDF can be handed in: whole, readable to everybody, nothing but pages."""

import io
import zipfile

from portal.files import apart
from portal.files.answers import Code, Unfit

MOST_PAGES = 2000
LONGEST_SIDE = 14_400  # points: five metres, the most that PDF itself foresees
HEAD = 1024
TAIL = 1024

EXPORT = "请用原软件重新导出为 PDF，或用打印功能另存为 PDF 后再上传。"
PRINT = "请用打印功能另存为 PDF（只保留页面内容）后再上传。"
WORDS = {
    "password": (
        Code.ENCRYPTED,
        "设有打开密码，评审人员无法查看。",
        "请去除打开密码后再上传。",
    ),
    "script": (Code.ACTIVE, "内含会自动运行的脚本，不能上传。", PRINT),
    "launch": (Code.ACTIVE, "内含会启动其他程序的动作，不能上传。", PRINT),
    "submit": (Code.ACTIVE, "内含会向外发送数据的表单，不能上传。", PRINT),
    "files": (
        Code.ACTIVE,
        "里面还附带了其他文件，不能上传。",
        "请把附带的文件单独上传，并用打印功能把正文另存为 PDF。",
    ),
    "media": (Code.ACTIVE, "内嵌了音视频等多媒体，不能上传。", PRINT),
    "xfa": (Code.ACTIVE, "是动态表单（XFA），多数软件打不开。", PRINT),
    "broken": (Code.BROKEN, "已损坏或不完整，打不开。", EXPORT),
    "no pages": (Code.BROKEN, "里面没有页面。", EXPORT),
    "pages": (
        Code.PAGES,
        f"超过 {MOST_PAGES} 页。",
        "请只保留有关的页，或拆成几个文件再上传。",
    ),
    "side": (
        Code.PIXELS,
        "有一页的尺寸超过 5 米，无法显示。",
        "请按 A4 或 A3 重新导出后再上传。",
    ),
    "bomb": (Code.BOMB, "展开后过大或结构过于复杂，不能上传。", PRINT),
}


def check(content: bytes) -> int:
    """How many pages it has; raises Unfit."""
    start = content[:HEAD].find(b"%PDF-")
    if start > 0 and content[:start].strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise mixed("前面还接着别的内容")
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise unfit("broken")
    tail = content[end + 5 :].strip(b" \r\n\t\0\x1a")
    if len(tail) > TAIL or is_other(tail) or is_archive(content):
        raise mixed("后面还接着别的内容")
    task = {"pages": MOST_PAGES, "side": LONGEST_SIDE}
    try:
        answer = apart.ask("pdf", task, content)
    except apart.Stuck:
        raise unfit("bomb") from None
    if "wrong" in answer:
        raise unfit(answer["wrong"])
    return int(answer["pages"])


def unfit(word: str) -> Unfit:
    return Unfit(*WORDS[word])


def mixed(what: str) -> Unfit:
    reason = f"{what}，不是单纯的一个文件，不能上传。"
    return Unfit(Code.MIXED, reason, "请用原软件重新导出后再上传。")


def is_other(tail: bytes) -> bool:
    """Whether what follows a file's end begins a file of another kind."""
    starts = (b"PK\x03\x04", b"MZ", b"\x7fELF", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")
    starts += (b"GIF8", b"Rar!", b"7z\xbc\xaf", b"<?", b"<!", b"#!")
    return tail.startswith(starts) or is_script(tail)


def is_script(content: bytes) -> bool:
    lowered = content.lower()
    return any(mark in lowered for mark in (b"<?php", b"<script", b"<html"))


def is_archive(content: bytes) -> bool:
    """Whether the same bytes can also be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
