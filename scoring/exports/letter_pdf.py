"""A letter's PDF, from its content alone: the same content, the same bytes."""

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from portal.press.paper import PressError, pdf_of
from scoring.exports.letter_check import LetterError, check

PAGES = {
    "opinion": "scoring/letters/opinion.html",
    "result": "scoring/letters/result.html",
    "correction": "scoring/letters/correction.html",
}
FITS = (12, 14, 16, 18, 22, 30)  # characters of an agency in one line, by size
ROW, BAR = 22, 240  # the chart's rows and full bars


def letter_pdf(content: dict[str, Any]) -> bytes:
    """The PDF of a letter's content, without a missing glyph; raises LetterError."""
    check(content)
    try:
        return pdf_of(letter_html(content))
    except PressError as error:
        raise LetterError(f"通知函的{error}") from error


def letter_html(content: dict[str, Any]) -> str:
    page = {
        **content,
        "fits": next((n for n in FITS if len(content["agency"]) <= n), FITS[-1]),
        "chart": _chart(content.get("groups", [])),
    }
    return render_to_string(PAGES[content["kind"]], page)


def _chart(groups: list[dict[str, str]]) -> dict[str, Any]:
    """Where the bars of the group marks stand, in points."""
    bars = [
        {
            **group,
            "top": ROW * number + 5,
            "foot": ROW * number + 15,
            "width": f"{BAR * Decimal(group['rate'] or 0) / 100:.1f}",
        }
        for number, group in enumerate(groups)
    ]
    return {"bars": bars, "height": ROW * len(bars)}
