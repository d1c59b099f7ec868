"""Offline score sheets issued, filled in and handed in."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from applications.models import Dossier, Round
from scoring.exports.offline import sheet_name, write_offline
from scoring.facts.offline import COMMENT, POINTS
from scoring.models import Assignment, Expert, ScoreSheet
from tests.factories import NOW, make_assignment, make_dossier, make_expert, make_round

#: An indicator of the Jilin table of weight 4, its first, and its last.
CODE = "1.1.1"


def make_seats(count: int = 1, expert: Expert | None = None, **round) -> list:
    """Declared assignments of one expert in one round that is being scored."""
    batch = make_round(status=Round.Status.SCORING, **round)
    expert = expert or make_expert()
    return [
        make_assignment(
            dossier=make_dossier(round=batch, status=Dossier.Status.ACCEPTED),
            expert=expert,
        )
        for _ in range(count)
    ]


def fresh(assignment: Assignment) -> Assignment:
    rows = Assignment.objects.select_related(
        "expert", "dossier__round", "dossier__enterprise", "sheet"
    )
    return rows.get(pk=assignment.pk)


def issued(*assignments: Assignment) -> bytes:
    return write_offline([fresh(each) for each in assignments], at=NOW)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def page_of(book: Workbook, assignment: Assignment) -> Worksheet:
    return book[sheet_name(assignment)]


def row_of(page: Worksheet, code: str) -> int:
    return next(cell.row for cell in page["A"] if cell.value == code)


def remark_of(page: Worksheet) -> int:
    return next(c.row for c in page["B"] if str(c.value).startswith("总体评价"))


def filled(assignment: Assignment, marks=(), comments=(), remark=None) -> bytes:
    """The sheet as issued now, with these marks and comments typed in."""
    book = opened(issued(assignment))
    fill(page_of(book, assignment), marks, comments, remark)
    return saved(book)


def fill(page: Worksheet, marks=(), comments=(), remark=None) -> None:
    for code, mark in dict(marks).items():
        page.cell(row_of(page, code), POINTS).value = mark
    for code, said in dict(comments).items():
        page.cell(row_of(page, code), COMMENT).value = said
    if remark is not None:
        page.cell(remark_of(page), COMMENT).value = remark


def url(name: str, of: Assignment) -> str:
    key = of.key if name == "offline_sheet" else of.dossier.round_id
    return reverse(f"scoring:{name}", args=[key])


def upload(browser, assignment: Assignment, content: bytes):
    file = SimpleUploadedFile("离线评分表.xlsx", content)
    return browser.post(url("offline", assignment), {"book": file})


def confirm(browser, assignment: Assignment, answer, **choices: str):
    typed = {"token": answer.context["token"], **choices}
    return browser.post(url("offline_apply", assignment), typed, follow=True)


def sheet_of(assignment: Assignment) -> ScoreSheet:
    return ScoreSheet.objects.get(assignment=assignment)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
