"""The corpus: what must not be handed in, why not, and the words that say so."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, Stream

from portal.files.answers import Code
from tests.files import sound

MOST = 20 * 1024 * 1024
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 100
PHP = b"<?php system($_GET['c']); ?>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


@dataclass(frozen=True, slots=True)
class Spoiled:
    """``words`` stand in the message; the file is made when it is asked for."""

    name: str
    make: Callable[[], bytes]
    code: Code
    words: str

    def __str__(self) -> str:
        return f"{self.code} {self.name[:30]!r} {self.words}"


def rooted(**entries: object) -> Callable[[], bytes]:
    """A PDF with these entries in its catalogue."""

    def put(document: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return lambda: sound.pdf(put)


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def annotated(subtype: str, **more: object) -> Callable[[], bytes]:
    def put(document: pikepdf.Pdf) -> None:
        mark = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[0, 0, 9, 9], **more
        )
        document.pages[0].Annots = Array([document.make_indirect(mark)])

    return lambda: sound.pdf(put)


def attached(name: str, content: bytes) -> Callable[[], bytes]:
    def put(document: pikepdf.Pdf) -> None:
        document.attachments[name] = content

    return lambda: sound.pdf(put)


def locked(user: str) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    target = io.BytesIO()
    document.save(target, encryption=Encryption(owner="owner", user=user, R=6))
    return target.getvalue()


def wide(document: pikepdf.Pdf) -> None:
    document.pages[0].MediaBox = Array([0, 0, 283_465, 842])


def swollen(document: pikepdf.Pdf) -> None:
    """Three hundred megabytes of nothing in some three hundred kilobytes."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b"\0" * (1 << 20)) for _ in range(300)]
    packed = b"".join(parts) + packer.flush()
    stream = Stream(document, b"")
    stream.write(packed, filter=Name.FlateDecode)
    document.pages[0].Contents = document.make_indirect(stream)


