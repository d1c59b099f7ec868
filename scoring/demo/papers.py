"""Sample evidence: one plain page in PDF a kind, which says that it is a sample."""

from functools import cache
from io import BytesIO

import pikepdf

from portal.press.paper import pdf_of

PAGE = """<html lang="zh"><body><h1>{label}</h1>
<p>示例佐证材料，仅供演示，不代表任何真实单位。</p></body></html>"""


@cache
def paper(label: str) -> bytes:
    return pdf_of(PAGE.format(label=label))


def paper_of(owner: str, label: str) -> bytes:
    """The same page under its owner's name: no two firms hand in the same file."""
    with pikepdf.open(BytesIO(paper(label))) as pdf:
        pdf.docinfo["/Author"] = owner
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
