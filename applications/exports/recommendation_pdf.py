"""推荐汇总表 on paper: the list a city signs and stamps, its digest in the footer."""

from datetime import datetime

from django.template.loader import render_to_string

from applications.exports.dossier_pdf import GETA
from applications.models import Round
from applications.presentation.recommending import ListedLine
from portal.press.glyphs import missing_in
from portal.press.paper import pdf_of

SHEET = "css/recommendation-print.css"


def recommendation_pdf(
    round: Round, city: str, lines: list[ListedLine], digest: str, *, at: datetime
) -> bytes:
    """The list as it stands, with places for signature and stamp."""
    page = {"round": round, "city": city, "lines": lines, "digest": digest, "at": at}
    html = render_to_string("applications/print/recommendations.html", page)
    return pdf_of(
        html.translate(dict.fromkeys(map(ord, missing_in(html)), GETA)), SHEET
    )