def doubly_packed(document: pikepdf.Pdf) -> None:
    inner = zlib.compress(zlib.compress(b"\0" * 1_000_000))
    stream = Stream(document, b"")
    stream.write(inner, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    document.pages[0].Contents = document.make_indirect(stream)


def huge_inside(document: pikepdf.Pdf) -> None:
    stream = Stream(document, b"\0")
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = 60_000, 60_000
    resources = Dictionary(XObject=Dictionary(Im0=document.make_indirect(stream)))
    document.pages[0].Resources = resources


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


def no_pages() -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    document.save(target)
    return target.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG whose head claims a size, with nothing of it behind."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = b""
    for kind, content in (
        (b"IHDR", head),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    ):
        check = zlib.crc32(kind + content)
        parts += struct.pack(">I", len(content)) + kind + content
        parts += struct.pack(">I", check)
    return b"\x89PNG\r\n\x1a\n" + parts


def linked() -> bytes:
    target = io.BytesIO(sound.document())
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo("word/media/image1.png")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return target.getvalue()


def damaged(content: bytes) -> bytes:
    """One byte of the largest part's packed data is another."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = max(archive.infolist(), key=lambda each: each.compress_size)
        place = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def relation(kind: str) -> str:
    return (
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/{kind}" Target="http://example.invalid/x" '
        'TargetMode="External"/></Relationships>'
    )


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
XL = {"[Content_Types].xml": sound.CONTENT_TYPES, "xl/workbook.xml": "<workbook/>"}


def book(parts: dict[str, str | bytes]) -> Callable[[], bytes]:
    return lambda: sound.archive({**XL, **parts})


def paper(parts: dict[str, str | bytes]) -> Callable[[], bytes]:
    return lambda: sound.document(**parts)


NAMES = [
    Spoiled("CON.pdf", sound.pdf, Code.NAME, "系统保留的文件名"),
    Spoiled("lpt1.xlsx", sound.workbook, Code.NAME, "系统保留的文件名"),
    Spoiled("aux", sound.pdf, Code.NAME, "系统保留的文件名"),
    Spoiled("长" * 117 + ".pdf", sound.pdf, Code.NAME, "最多 120 个字"),
    Spoiled("审计报告?.pdf", sound.pdf, Code.NAME, "在 Windows 上存不下来"),
    Spoiled("报告*终稿.pdf", sound.pdf, Code.NAME, "在 Windows 上存不下来"),
    Spoiled("发票.exe.pdf", sound.pdf, Code.NAME, "两个扩展名"),
    Spoiled("网页.html.png", sound.picture, Code.NAME, "两个扩展名"),
    Spoiled(".pdf", sound.pdf, Code.NAME, "没有文件名"),
]
#: The server's own reader of forms takes these apart before anybody sees them.
UNSEEN = [
    Spoiled("..\\..\\x.pdf", sound.pdf, Code.NAME, "路径"),
    Spoiled("../../etc/报告.pdf", sound.pdf, Code.NAME, "路径"),
    Spoiled("报告\u202efdp.pdf", sound.pdf, Code.NAME, "文字方向"),
    Spoiled("报告\u2067.pdf", sound.pdf, Code.NAME, "文字方向"),
    Spoiled("报告\r\nX: y.pdf", sound.pdf, Code.NAME, "控制字符"),
    Spoiled("报告\x00.pdf", sound.pdf, Code.NAME, "控制字符"),
]
ENDINGS = [
    Spoiled("程序.exe", lambda: EXE, Code.TYPE, "扩展名是 exe"),
    Spoiled("a.pdf.exe", sound.pdf, Code.TYPE, "扩展名是 exe"),
    Spoiled("没有后缀", sound.pdf, Code.TYPE, "没有扩展名"),
    Spoiled("图.svg", lambda: b"<svg onload='x'/>", Code.TYPE, "扩展名是 svg"),
    Spoiled("照片.heic", lambda: b"\0\0\0\x18ftypheic", Code.TYPE, "扩展名是 heic"),
    Spoiled("图.webp", lambda: sound.picture("WEBP"), Code.TYPE, "扩展名是 webp"),
    Spoiled("宏.docm", sound.document, Code.TYPE, "扩展名是 docm"),
    Spoiled("宏.xlsm", sound.workbook, Code.TYPE, "扩展名是 xlsm"),
    Spoiled("旧.doc", lambda: OLE, Code.TYPE, "扩展名是 doc"),
    Spoiled("压缩包.zip", lambda: sound.archive({"a": "b"}), Code.TYPE, "扩展名是 zip"),
    Spoiled("版式.ofd", lambda: sound.archive({"OFD.xml": "x"}), Code.TYPE, "是 ofd"),
    Spoiled("片.mp4", sound.video, Code.TYPE, "扩展名是 mp4"),
]
SIZES = [
    Spoiled("空.pdf", lambda: b"", Code.EMPTY, "0 字节"),
    Spoiled("空.xlsx", lambda: b"", Code.EMPTY, "0 字节"),
    Spoiled("大.pdf", lambda: b"%PDF-" + b"0" * (MOST - 4), Code.SIZE, "超过 20 MB"),
    Spoiled("一.pdf", lambda: b"%", Code.CONTENT, "内容却是"),
]
CONTENTS = [
    Spoiled("程序.pdf", lambda: EXE, Code.CONTENT, "可执行程序"),
    Spoiled("网页.pdf", lambda: b"<html><script>1</script>", Code.CONTENT, "网页"),
    Spoiled("图.png", lambda: sound.picture("JPEG"), Code.CONTENT, "JPEG 图片"),
    Spoiled("图.jpg", sound.picture, Code.CONTENT, "PNG 图片"),
    Spoiled("图.jpeg", lambda: sound.picture("WEBP"), Code.CONTENT, "WebP 图片"),
    Spoiled("图.png", lambda: sound.picture("GIF"), Code.CONTENT, "GIF 图片"),
    Spoiled("报告.pdf", sound.document, Code.CONTENT, "Word 文档"),
    Spoiled("包.pdf", lambda: sound.archive({"a": "b"}), Code.CONTENT, "ZIP 压缩包"),
    Spoiled("表.docx", sound.workbook, Code.CONTENT, "Excel 工作簿"),
    Spoiled("文.xlsx", sound.document, Code.CONTENT, "Word 文档"),
    Spoiled("包.xlsx", lambda: sound.archive({"a": "b"}), Code.CONTENT, "内容却不是"),
    Spoiled("旧.xlsx", lambda: OLE, Code.CONTENT, "旧版 Office"),
    Spoiled("病毒.pdf", lambda: EICAR, Code.CONTENT, "纯文本"),
]
PDFS = [
    Spoiled("加密.pdf", lambda: locked("secret"), Code.ENCRYPTED, "打开密码"),
    Spoiled(
        "脚本.pdf",
        rooted(OpenAction=action("JavaScript", JS="app.alert(1)")),
        Code.ACTIVE,
        "自动运行的脚本",
    ),
    Spoiled(
        "脚本名.pdf",
        rooted(Names=Dictionary(JavaScript=Dictionary(Names=Array()))),
        Code.ACTIVE,
        "自动运行的脚本",
    ),
    Spoiled(
        "翻页脚本.pdf",
        annotated("Link", A=action("JavaScript", JS="x()")),
        Code.ACTIVE,
        "自动运行的脚本",
    ),
    Spoiled(
        "启动.pdf",
        rooted(OpenAction=action("Launch", F="cmd.exe")),
        Code.ACTIVE,
        "启动其他程序",
    ),
    Spoiled(
        "关闭时.pdf",
        rooted(AA=Dictionary(WC=action("Launch", F="calc"))),
        Code.ACTIVE,
        "启动其他程序",
    ),
    Spoiled(
        "外发.pdf",
        annotated("Link", A=action("SubmitForm", F="http://example.invalid")),
        Code.ACTIVE,
        "向外发送数据",
    ),
    Spoiled("附件.pdf", attached("a.exe", EXE), Code.ACTIVE, "附带了其他文件"),
    Spoiled("附病毒.pdf", attached("a.txt", EICAR), Code.ACTIVE, "附带了其他文件"),
    Spoiled("附注.pdf", annotated("FileAttachment"), Code.ACTIVE, "附带了其他文件"),
    Spoiled("多媒体.pdf", annotated("RichMedia"), Code.ACTIVE, "多媒体"),
    Spoiled("影片.pdf", annotated("Movie"), Code.ACTIVE, "多媒体"),
    Spoiled(
        "表单.pdf",
        rooted(AcroForm=Dictionary(Fields=Array(), XFA="x")),
        Code.ACTIVE,
        "动态表单",
    ),
    Spoiled("截断一半.pdf", lambda: cut(sound.pdf(), 0.5), Code.BROKEN, "不完整"),
    Spoiled("截断结尾.pdf", lambda: sound.pdf()[:-7], Code.BROKEN, "不完整"),
    Spoiled("只有头.pdf", lambda: b"%PDF-1.7\n", Code.BROKEN, "不完整"),
    Spoiled(
        "垃圾.pdf", lambda: b"%PDF-1.7\n" + b"x" * 999 + b"%%EOF", Code.BROKEN, "损坏"
    ),
    Spoiled("没有页.pdf", no_pages, Code.BROKEN, "没有页面"),
    Spoiled("太多页.pdf", lambda: sound.pdf(pages=2001), Code.PAGES, "2000 页"),
    Spoiled("百米.pdf", lambda: sound.pdf(wide), Code.PIXELS, "5 米"),
    Spoiled("炸弹.pdf", lambda: sound.pdf(swollen), Code.BOMB, "展开后过大"),
    Spoiled("双层.pdf", lambda: sound.pdf(doubly_packed), Code.BOMB, "展开后过大"),
    Spoiled("巨图.pdf", lambda: sound.pdf(huge_inside), Code.BOMB, "展开后过大"),
    Spoiled(
        "前接.pdf", lambda: EXE.replace(b"MZ", b"ZZ") + sound.pdf(), Code.MIXED, "前面"
    ),
    Spoiled(
        "图和文.pdf", lambda: b"GIF89a" + b"\1" * 20 + sound.pdf(), Code.MIXED, "前面"
    ),
    Spoiled(
        "后接包.pdf",
        lambda: sound.pdf() + sound.archive({"a.exe": EXE}),
        Code.MIXED,
        "后面",
    ),
    Spoiled("后接程序.pdf", lambda: sound.pdf() + EXE, Code.MIXED, "后面"),
    Spoiled("后接网页.pdf", lambda: sound.pdf() + PHP, Code.MIXED, "后面"),
    Spoiled("后接很长.pdf", lambda: sound.pdf() + b"q" * 5000, Code.MIXED, "后面"),
]
PICTURES = [
    Spoiled("截断.jpg", lambda: cut(sound.noise("JPEG"), 0.5), Code.BROKEN, "不完整"),
    Spoiled("截断.png", lambda: cut(sound.noise("PNG"), 0.5), Code.BROKEN, "不完整"),
    Spoiled("只有头.png", lambda: claimed(8, 8), Code.BROKEN, "不完整"),
    Spoiled("炸弹.png", lambda: claimed(20_000, 20_000), Code.PIXELS, "万像素"),
    Spoiled(
        "后接程序.jpg", lambda: sound.picture("JPEG") + PHP, Code.MIXED, "夹着别的内容"
    ),
    Spoiled(
        "后接包.png",
        lambda: sound.picture() + sound.archive({"a": "b"}),
        Code.MIXED,
        "夹着别的内容",
    ),
    Spoiled("后接文件.png", lambda: sound.picture() + sound.pdf(), Code.MIXED, "夹着"),
]
OFFICE = [
    Spoiled(
        "宏.xlsx",
        book({"xl/vbaProject.bin": "x"}),
        Code.ACTIVE,
        "含有宏",
    ),
    Spoiled("宏.docx", paper({"word/vbaProject.bin": "x"}), Code.ACTIVE, "含有宏"),
    Spoiled(
        "改名的宏.xlsx",
        lambda: sound.archive(
            {**XL, "[Content_Types].xml": "<Types>macroEnabled</Types>"}
        ),
        Code.ACTIVE,
        "含宏的文件",
    ),
    Spoiled("夹带.docx", paper({"word/media/a.exe": EXE}), Code.ACTIVE, "夹带了程序"),
    Spoiled(
        "套娃.docx",
        paper({"word/media/a.zip": sound.archive({"a": EICAR})}),
        Code.ACTIVE,
        "压缩包",
    ),
    Spoiled(
        "对象.docx",
        paper({"word/embeddings/oleObject1.bin": "\1Ole10Native".encode("utf-16-le")}),
        Code.ACTIVE,
        "嵌入了其他文件",
    ),
    Spoiled(
        "外部模板.docx",
        paper({"word/_rels/settings.xml.rels": relation("attachedTemplate")}),
        Code.ACTIVE,
        "从外部取内容",
    ),
    Spoiled(
        "取数.xlsx",
        book({"xl/externalLinks/externalLink1.xml": "<x><ddeLink/></x>"}),
        Code.ACTIVE,
        "其他程序取数",
    ),
    Spoiled(
        "加密.docx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500,
        Code.ENCRYPTED,
        "打开密码",
    ),
    Spoiled("截断.docx", lambda: cut(sound.document(), 0.6), Code.BROKEN, "不完整"),
    Spoiled("坏字节.xlsx", lambda: damaged(sound.workbook()), Code.BROKEN, "损坏"),
    Spoiled(
        "坏标记.docx", paper({"word/styles.xml": "<a><b></a>"}), Code.BROKEN, "损坏"
    ),
    Spoiled("实体.xlsx", book({"xl/sharedStrings.xml": LAUGHS}), Code.BOMB, "实体定义"),
    Spoiled(
        "炸弹.xlsx",
        book({"xl/media/a.png": b"\0" * 40_000_000}),
        Code.BOMB,
        "展开后过大",
    ),
    Spoiled(
        "很多.docx",
        paper({f"word/media/{n}.png": "" for n in range(5001)}),
        Code.BOMB,
        "展开后过大",
    ),
    Spoiled("攀爬.docx", paper({"../../etc/x.xml": "<x/>"}), Code.MIXED, "内部结构"),
    Spoiled("链接.docx", linked, Code.MIXED, "内部结构"),
    Spoiled("没有正文.docx", lambda: sound.archive(XL), Code.CONTENT, "内容却"),
]
VIDEOS = [
    Spoiled("截断.mp4", lambda: sound.video()[:-9], Code.BROKEN, "不完整"),
    Spoiled("没有画面.mp4", lambda: sound.video()[:100], Code.BROKEN, "不完整"),
    Spoiled("改名.mp4", sound.pdf, Code.CONTENT, "PDF 文件"),
    Spoiled("后接.mp4", lambda: sound.video() + PHP, Code.MIXED, "后面"),
]
CORPUS = [*NAMES, *ENDINGS, *SIZES, *CONTENTS, *PDFS, *PICTURES, *OFFICE]
