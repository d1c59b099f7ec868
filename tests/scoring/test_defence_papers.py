"""What letters, results and workbooks say of a defence: both parts, and who was out."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Round
from scoring.actions import letters, shortlists
from scoring.exports.letter_pdf import letter_html
from scoring.models import Letter, Shortlist
from tests.factories import NOW
from tests.scoring.closed_rounds import (
    CAP_SECURITY,
    KIND,
    frozen_at,
    make_officials,
    make_ranked,
)
from tests.scoring.defended import (
    called,
    ended,
    make_defended_round,
    marked,
    missed,
    seats_of,
    timed,
)
from tests.scoring.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """One selected, one below the line, one absent, one not called, one ineligible."""
    round = make_defended_round(more={"first": 3, "absence": "out"})
    first, second = make_officials()
    shares = {"A": "0.9", "B": "0.8", "C": "0.7", "D": "0.6"}
    dossiers = {n: make_ranked(round, n, s) for n, s in shares.items()}
    dossiers["E"] = make_ranked(round, "E", "0.95", lacking=[CAP_SECURITY])
    call = called(round, first)
    timed(call, first)
    marked(dossiers["A"], ("50", "30"))
    marked(dossiers["B"], ("40", "30"))
    missed(dossiers["C"], first)
    ended(call, first)
    shortlist = frozen_at(
        round=round, kind=KIND, quota=1, minimum=None, by=first, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    return round, first, dossiers


def paper_of(number: str, kind: str) -> str:
    content = Letter.objects.get(dossier__number=number, kind=kind).content
    html = letter_html(content)
    return text_of(type("Answer", (), {"content": html.encode()}))


def test_letters_state_both_parts_and_why_one_has_no_place(listed):
    round, official, _ = listed

    letters.write_letters(round=round, kinds=["opinion", "result"], by=official, at=NOW)

    first = paper_of("A", "opinion")
    assert "86.79 分（满分 100 分；其中材料评审得分 89.70 分，占 70%" in first
    assert "现场答辩得分 80.00 分，占 30%" in first
    assert "专家独立评分，经现场答辩" in first
    assert "综合得分 = 材料评审得分 × 70% + 答辩得分 × 30%" in first
    assert "现场答辩得分 70.00 分，占 30%" in paper_of("B", "result")
    absent = paper_of("C", "result")
    assert "缺席现场答辩，不列入最终排名" in absent
    assert "None" not in absent
    left_out = paper_of("D", "opinion")
    assert "未参加现场答辩，不列入最终排名" in left_out
    assert "经现场答辩" not in left_out
    assert "未入选（未参加现场答辩）" in left_out
    assert "必备条款未达到" in paper_of("E", "result")
    assert "材料评审得分" in paper_of("E", "opinion")


def test_each_enterprise_reads_its_own_parts(client, listed):
    _round, official, dossiers = listed
    Shortlist.objects.update(
        state="published", published_by=official, published_at=NOW,
        notice_from=NOW.date(), notice_until=NOW.date(),
    )  # fmt: skip
    Round.objects.update(status=Round.Status.PUBLISHED)
    said = {}
    for number, dossier in dossiers.items():
        client.force_login(dossier.started_by)
        page = client.get(reverse("scoring:result", args=[dossier.key]))
        said[number] = text_of(page)

    assert "材料评审得分 89.70 分" in said["A"]
    assert "现场答辩得分 80.00 分" in said["A"]
    assert "缺席现场答辩，不参加最终排名" in said["C"]
    assert "未参加现场答辩，不参加最终排名" in said["D"]
    assert "现场答辩得分" not in said["D"]


def test_the_details_hold_every_defence_sheet_under_codes(client, listed):
    round, official, dossiers = listed
    client.force_login(official)

    book = load_workbook(BytesIO(client.get(url("marks_export", round)).content))

    [seat] = seats_of(dossiers["A"])
    rows = [list(row) for row in book["答辩评分"].iter_rows(values_only=True)]
    [row] = [row for row in rows if row[0] == "A"]
    assert seat.expert.code in row
    assert {50, 30, 80, "演示属实（示例）"} <= set(row)
    assert seat.expert.user.name not in str(rows)


def test_before_the_end_nobody_reads_a_defence_mark(client):
    round = make_defended_round()
    official, _ = make_officials()
    dossier = make_ranked(round, "A", "0.9")
    call = called(round, official)
    timed(call, official)
    marked(dossier, ("51.7", "30"))
    client.force_login(official)

    book = load_workbook(BytesIO(client.get(url("marks_export", round)).content))
    page = client.get(reverse("scoring:defences", args=[round.pk]))

    assert "答辩评分" not in book.sheetnames
    assert "81.7" not in text_of(page)
