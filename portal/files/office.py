"""Whether a workbook or a document can be handed in: whole, no macro, no bomb."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.parsers import expat

from portal.files.answers import Code, Unfit

MOST_PARTS = 5000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_TIMES = 250  # unpacked to packed; a large plain table comes to some fifty
SMALL = 10 * 1024 * 1024
CHUNK = 256 * 1024

MAIN = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PACKAGE = "Ole10Native".encode("utf-16-le")
PROGRAMS = {".exe", ".dll", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".jar"}
PROGRAMS |= {".scr", ".msi", ".lnk", ".hta", ".zip", ".rar", ".7z"}
#: Types of relation that fetch something from elsewhere when the file is opened.
FETCHED = (b"/attachedTemplate", b"/oleObject", b"/frame", b"/subDocument")

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError),
    NotImplementedError,
)
SAVE = "请用原软件打开，另存为不含宏的 {ending} 后再上传。"
COPY = "请新建一个文件，只粘贴内容，另存后再上传。"


def check(content: bytes, ending: str) -> int:
    """0, because it has no pages before it is laid out; raises Unfit."""
    if content.startswith(OLE):
        raise _old(content, ending)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, ending, len(content))
            for part in archive.infolist():
                _read(archive, part, ending)
    except BROKEN:
        raise _broken(ending) from None
    except RuntimeError:  # a part with a password of its own
        raise _encrypted() from None
    return 0


def _old(content: bytes, ending: str) -> Unfit:
    if ENCRYPTED in content:
        return _encrypted()
    reason = f"的扩展名是 {ending}，内容却是旧版 Office 文件。"
    remedy = f"请用原软件另存为 {ending} 后再上传。"
    return Unfit(Code.CONTENT, reason, remedy)


def _encrypted() -> Unfit:
    reason = "设有打开密码，评审人员无法查看。"
    return Unfit(Code.ENCRYPTED, reason, "请去除打开密码后再上传。")


def _broken(ending: str) -> Unfit:
    reason = "已损坏或不完整，打不开。"
    return Unfit(Code.BROKEN, reason, f"请用原软件另存为 {ending} 后再上传。")


def _active(what: str, ending: str) -> Unfit:
    return Unfit(Code.ACTIVE, f"{what}，不能上传。", SAVE.format(ending=ending))


def _check_parts(archive: zipfile.ZipFile, ending: str, size: int) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    total = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or total > MOST_UNPACKED
        or (total > SMALL and total > MOST_TIMES * size)
        or len(set(names)) < len(names)
    ):
        raise Unfit(Code.BOMB, "展开后过大，不能上传。", COPY)
    if any(_leads_out(part) for part in parts):
        raise Unfit(Code.MIXED, "的内部结构不正常，不能上传。", COPY)
    if MAIN[ending] not in names:
        reason = f"的扩展名是 {ending}，内容却不是。"
        remedy = f"请用原软件另存为 {ending} 后再上传。"
        raise Unfit(Code.CONTENT, reason, remedy)
    if any("vbaproject" in name.lower() for name in names):
        raise _active("含有宏", ending)
    if any(PurePosixPath(name.lower()).suffix in PROGRAMS for name in names):
        raise _active("里面夹带了程序或压缩包", ending)


def _leads_out(part: zipfile.ZipInfo) -> bool:
    """A path that climbs out of its folder, or a link to elsewhere."""
    name = part.filename.replace("\\", "/")
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or name.startswith("/") or ".." in name.split("/")


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, ending: str) -> None:
    """The whole part, so that its check sum is compared; raises Unfit."""
    name = part.filename.lower()
    is_xml = name.endswith((".xml", ".rels", ".vml"))
    reader = _parser() if is_xml else None
    seen = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            around = seen[-64:] + chunk
            _look_at(name, around, ending)
            seen = chunk
            if reader is not None:
                _parse(reader, chunk, ending)
    if reader is not None and part.file_size:
        _parse(reader, b"", ending, is_last=True)


def _look_at(name: str, data: bytes, ending: str) -> None:
    if name == "[content_types].xml" and b"macroEnabled" in data:
        raise _active("是含宏的文件", ending)
    if name.endswith(".bin") and PACKAGE in data:
        raise _active("里面嵌入了其他文件", ending)
    if name.startswith("xl/externallinks/") and b"<ddeLink" in data:
        raise _active("会从其他程序取数（DDE）", ending)
    if name.endswith(".rels") and b'TargetMode="External"' in data:
        for relation in data.split(b"<Relationship ")[1:]:
            is_out = b'TargetMode="External"' in relation
            if is_out and any(kind in relation for kind in FETCHED):
                raise _active("打开时会从外部取内容（外部模板或对象）", ending)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    raise Unfit(Code.BOMB, "的内部有实体定义，不能上传。", COPY)


def _parse(
    parser: expat.XMLParserType, data: bytes, ending: str, *, is_last: bool = False
) -> None:
    try:
        parser.Parse(data, is_last)
    except expat.ExpatError:
        raise _broken(ending) from None
