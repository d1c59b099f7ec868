"""Objective indicators on the scoring page: figure, band, confirmed or contested."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import Round
from portal.models import AuditEntry
from scoring.actions import sheets
from scoring.exports import letter_tables
from scoring.exports.marks_detail import marks_workbook
from scoring.models import Assignment, ScoreSheet
from tests.factories import NOW, full_points, make_assignment, make_dossier, make_round
from tests.scoring.pages import text_of

pytestmark = pytest.mark.django_db

CODE, OTHER = "3.1.1", "1.2.3"


def scale(metric: str, *pairs, better: str = "more") -> dict:
    bands = [{"edge": edge, "points": points} for edge, points in pairs]
    where = {"provenance": "province", "source": "示例通知"}
    return {"metric": metric, "better": better, "bands": bands, **where}


SCALES = {
    CODE: scale("connected_devices", ("0", "0"), ("60", "1"), ("1000", "2")),
    OTHER: scale("staff", ("0", "0.5"), ("10", "2")),
}


def with_scales(round: Round) -> Round:
    """The round with two objective indicators."""
    for leaf in round.table["indicators"]:
        if leaf["code"] in SCALES:
            leaf["scale"] = SCALES[leaf["code"]]
    round.save(update_fields=["table"])
    return round


def seat(**metrics: object) -> Assignment:
    """An expert's, on a dossier that states these figures."""
    round = with_scales(make_round(status=Round.Status.SCORING))
    document = {"metrics": metrics, "industries": [], "domains": [], "parks": []}
    dossier = make_dossier(round=round, document=document, status="accepted")
    return make_assignment(dossier=dossier)


def url(name: str, assignment: Assignment) -> str:
    return reverse(f"scoring:{name}", args=[assignment.key])


def typed(assignment: Assignment, **more: str) -> dict[str, str]:
    """Every other indicator full; what is named besides is posted as it stands."""
    codes = full_points(assignment.dossier.round)
    marks = {f"points-{code}": mark for code, mark in codes.items()}
    marks |= dict.fromkeys([f"points-{code}" for code in SCALES], "")
    return marks | {"version": "1", **more}


@pytest.fixture
def assignment(client):
    found = seat(connected_devices=60, staff=9)
    client.force_login(found.expert.user)
    return found


def test_the_page_shows_figure_band_points_and_where_the_figure_stands(
    client, assignment
):
    answer = client.get(url("sheet", assignment))

    shown = text_of(answer)
    assert "客观项 填报 60 台，公布分档“60 台及以上，不足 1,000 台”，得 1 分" in shown
    assert "客观项 填报 9 人，公布分档“不足 10 人”，得 0.5 分" in shown
    assert shown.count("待确认") == 2
    assert "确认全部未评的客观项" in shown
    assert 'href="#chapter-' in answer.text


def test_one_is_confirmed_by_its_button_and_all_by_another(client, assignment):
    client.post(url("sheet", assignment), {"version": "1", "confirm": CODE})
    assert ScoreSheet.objects.get().points == {CODE: "1"}

    page = client.post(
        url("sheet", assignment), {"version": "2", "confirm": "all"}, follow=True
    )

    assert ScoreSheet.objects.get().points == {CODE: "1", OTHER: "0.5"}
    assert text_of(page).count("已确认") == 2
    assert "确认全部" not in text_of(page)


def test_confirming_all_leaves_a_contest_as_it_was_typed(client, assignment):
    post = {"version": "1", "confirm": "all", f"points-{CODE}": "2"}
    client.post(url("sheet", assignment), post)

    assert ScoreSheet.objects.get().points == {CODE: "2", OTHER: "0.5"}


def test_a_sheet_with_an_objective_indicator_left_open_is_not_handed_in(
    client, assignment
):
    client.post(url("sheet", assignment), typed(assignment))

    answer = client.post(url("hand_in", assignment), {"version": "2"})

    assert answer.status_code == 409
    assert "还有 2 项没有打分" in text_of(answer)
    assert ScoreSheet.objects.get().state == ScoreSheet.State.DRAFT


def test_a_contest_wants_its_reason_before_the_sheet_is_taken(client, assignment):
    marks = {f"points-{CODE}": "1.5", f"points-{OTHER}": "0.5"}
    client.post(url("sheet", assignment), typed(assignment, **marks))

    answer = client.post(url("hand_in", assignment), {"version": "2"})
    assert answer.status_code == 409
    assert "有 1 项客观项有异议而没有写理由" in text_of(answer)
    sheet = ScoreSheet.objects.get()
    with pytest.raises(sheets.CommentsAreMissing, match=r"3\.1\.1"):
        sheets.hand_in(sheet=sheet, version=2, by=assignment.expert.user, at=NOW)

    said = {"version": "2", f"comment-{CODE}": "现场只见到 40 台"}
    client.post(url("sheet", assignment), said)
    client.post(url("hand_in", assignment), {"version": "3"})

    sheet.refresh_from_db()
    assert sheet.state == ScoreSheet.State.HANDED_IN
    assert sheet.points[CODE] == "1.5"
    assert sheet.objective == {
        CODE: {
            "figure": "60 台",
            "band": "60 台及以上，不足 1,000 台",
            "computed": "1",
            "answer": "contested",
        },
        OTHER: {
            "figure": "9 人",
            "band": "不足 10 人",
            "computed": "0.5",
            "answer": "confirmed",
        },
    }
    entry = AuditEntry.objects.get(action="sheet.handed_in")
    assert entry.detail["contested"] == [CODE]


