"""The dossier and the receipt of its submission on paper (申报书、提交回执)."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from applications.facts import digest_of
from applications.models import Dossier, Evidence
from applications.presentation import (
    Chapter,
    chapters_of,
    clause_report,
    files_of,
    kind_label,
)
from applications.presentation.check_code import check_code
from portal.press.glyphs import missing_in
from portal.press.paper import PressError, pdf_of

SHEET = "css/dossier-print.css"
LONGEST = 150_000  # characters of source, twice what the form holds: three seconds
GETA = "〓"  # what printers set for a character that they have not got


def dossier_pdf(dossier: Dossier, evidence: list[Evidence]) -> bytes:
    """The whole dossier with these files; raises PressError where it is too long."""
    chapters = chapters_of(dossier, files_of(evidence, lambda each: each.key))
    page = {
        **_about(dossier, evidence),
        "chapters": chapters,
        "report": clause_report(dossier),
        "evidence": _listed(evidence, _places(chapters)),
    }
    return _printed("applications/print/dossier.html", page)


def receipt_pdf(dossier: Dossier, progress_url: str) -> bytes:
    """The receipt of a submission, with the code for asking without login."""
    evidence = list(dossier.evidence.in_place())
    chapters = chapters_of(dossier, files_of(evidence, lambda each: each.key))
    page = {
        **_about(dossier, evidence),
        "check_code": check_code(dossier),
        "progress_url": progress_url,
        "evidence": _listed(evidence, _places(chapters)),
    }
    return _printed("applications/print/receipt.html", page)


def _about(dossier: Dossier, evidence: Iterable[Evidence]) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "enterprise": dossier.enterprise,
        "round": dossier.round,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "digest": digest_of(dossier, evidence),
    }


def _places(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Where in the dossier a file stands, by its key."""
    places: dict[str, str] = {}
    for chapter in chapters:
        for part in (*chapter.answers, *chapter.slots):
            places.update((file.url, part.label) for file in part.files)
        for file in chapter.files:
            places.setdefault(file.url, chapter.title)
    return places


def _listed(
    evidence: Iterable[Evidence], places: dict[str, str]
) -> list[tuple[Evidence, str]]:
    return [(each, places.get(each.key, "其他")) for each in evidence]


def _printed(template: str, page: dict[str, Any]) -> bytes:
    html = render_to_string(template, page)
    if len(html) > LONGEST:
        raise PressError("申报书的文字过长，不能生成 PDF；请在网页上查看全文。")
    gaps = dict.fromkeys(map(ord, missing_in(html)), GETA)
    return pdf_of(html.translate(gaps), SHEET)
