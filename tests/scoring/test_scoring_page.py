"""The expert's pages: what opens when, what is refused, what is kept."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment, Conflict, ScoreSheet
from tests.factories import (
    full_points,
    make_assignment,
    make_dossier,
    make_evidence,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.files import sound

pytestmark = pytest.mark.django_db
State = Assignment.State


def url(name: str, assignment: Assignment) -> str:
    return reverse(f"scoring:{name}", args=[assignment.key])


def log_in(client, assignment: Assignment):
    client.force_login(assignment.expert.user)
    return client


def fields(assignment: Assignment, **marks: str) -> dict[str, str]:
    """What a browser without script posts: every field, the version with it."""
    sheet = ScoreSheet.objects.filter(assignment=assignment).first()
    codes = full_points(assignment.dossier.round)
    typed = {f"points-{code}": "" for code in codes}
    typed |= {f"comment-{code}": "" for code in codes}
    typed |= {"remark": "", "version": str(sheet.version if sheet else 1)}
    return typed | {f"points-{code}": mark for code, mark in marks.items()}


def text(response) -> str:
    return response.content.decode()


def test_nothing_of_the_content_opens_before_the_declaration(client):
    assignment = make_assignment(state=State.ASSIGNED, declared_at=None)
    evidence = make_evidence(assignment.dossier)
    log_in(client, assignment)

    file = reverse("scoring:scoring_evidence", args=[assignment.key, evidence.key])
    for address in (url("sheet", assignment), url("hand_in", assignment), file):
        assert client.get(address).url == url("declare", assignment)
    assert client.post(url("sheet_save", assignment)).status_code == 409

    client.post(url("declare", assignment), {"answer": "none"})

    assert client.get(url("sheet", assignment)).status_code == 200


def test_a_declaration_needs_an_answer_and_a_recusal_a_reason(client):
    assignment = make_assignment(state=State.ASSIGNED, declared_at=None)
    log_in(client, assignment)
    address = url("declare", assignment)

    assert "没有选择" in text(client.post(address, {}))
    assert "申请回避须写明" in text(client.post(address, {"answer": "tie"}))
    assert Assignment.objects.get().state == State.ASSIGNED

    client.post(address, {"answer": "tie", "reason": "曾任顾问"})

    assert Assignment.objects.get().state == State.RECUSED
    assert Conflict.objects.get().enterprise == assignment.dossier.enterprise


def test_stepping_back_for_another_reason_is_no_tie_to_the_enterprise(client):
    assignment = make_assignment()
    log_in(client, assignment)

    client.post(url("recuse", assignment), {"answer": "other", "reason": "住院"})

    assert Assignment.objects.get().state == State.RECUSED
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("state", [State.RECUSED, State.WITHDRAWN])
def test_what_is_not_theirs_any_more_is_not_there(client, state):
    mine = make_assignment(state=state, ended_at="2026-11-20T00:00Z")
    others = make_assignment()
    log_in(client, mine)

    for assignment in (mine, others):
        for name in ("sheet", "declare", "recuse", "hand_in"):
            assert client.get(url(name, assignment)).status_code == 404
        assert client.post(url("sheet_save", assignment)).status_code == 404


def test_other_roles_are_refused(client):
    assignment = make_assignment()
    for role in set(User.Role) - {User.Role.EXPERT}:
        client.force_login(make_user(role, province="jilin", city="长春市"))
        for name in ("sheet", "declare", "recuse", "hand_in"):
            assert client.get(url(name, assignment)).status_code == 403


def test_before_and_after_scoring_the_answer_is_not_now(client):
    assignment = make_assignment()
    log_in(client, assignment)
    for status in (Round.Status.OPEN, Round.Status.CLOSED):
        Round.objects.update(status=status)
        assert client.get(url("sheet", assignment)).status_code == 409
        assert client.post(url("sheet", assignment)).status_code == 409
        assert client.post(url("sheet_save", assignment)).status_code == 409
        assert client.post(url("hand_in", assignment)).status_code == 409


def test_a_sheet_is_saved_and_handed_in_without_script(client):
    assignment = make_assignment()
    log_in(client, assignment)
    points = full_points(assignment.dossier.round)

    typed = fields(assignment, **points) | {"then": "hand_in", "remark": "架构完整。"}
    answer = client.post(url("sheet", assignment), typed)
    assert answer.url == url("hand_in", assignment)
    check = client.get(answer.url)
    assert "提交后评分和评语都不能再修改" in text(check)
    version = check.context["form"].sheet.version
    done = client.post(answer.url, {"version": version})
    assert done.url == reverse("scoring:tasks")

    sheet = ScoreSheet.objects.get()
    assert (sheet.state, sheet.total, sheet.remark) == (
        "handed_in",
        10000,
        "架构完整。",
    )
    again = client.post(answer.url, {"version": version})
    assert again.status_code == 409
    page = text(client.get(url("sheet", assignment)))
    assert "data-autosave=" not in page
    assert "已提交" in page


def test_the_check_names_each_open_indicator_and_hands_nothing_in(client):
    assignment = make_assignment()
    log_in(client, assignment)
    points = full_points(assignment.dossier.round)
    del points["4.1.5"]
    client.post(url("sheet", assignment), fields(assignment, **points))

    page = client.get(url("hand_in", assignment))
    assert f"{url('sheet', assignment)}#points-4.1.5" in text(page)
    assert "还有 1 项没有打分" in text(page)
    assert client.post(url("hand_in", assignment), {"version": 2}).status_code == 409
    assert ScoreSheet.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10.1", "应在 0 至 10 之间"),
        ("9.95", "应为 0.1 的整数倍"),
        ("-1", "不能为负数"),
        ("1e1", "不要用科学记数法"),
        ("NaN", "不是可用的数字"),
        ("1_0", "不是可用的数字"),
        ("八", "不要用汉字数字"),
    ],
)
def test_what_is_wrong_is_named_and_kept_on_the_page_and_the_rest_is_saved(
    client, typed, said
):
    assignment = make_assignment()
    make_sheet(assignment, points={"4.1.5": "7"}, state="draft")
    log_in(client, assignment)

    marks = {"4.1.5": typed, "1.1.1": "\uff12\uff0e\uff15"}
    page = client.post(url("sheet", assignment), fields(assignment, **marks))

    assert f"指标 4.1.5“企业/中小企业服务案例”：{typed}"[:20] in text(page)
    assert said in text(page)
    assert f'value="{typed}"' in text(page)
    assert "已保存的仍是 7 分" in text(page)
    assert ScoreSheet.objects.get().points == {"4.1.5": "7", "1.1.1": "2.5"}
    assert page.context["form"].sheet.version == ScoreSheet.objects.get().version


def test_autosave_keeps_what_changed_and_names_what_is_wrong(client):
    assignment = make_assignment()
    make_sheet(assignment, points={"1.1.1": "1", "1.1.2": "2"}, state="draft")
    log_in(client, assignment)

    answer = client.post(
        url("sheet_save", assignment),
        {
            "version": "1",
            "changed": ["points-1.1.1", "points-4.1.5", "comment-4.1.5", "points-x"],
            "points-4.1.5": "11",
            "comment-4.1.5": "案例\n充分",
            "points-x": "3",
        },
    )

    assert answer.json()["version"] == 2
    assert list(answer.json()["problems"]) == ["points-4.1.5"]
    sheet = ScoreSheet.objects.get()
    assert sheet.points == {"1.1.2": "2"}
    assert sheet.comments == {"4.1.5": "案例\n充分"}


def test_the_check_page_of_an_older_version_hands_nothing_in(client):
    assignment = make_assignment()
    sheet = make_sheet(assignment, state="draft", version=5)
    log_in(client, assignment)

    assert client.post(url("hand_in", assignment), {"version": 4}).status_code == 409
    assert client.post(url("hand_in", assignment), {"version": "x"}).status_code == 409
    sheet.refresh_from_db()
    assert sheet.state == "draft"


def test_an_expert_never_sees_another_experts_marks(client):
    mine = make_assignment()
    other = make_assignment(dossier=mine.dossier)
    sheet = make_sheet(other, remark="别人的总评")
    sheet.comments = {"4.1.5": "别人的评语"}
    sheet.save()
    log_in(client, mine)

    for name in ("sheet", "hand_in", "recuse"):
        page = text(client.get(url(name, mine)))
        assert "别人的" not in page
        assert other.expert.code not in page
    assert client.get(url("sheet", other)).status_code == 404


def test_evidence_is_an_attachment_of_this_dossier_only(client):
    assignment = make_assignment()
    evidence = make_evidence(assignment.dossier, name="审计报告.pdf")
    evidence.file.save("x", ContentFile(b"%PDF-1.4"))
    elsewhere = make_evidence(make_dossier())
    log_in(client, assignment)

    def get(file):
        key = [assignment.key, file.key]
        return client.get(reverse("scoring:scoring_evidence", args=key))

    answer = get(evidence)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert get(elsewhere).status_code == 404


@pytest.mark.parametrize("status", [Round.Status.OPEN, Round.Status.CLOSED])
def test_evidence_is_open_to_experts_only_while_they_score(client, status):
    """Their own sheet, once handed in, they may still read."""
    assignment = make_assignment()
    make_sheet(assignment)
    evidence = make_evidence(assignment.dossier, name="审计报告.pdf")
    evidence.file.save("x", ContentFile(sound.pdf()))
    log_in(client, assignment)
    keys = [assignment.key, evidence.key]
    doors = [
        reverse("scoring:scoring_evidence", args=keys),
        reverse("scoring:evidence_view", args=keys),
        reverse("scoring:evidence_page", args=[*keys, 1]),
    ]

    def answers():
        found = [client.get(door) for door in doors]
        for answer in found:
            answer.getvalue()  # to the end: it closes the file
        return [answer.status_code for answer in found]

    assert answers() == [200] * 3
    Round.objects.update(status=status)
    assert answers() == [404] * 3
    page = text(client.get(url("sheet", assignment)))
    assert "审计报告.pdf" in page
    assert "/evidence/" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tasks_cost_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    expert = make_expert()
    for _ in range(rows):
        make_sheet(make_assignment(expert=expert), state="draft")
    client.force_login(expert.user)

    # Session, user, assignments, rounds, discussions, defences.
    with django_assert_num_queries(6):
        page = client.get(reverse("scoring:tasks"))

    assert text(page).count("评分中 37/37") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_scoring_page_costs_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    round = make_round(status=Round.Status.SCORING)
    expert = make_expert()
    for _ in range(rows):
        dossier = make_dossier(round=round, status=Dossier.Status.ACCEPTED)
        assignment = make_assignment(dossier=dossier, expert=expert)
        for _ in range(rows):
            make_evidence(dossier)
    make_sheet(assignment, state="draft")
    client.force_login(expert.user)

    # session, user, assignment, queue, evidence, rulings
    with django_assert_num_queries(6):
        page = client.get(url("sheet", assignment))

    assert f" / {rows} 份 · 已提交 0 / {rows}" in text(page)
