"""Sound files in whose properties a word stands everywhere that one can be put."""

import io
import struct
import zlib

import openpyxl
import pikepdf
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from tests.files import sound

ARTIST, COPYRIGHT, ORIENTATION, MAKER = 0x013B, 0x8298, 0x0112, 0x010F


def pdf(word: str) -> bytes:
    """Info, XMP, piece info, bookmark, note, signature, and a photo with its own."""

    def put(document: pikepdf.Pdf) -> None:
        for key in ("Author", "Title", "Subject", "Keywords", "Creator", "Producer"):
            document.docinfo[f"/{key}"] = word
        document.docinfo["/Company"] = word
        with document.open_metadata() as about:
            about["dc:creator"], about["dc:title"] = [word], word
            about["photoshop:Credit"] = word
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"第一章 {word}", 0))
        page = document.pages[0]
        page.obj.PieceInfo = Dictionary(Maker=Dictionary(Private=String(word)))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9])
        note.T = String(word)
        signed = Dictionary(Type=Name.Sig, Name=String(word), Reason=String(word))
        signed.Contents = String(word.encode())
        field = Dictionary(FT=Name.Sig, Subtype=Name.Widget, Rect=[0, 0, 9, 9])
        field.V = document.make_indirect(signed)
        note, field = map(document.make_indirect, (note, field))
        page.obj.Annots = Array([note, field])
        document.Root.AcroForm = Dictionary(Fields=Array([field]))
        photo = Stream(document, jpeg(word), Filter=Name.DCTDecode)
        photo.Type, photo.Subtype = Name.XObject, Name.Image
        photo.Width, photo.Height, photo.BitsPerComponent = 60, 40, 8
        photo.ColorSpace = Name.DeviceRGB
        page.add_resource(photo, Name.XObject, Name.Photo)

    return sound.pdf(put)


def jpeg(word: str, orientation: int = 6) -> bytes:
    """EXIF, a comment, XMP and what a program writes behind the end."""
    target, exif = io.BytesIO(), Image.Exif()
    exif[ARTIST] = exif[COPYRIGHT] = exif[MAKER] = word
    exif[ORIENTATION] = orientation
    Image.new("RGB", (60, 40), "navy").save(
        target, "JPEG", exif=exif.tobytes(), comment=word.encode(), xmp=word.encode()
    )
    return target.getvalue() + word.encode()


def png(word: str) -> bytes:
    """Plain, packed and international text, EXIF."""
    content, exif = sound.picture(), Image.Exif()
    exif[ARTIST] = word
    said = word.encode()
    packed = zlib.compress(said)
    chunks = [
        (b"tEXt", b"Author\0" + said),
        (b"zTXt", b"Comment\0\0" + packed),
        (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed),
        (b"eXIf", exif.tobytes()[6:]),
    ]
    head = content[:33]
    return head + b"".join(_chunk(*each) for each in chunks) + content[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def workbook(word: str) -> bytes:
    """Properties, a comment's author, somebody who has the file open."""
    target, book = io.BytesIO(), openpyxl.Workbook()
    about = book.properties
    about.creator = about.lastModifiedBy = about.title = about.company = word
    about.keywords = about.description = about.subject = about.category = word
    book.custom_doc_props.append(
        openpyxl.packaging.custom.StringProperty(name="单位", value=word)
    )
    book.active.append(["设备", 12])
    book.active["A1"].comment = Comment("看过", word)
    book.save(target)
    return target.getvalue()


def document(word: str) -> bytes:
    """Properties, a tracked change, a comment, a photo, and a workbook inside."""
    namespace = 'xmlns:w="w" xmlns:w15="w15"'
    change = f"<w:ins w:author=\"{word}\" w:initials='{word}'><w:p>示例</w:p></w:ins>"
    people = f'<w15:people {namespace}><w15:person w15:author="{word}"/></w15:people>'
    return sound.document(
        **{
            "docProps/core.xml": f"<cp><creator>{word}</creator></cp>",
            "docProps/app.xml": f"<p><Company>{word}</Company></p>",
            "docProps/custom.xml": f"<p><v>{word}</v></p>",
            "customXml/item1.xml": f"<author>{word}</author>",
            "word/document.xml": f"<w:document {namespace}>{change}</w:document>",
            "word/people.xml": people.encode("utf-16"),
            "word/media/image1.jpeg": jpeg(word),
            "word/media/image2.png": png(word),
            "word/embeddings/book.xlsx": workbook(word),
        }
    )


def video(word: str) -> bytes:
    """User data in the film and in its track, and a box of XMP behind it."""
    said = sound.box(b"udta", sound.box(b"meta", word.encode()))
    head = sound.box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
    film = sound.box(b"moov", said + sound.box(b"trak", said))
    tail = sound.box(b"uuid", b"\0" * 16 + word.encode())
    return head + film + sound.box(b"mdat", b"\0" * 256) + tail