def limited(assignment: Assignment) -> None:
    """The round wants a comment below half and above 95 %."""
    round = assignment.dossier.round
    round.review = {"comment_below": "50", "comment_above": "95"}
    round.save(update_fields=["review"])


def test_what_is_confirmed_needs_no_comment_the_band_is_its_reason(client, assignment):
    limited(assignment)
    marks = {f"points-{CODE}": "1", f"points-{OTHER}": "0.5"}
    codes = full_points(assignment.dossier.round, "0.8")
    marks = {f"points-{code}": mark for code, mark in codes.items()} | marks

    client.post(url("sheet", assignment), {"version": "1", **marks})
    page = client.get(url("sheet", assignment))

    assert "须写评语，还没有写。</p>" not in page.text
    assert "项缺评语" not in page.text
    answer = client.post(url("hand_in", assignment), {"version": "2"})
    assert answer.status_code == 302
    assert ScoreSheet.objects.get().state == ScoreSheet.State.HANDED_IN


def test_a_contest_beyond_the_limits_keeps_its_reason(client, assignment):
    limited(assignment)
    codes = full_points(assignment.dossier.round, "0.8")
    marks = {f"points-{code}": mark for code, mark in codes.items()}
    marks |= {f"points-{CODE}": "0.1", f"points-{OTHER}": "0.5"}

    client.post(url("sheet", assignment), {"version": "1", **marks})

    assert "，1 项缺评语" in client.get(url("sheet", assignment)).text
    answer = client.post(url("hand_in", assignment), {"version": "2"})
    assert answer.status_code == 409
    assert "还有 1 项按本批次规定须写评语" in text_of(answer)
    sheet = ScoreSheet.objects.get()
    with pytest.raises(sheets.CommentsAreMissing, match=CODE):
        sheets.hand_in(sheet=sheet, version=2, by=assignment.expert.user, at=NOW)


def test_a_figure_that_is_not_stated_is_for_the_expert_to_score(client):
    assignment = seat(staff=10)
    client.force_login(assignment.expert.user)

    shown = text_of(client.get(url("sheet", assignment)))
    assert "客观项 未填报，不自动计分，由您评分" in shown
    marks = {f"points-{CODE}": "0.3", "confirm": "all"}
    client.post(url("sheet", assignment), typed(assignment, **marks))
    client.post(url("hand_in", assignment), {"version": "2"})

    sheet = ScoreSheet.objects.get()
    assert sheet.state == ScoreSheet.State.HANDED_IN
    assert (sheet.points[CODE], list(sheet.objective)) == ("0.3", [OTHER])


def test_a_table_without_bands_asks_for_nothing(client):
    assignment = make_assignment()
    client.force_login(assignment.expert.user)

    assert "p-objective" not in client.get(url("sheet", assignment)).text


def test_bands_cost_the_page_no_query(client, assignment, django_assert_num_queries):
    for each in (make_assignment(), assignment):
        client.force_login(each.expert.user)
        client.get(url("sheet", each))
        with django_assert_num_queries(6):
            client.get(url("sheet", each))


@pytest.fixture
def handed_in(client, assignment):
    """One contested with its reason, one confirmed; scoring is over."""
    reason = {f"comment-{CODE}": "现场只见到 40 台"}
    marks = {f"points-{CODE}": "1.5", f"points-{OTHER}": "0.5"}
    client.post(url("sheet", assignment), typed(assignment, **marks, **reason))
    client.post(url("hand_in", assignment), {"version": "2"})
    return assignment


def test_the_marks_on_paper_say_which_follow_from_bands_and_who_objects(handed_in):
    dossier, code = handed_in.dossier, handed_in.expert.code
    data = marks_workbook(dossier.round, dossier.kind, at=NOW)

    sheet = load_workbook(BytesIO(data))["客观项"]
    rows = [row for row in sheet.iter_rows(values_only=True) if code in row]

    assert [row[3:] for row in rows] == [
        (OTHER, "工业互联网从业人员数量", "9 人", "不足 10 人", 0.5, 0.5,
         "按公布分档", None),
        (CODE, "工业设备连接数量（或工艺流程数据采集点）", "60 台",
         "60 台及以上，不足 1,000 台", 1, 1.5, "有异议", "现场只见到 40 台"),
    ]  # fmt: skip


@pytest.mark.ignore_template_errors
def test_a_letter_says_by_which_bands_and_how_many_object_but_not_who(handed_in):
    found = letter_tables.marks(handed_in.dossier.round, ScoreSheet.objects.all())

    words = [each["words"] for each in found["banded"]]
    assert words == ["按公布分档", "按公布分档；1 位专家有异议，另行给分"]
    html = render_to_string(
        "scoring/letters/opinion.html", {"marks": found, "standing": {"mark": "80"}}
    )
    assert "填报 9 人，属“不足 10 人”，0.5 分，按公布分档。" in html


def test_without_bands_the_marks_on_paper_are_as_before(handed_in):
    ScoreSheet.objects.update(objective={})
    dossier = handed_in.dossier

    data = marks_workbook(dossier.round, dossier.kind, at=NOW)

    assert "客观项" not in load_workbook(BytesIO(data)).sheetnames
