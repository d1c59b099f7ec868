"""A PDF's pages without its properties, its authors and its signatories."""

import io
import re
from typing import Any

import pikepdf

from portal.files.apart.bare_pictures import jpeg
from portal.files.apart.pdf import nodes

HIDDEN = "〔已隐去〕"
#: What any part of a file may say about itself; viewers show none of it on a page.
TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo")
#: Of the catalogue: rights, validation data, where it was fetched from.
ROOT = ("/Perms", "/Legal", "/DSS", "/URI", "/Collection")
#: Of a signature: the certificate with its owner, and what he stated.
SIGNED = ("/Contents", "/Cert", "/Name", "/Reason", "/Location", "/ContactInfo")
SIGNED += ("/Prop_Build", "/ByteRange", "/Reference")


def take(content: bytes, hidden: str) -> bytes:
    """Only what the pages need is written again; earlier revisions are not."""
    document = pikepdf.open(io.BytesIO(content))
    strike = re.compile(hidden, re.IGNORECASE)
    for key in ("/Info", "/ID"):
        _drop(document.trailer, key)
    for key in ROOT:
        _drop(document.Root, key)
    for node in nodes(document):
        _bare(node, strike)
    target = io.BytesIO()
    document.save(target, deterministic_id=True)
    return target.getvalue()


def _bare(node: Any, strike: re.Pattern[str]) -> None:
    for key in TOLD:
        _drop(node, key)
    subtype = node.get("/Subtype")
    if "/ByteRange" in node or node.get("/Type") == pikepdf.Name.Sig:
        for key in SIGNED:
            _drop(node, key)
    if "/Rect" in node and subtype != pikepdf.Name.Widget:
        _drop(node, "/T")  # who made the note
    if "/Title" in node:
        node.Title = strike.sub(HIDDEN, str(node.Title))
    if isinstance(node, pikepdf.Stream) and node.get("/Filter") == "/DCTDecode":
        photo, terms = jpeg(node.read_raw_bytes()), node.get("/DecodeParms")
        node.write(photo, filter=pikepdf.Name.DCTDecode, decode_parms=terms)


def _drop(node: Any, key: str) -> None:
    if key in node:
        del node[key]
