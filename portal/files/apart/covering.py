"""Pages of a PDF on which certain words are covered, wherever their text is known.

Of a scanned page without a text layer nobody knows what it says: it stays as it is.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

#: How far a cover reaches beyond a letter, in points.
MARGIN = 1.0
COVER = (40, 40, 40, 255)


def covered(document: Any, index: int, strike: re.Pattern[str]) -> tuple[Any, int]:
    """The page as it is drawn, forms and notes too, and how many letters are covered.

    Nothing is written to the file.
    """
    pdfium.FPDFPage_Flatten(document[index], pdfium.FLAT_NORMALDISPLAY)
    page = document[index]
    letters = list(_letters(page.get_textpage(), strike))
    for left, bottom, right, top in letters:
        width, height = right - left + 2 * MARGIN, top - bottom + 2 * MARGIN
        rectangle = pdfium.FPDFPageObj_CreateNewRect(
            left - MARGIN, bottom - MARGIN, width, height
        )
        pdfium.FPDFPageObj_SetFillColor(rectangle, *COVER)
        pdfium.FPDFPath_SetDrawMode(rectangle, pdfium.FPDF_FILLMODE_WINDING, False)
        pdfium.FPDFPage_InsertObject(page, rectangle)
    return page, len(letters)


def _letters(text: Any, strike: re.Pattern[str]) -> Iterator[tuple[float, ...]]:
    """The box of every letter that belongs to one of the words."""
    codes = (pdfium.FPDFText_GetUnicode(text, at) for at in range(text.count_chars()))
    letters = "".join(map(chr, codes))
    for found in strike.finditer(letters):
        for at in range(*found.span()):
            if not letters[at].isspace():
                yield text.get_charbox(at, loose=True)


def rendered(page: Any, width: int, height: int) -> Any:
    """As large as it goes into so many dots."""
    across, down = page.get_size()
    scale = min(width / max(across, 1), height / max(down, 1))
    return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


def redrawn(
    content: bytes, strike: re.Pattern[str], width: int, height: int
) -> Iterator[tuple[int, bytes, tuple[float, float]]]:
    """Each page that had to be covered: its index, a JPEG of it, its size in points."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    for index in range(len(document)):
        page, letters = covered(document, index, strike)
        if letters:
            target = io.BytesIO()
            rendered(page, width, height).save(target, "JPEG", quality=80)
            yield index, target.getvalue(), page.get_size()
