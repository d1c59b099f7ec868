"""The matrix: what a cell says, what a tick does, nothing before one confirms."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, Round
from portal.models import AuditEntry, User
from scoring.models import Absence, Assignment, Blacklisting, Conflict, Expert, LoadCap
from scoring.pairs import joined, pairs_in
from tests.factories import (
    NOW,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.draws import make_draw_row

pytestmark = pytest.mark.django_db
State = Assignment.State


@pytest.fixture
def round() -> Round:
    return make_round(panel_size=2, status=Round.Status.SCORING)


@pytest.fixture
def official() -> User:
    return make_user(User.Role.OFFICIAL)


@pytest.fixture
def browser(client, official):
    client.force_login(official)
    return client


def accepted(round: Round, **fields) -> Dossier:
    return make_dossier(round=round, status=Dossier.Status.ACCEPTED, **fields)


def url(round: Round, name: str = "panel_matrix") -> str:
    return reverse(f"scoring:{name}", args=[round.pk])


def text(response) -> str:
    return response.content.decode()


def matrix(browser, round: Round, **wanted):
    return browser.get(url(round), wanted).context["matrix"]


def cell(browser, dossier: Dossier, expert: Expert):
    found = matrix(browser, dossier.round)
    codes = [column.expert.pk for column in found.columns]
    [row] = [row for row in found.rows if row.dossier.pk == dossier.pk]
    return row.cells[codes.index(expert.pk)]


def tick(browser, round: Round, was=(), seats=(), **more):
    """As the form posts it: what was ticked when it was made, what is ticked now."""
    posted = {"was": joined(was), "seat": [joined([pair]) for pair in seats], **more}
    return browser.post(url(round, "panel_changes"), posted)


def confirm(browser, page, **more):
    hidden = dict(page.context["hidden"])
    return browser.post(page.request["PATH_INFO"], {**hidden, **more})


def pair(dossier: Dossier, expert: Expert) -> tuple[int, int]:
    return dossier.pk, expert.pk


def away(expert: Expert, model, **fields) -> None:
    today = timezone.localdate()
    model.objects.create(
        expert=expert, starts_on=today - timedelta(days=1), reason="示例",
        entered_by=make_user(User.Role.OFFICIAL), entered_at=NOW, **fields,
    )  # fmt: skip


def test_each_cell_says_in_a_sign_and_in_words_why_nobody_can_sit_there(browser, round):
    enterprise = make_enterprise()
    dossier = accepted(round, enterprise=enterprise)
    same, tied, absent, listed, full, free, gone, back = (
        make_expert() for _ in range(8)
    )
    Expert.objects.filter(pk=same.pk).update(employer=enterprise.name)
    Conflict.objects.create(
        expert=tied, enterprise=enterprise, reason="示例", declared_at=NOW
    )
    away(absent, Absence, ends_on=timezone.localdate())
    away(listed, Blacklisting)
    LoadCap.objects.create(
        round=round, expert=full, most=0, set_by=make_user(), set_at=NOW
    )
    ended = {"dossier": dossier, "ended_at": NOW, "reason": "出差"}
    make_assignment(expert=gone, state=State.RECUSED, **ended)
    make_assignment(expert=back, state=State.WITHDRAWN, **ended)

    def said(expert: Expert) -> tuple[str, str, bool]:
        found = cell(browser, dossier, expert)
        return found.mark, found.said.partition("：")[0], found.is_open

    assert said(same) == ("同", "与申报单位同一单位", False)
    assert said(tied) == ("利", "已申明利益关系", False)
    assert said(absent) == ("假", "不可评审", False)
    assert said(listed) == ("黑", "列入黑名单", False)
    assert said(full) == ("满", "已满 0 份", False)
    assert said(gone) == ("避", "已回避", False)
    assert said(back) == ("撤", "已撤回", False)
    assert said(free) == ("", "", True)


def test_a_seat_says_how_far_it_is_and_is_locked_once_there_is_a_sheet(browser, round):
    dossier, other = accepted(round), accepted(round)
    waits = make_assignment(dossier=dossier, state=State.ASSIGNED, declared_at=None)
    declared = make_assignment(dossier=dossier)
    marking, done = make_assignment(dossier=other), make_assignment(dossier=other)
    make_sheet(marking, state="draft")
    make_sheet(done)

    def said(held: Assignment) -> tuple[str, bool]:
        found = cell(browser, held.dossier, held.expert)
        assert found.is_seated
        return found.mark, found.is_open

    assert [said(each) for each in (waits, declared, marking, done)] == [
        ("待", True), ("声", True), ("评", False), ("交", False),
    ]  # fmt: skip
    page = text(browser.get(url(round)))
    assert page.count(" checked>") == 2
    assert f'name="was" value="{joined([pair(dossier, waits.expert)])} ' in page


def test_who_came_into_a_tie_after_the_seat_is_marked_and_may_be_taken_back(
    browser, round
):
    held = make_assignment(dossier=accepted(round))
    enterprise = held.dossier.enterprise
    Conflict.objects.create(
        expert=held.expert, enterprise=enterprise, reason="示例", declared_at=NOW
    )
    Expert.objects.filter(pk=held.expert_id).update(is_available=False)

    found = cell(browser, held.dossier, held.expert)

    assert (found.mark, found.is_open) == ("声！", True)
    assert "已申明利益关系，请撤回更换" in found.said


def test_dossiers_under_a_draw_are_left_to_it(browser, round, official):
    dossier, expert = accepted(round), make_expert()
    make_draw_row(round, dossier, official, due=NOW + timedelta(days=1))

    assert cell(browser, dossier, expert).mark == "抽"
    page = tick(browser, round, seats=[pair(dossier, expert)])
    assert "专家由随机抽取产生" in text(page)
    assert page.context["nothing"]


def test_fields_and_cities_are_said_of_pairs_that_may_meet(browser, round):
    dossier = accepted(round, document={"profile": {"industry": "36 汽车制造业"}})
    expert = make_expert(fields=["汽车电子"], city="长春市")
    stranger = make_expert(fields=["财务"], city="吉林市")

    assert cell(browser, dossier, expert).said == "领域相符，与申报单位同城"
    assert cell(browser, dossier, stranger).said == ""


def test_ticks_are_named_first_and_done_on_confirmation_with_a_reason(browser, round):
    dossier, other = accepted(round), accepted(round)
    stays, leaves = (make_assignment(dossier=dossier) for _ in range(2))
    comes = make_expert()
    was = [pair(dossier, stays.expert), pair(dossier, leaves.expert)]
    now = [was[0], pair(dossier, comes), pair(other, comes)]

    page = tick(browser, round, was, now)

    assert [each.deed for each in page.context["changes"]] == ["撤回", "加入", "加入"]
    assert str(leaves.expert) in text(page)
    assert "撤回后不能再分派" in text(page)
    assert Assignment.objects.count() == 2
    unreasoned = confirm(browser, page)
    assert "没有填写理由" in text(unreasoned)
    assert Assignment.objects.count() == 2
    assert confirm(browser, unreasoned, reason="任务调整").url == url(round)

    leaves.refresh_from_db()
    assert (leaves.state, leaves.reason) == (State.WITHDRAWN, "任务调整")
    seated = Assignment.objects.standing().values_list("dossier", "expert")
    assert set(seated) == set(now)
    deeds = AuditEntry.objects.filter(action__startswith="panel.").order_by("pk")
    assert [each.action for each in deeds] == [
        "panel.withdrawn",
        *["panel.assigned"] * 2,
    ]
    assert deeds[0].detail == {"expert": leaves.expert.code, "reason": "任务调整"}
    assert deeds[0].subject_id == str(dossier.pk)


def test_what_cannot_be_is_named_with_its_reason_and_left_out(browser, round):
    dossier = accepted(round)
    first, second, third = (make_expert() for _ in range(3))
    strange = make_expert(province="jiangsu")
    seats = [pair(dossier, each) for each in (first, strange, second, third)]

    page = tick(browser, round, seats=seats)

    refused = {e.expert: e.refused for e in page.context["changes"] if e.refused}
    assert refused == {"—": "不在本省可用的专家库中，或已暂停评审",
                       str(third): "专家组已满（2 人）"}  # fmt: skip
    confirm(browser, page)
    assert set(Assignment.objects.values_list("expert", flat=True)) == {
        first.pk,
        second.pk,
    }


def test_nothing_is_done_where_one_of_the_confirmed_changes_cannot_be_any_more(
    browser, round
):
    dossier, other, expert = accepted(round), accepted(round), make_expert()
    page = tick(browser, round, seats=[pair(dossier, expert), pair(other, expert)])
    Conflict.objects.create(
        expert=expert, enterprise=other.enterprise, reason="示例", declared_at=NOW
    )

    answer = confirm(browser, page)

    assert answer.status_code == 409
    assert f"{other.number} 与 {expert}：已申明利益关系" in text(answer)
    assert not Assignment.objects.exists()


def test_a_sheet_begun_meanwhile_is_not_taken_away(browser, round):
    held = make_assignment(dossier=accepted(round))
    page = tick(browser, round, was=[pair(held.dossier, held.expert)])
    make_sheet(held, state="draft")

    answer = confirm(browser, page, reason="示例")

    assert answer.status_code == 409
    assert "已开始评分" in text(answer)
    held.refresh_from_db()
    assert held.state == State.DECLARED


def test_what_somebody_else_seated_meanwhile_is_not_taken_back(browser, round):
    dossier, mine = accepted(round), make_expert()
    make_assignment(dossier=dossier)  # after the page with no tick was made

    confirm(browser, tick(browser, round, was=[], seats=[pair(dossier, mine)]))

    assert Assignment.objects.standing().count() == 2


@pytest.mark.parametrize("said", ["x", "1:1:1", "-1:2", "9" * 30 + ":1", "1:", ":"])
def test_what_is_no_pair_is_refused_and_never_breaks(browser, round, said):
    accepted(round)

    page = browser.post(url(round, "panel_changes"), {"was": "", "seat": said})

    assert page.context["nothing"]
    assert pairs_in(said) == [(0, 0)]
    forged = {"confirmed": "1", "add": said, "drop": ""}
    assert browser.post(url(round, "panel_changes"), forged).status_code == 409


def test_without_any_change_one_is_told_what_to_tick(browser, round):
    answer = browser.post(url(round, "panel_changes"), {"here": "page=1&next=//x"})

    assert answer.url == f"{url(round)}?page=1"


def test_the_matrix_is_narrowed_by_dossier_and_by_expert(browser, round):
    full, bare = accepted(round), accepted(round)
    for _ in range(2):
        make_assignment(dossier=full)
    welder = make_expert(fields=["焊接"])

    def shown(**wanted):
        found = matrix(browser, round, **wanted)
        return len(found.rows), len(found.columns)

    assert shown() == (2, 3)
    assert shown(only="gap") == (1, 3)
    assert shown(who="焊") == (2, 1)
    assert shown(q=bare.number, who=welder.code) == (1, 1)
    assert shown(who="无此人") == (2, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_matrix_costs_the_same_for_one_and_for_three(
    browser, round, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_sheet(make_assignment(dossier=accepted(round)))

    # session, user, round; numbers, loads, experts, rows;
    # ties, out, caps, seats
    with django_assert_num_queries(11):
        browser.get(url(round))
    pairs = [pair(d, make_expert()) for d in Dossier.objects.all()]
    # session, user, round; rows, pool, ties, out, before, caps, standing; names
    with django_assert_num_queries(12):
        tick(browser, round, seats=pairs)


def test_many_dossiers_and_experts_come_in_pages(
    browser, round, django_assert_max_num_queries
):
    for _ in range(52):
        accepted(round)
    experts = [make_expert() for _ in range(41)]

    with django_assert_max_num_queries(15):
        answer = browser.get(url(round), {"experts": 2, "page": 2})

    found = answer.context["matrix"]
    assert [len(found.rows), len(found.columns)] == [2, 1]
    assert found.columns[0].expert == max(experts, key=lambda each: each.code)
