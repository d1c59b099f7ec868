"""A PDF's pages without its properties, its authors and its signatories.

A page whose text holds one of the words comes as a picture on which they are covered:
letters taken out of a line would still be told by what is left of them.
"""

import io
import re
from typing import Any

import pikepdf
from PIL import Image

from portal.files.apart.bare_pictures import jpeg
from portal.files.apart.covering import redrawn
from portal.files.apart.pdf import nodes
from portal.files.apart.striking import HIDDEN, strike

#: A sheet of A4 at 150 dots an inch.
WIDTH, HEIGHT = 1240, 1754
#: What any part of a file may say about itself; viewers show none of it on a page.
TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo")
#: Of the catalogue: rights, validation data, where it was fetched from.
ROOT = ("/Perms", "/Legal", "/DSS", "/URI", "/Collection")
#: Of a signature: the certificate with its owner, and what he stated.
SIGNED = ("/Contents", "/Cert", "/Name", "/Reason", "/Location", "/ContactInfo")
SIGNED += ("/Prop_Build", "/ByteRange", "/Reference")
#: What may repeat a covered page's text beside it.
REPEATED = ("/AcroForm", "/StructTreeRoot")
#: Texts beside the pages: bookmarks, notes, what is typed into a form, links.
SAID = ("/Title", "/Contents", "/RC", "/V", "/DV", "/TU", "/Alt", "/ActualText", "/URI")


def take(content: bytes, hidden: list[str]) -> bytes:
    """Only what the pages need is written again; earlier revisions are not."""
    document, words = pikepdf.open(io.BytesIO(content)), strike(hidden)
    pages = list(redrawn(content, words, WIDTH, HEIGHT))
    for index, photo, size in pages:
        _show(document, document.pages[index].obj, photo, size)
    for key in ("/Info", "/ID"):
        _drop(document.trailer, key)
    for key in (*ROOT, *(REPEATED if pages else ())):
        _drop(document.Root, key)
    if pages:
        document.remove_unreferenced_resources()
    for node in nodes(document):
        _bare(node, words)
    target = io.BytesIO()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def _photo(document: Any, photo: bytes) -> Any:
    picture = Image.open(io.BytesIO(photo))
    shown = pikepdf.Stream(document, photo, Filter=pikepdf.Name.DCTDecode)
    shown.Type, shown.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    shown.Width, shown.Height, shown.BitsPerComponent = *picture.size, 8
    shown.ColorSpace = pikepdf.Name.DeviceRGB
    return shown


def _show(document: Any, page: Any, photo: bytes, size: tuple[float, float]) -> None:
    """Nothing on the page but the picture, the way up that it was seen."""
    for key in set(page.keys()) - {"/Type", "/Parent"}:
        del page[key]
    page.MediaBox, page.Rotate = [0, 0, *size], 0
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Page=_photo(document, photo))
    )
    drawn = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Page Do Q"
    page.Contents = pikepdf.Stream(document, drawn.encode())


def _bare(node: Any, strike: re.Pattern[str]) -> None:
    for key in TOLD:
        _drop(node, key)
    subtype = node.get("/Subtype")
    if "/ByteRange" in node or node.get("/Type") == pikepdf.Name.Sig:
        for key in SIGNED:
            _drop(node, key)
    if "/Rect" in node and subtype != pikepdf.Name.Widget:
        _drop(node, "/T")  # who made the note
    for key in SAID:
        if isinstance(said := node.get(key), pikepdf.String):
            node[key] = strike.sub(HIDDEN, str(said))
    if isinstance(node, pikepdf.Stream) and node.get("/Filter") == "/DCTDecode":
        photo, terms = jpeg(node.read_raw_bytes()), node.get("/DecodeParms")
        node.write(photo, filter=pikepdf.Name.DCTDecode, decode_parms=terms)


def _drop(node: Any, key: str) -> None:
    if key in node:
        del node[key]
