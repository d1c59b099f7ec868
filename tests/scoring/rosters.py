"""Rosters filled in, handed in and taken over."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from scoring.exports.roster import write_roster
from scoring.facts.roster import COLUMNS, SHEET
from scoring.models import Expert
from tests.factories import NOW, credit_code

NEW = {
    "name": "示例专家乙",
    "email": "Yi@Example.com",
    "employer": "示例大学",
    "employer_code": credit_code(5),
    "title": "教授",
    "fields": "工业软件、数据安全",
    "city": "长春市",
    "years": 12,
    "is_available": "否",
}


def text(response) -> str:
    return response.content.decode()


def issued(*known: Expert) -> bytes:
    return write_roster("jilin", known, at=NOW)


def filled(*rows: dict[str, object], known: tuple[Expert, ...] = (), change=None):
    """The template with ``rows`` under the known experts, and a ``change`` after."""
    book = load_workbook(io.BytesIO(issued(*known)))
    for number, row in enumerate(rows, start=2 + len(known)):
        for id, value in row.items():
            cell = book[SHEET][f"{COLUMNS[id]}{number}"]
            cell.value = value
            if isinstance(value, str) and not value.startswith("=f"):
                cell.data_type = "s"
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(browser, content: bytes):
    file = SimpleUploadedFile("专家名册.xlsx", content)
    return browser.post(reverse("scoring:roster"), {"book": file})


def apply(browser, answer, **more: str):
    token = answer.context["token"]
    url = reverse("scoring:roster_apply")
    return browser.post(url, {"token": token, **more}, follow=True)
