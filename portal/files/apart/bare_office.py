"""Workbooks and documents without properties and without who wrote or commented.

Words are struck out of their texts as well, those too that are set in several pieces.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath

from portal.files.apart import bare_pictures
from portal.files.apart.office_text import Words

NAMESPACE = "http://schemas.openxmlformats.org"
CORE = f"{NAMESPACE}/package/2006/metadata/core-properties"
#: Parts that hold nothing but properties, and what remains of each.
EMPTIED = {
    r"docprops/core\.xml": f'<cp:coreProperties xmlns:cp="{CORE}"/>',
    r"docprops/app\.xml": (
        f'<Properties xmlns="{NAMESPACE}/officeDocument/2006/extended-properties"/>'
    ),
    r"docprops/custom\.xml": (
        f'<Properties xmlns="{NAMESPACE}/officeDocument/2006/custom-properties"/>'
    ),
    r"customxml/item\d+\.xml": "<item/>",
}
#: Attributes that name a person or a place on his disk, by part.
NAMING = {
    r"word/.*\.xml": r"w:author|w:initials|w\d+\w*:(?:author|userId|providerId)",
    r"xl/persons/.*\.xml": "displayName|userId|providerId",
    r"xl/workbook\.xml": "userName|(?<=absPath )url",
    r"xl/revisions/.*\.xml": "userName|name",
    r"xl/(tables|connections|querytables)\b.*\.xml": "sourceFile|odcFile",
}
ELEMENTS = {r"xl/comments.*\.xml": "author"}
SOMEBODY = "匿名"
OFFICE = {".xlsx", ".docx"}
TEXTS = {".xml", ".rels", ".vml"}
DEEPEST = 2


def take(content: bytes, hidden: list[str]) -> bytes:
    return _package(content, Words(hidden), 0)


def _package(content: bytes, words: Words, depth: int) -> bytes:
    """Every part once more, each bare, without a date or a remark of the archive."""
    if depth > DEEPEST:
        raise ValueError("a package in a package in a package")
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if not part.is_dir():
                told = zipfile.ZipInfo(part.filename)
                told.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(told, _bare(part.filename, old.read(part), words, depth))
    return target.getvalue()


def _bare(name: str, data: bytes, words: Words, depth: int) -> bytes:
    low = name.lower()
    for pattern, rest in EMPTIED.items():
        if re.fullmatch(pattern, low):
            return rest.encode()
    ending = PurePosixPath(low).suffix
    if ending == ".png":
        return bare_pictures.png(data)
    if ending in {".jpg", ".jpeg"}:
        return bare_pictures.jpeg(data)
    if ending in OFFICE:
        return _package(data, words, depth + 1)
    if ending not in TEXTS:
        return data
    told = _decoded(data)
    struck = words.struck_from(_unnamed(low, told))
    return data if struck == told else struck.encode()


def _unnamed(name: str, text: str) -> str:
    attributes = _of(NAMING, name)
    elements = _of(ELEMENTS, name)
    if attributes:
        told = rf"""(\b(?:{attributes})\s*=\s*)("[^"]*"|'[^']*')"""
        text = re.sub(told, rf'\g<1>"{SOMEBODY}"', text)
    if elements:
        told = rf"(<(\w+:)?{elements}\b[^>]*>)[^<]*(?=</)"
        text = re.sub(told, rf"\g<1>{SOMEBODY}", text)
    return text


def _of(rules: dict[str, str], name: str) -> str:
    return "|".join(rule for part, rule in rules.items() if re.fullmatch(part, name))


def _decoded(data: bytes) -> str:
    """Text to be written as UTF-8, whatever it was."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16")
        return re.sub(r'encoding="[^"]*"', 'encoding="UTF-8"', text, count=1)
    return data.decode("utf-8-sig")
