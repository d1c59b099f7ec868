"""The official's pages of panels: the gap and its reasons, nothing written unasked."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment, Conflict
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> Round:
    """Filing is over by the clock of whoever runs this."""
    now = timezone.now()
    return make_round(
        panel_size=2,
        opens_at=now - timedelta(days=20),
        closes_at=now - timedelta(days=1),
    )


@pytest.fixture
def browser(client):
    client.force_login(make_user(User.Role.OFFICIAL))
    return client


def accepted(round: Round, **fields) -> Dossier:
    return make_dossier(round=round, status=Dossier.Status.ACCEPTED, **fields)


def url(name: str, round: Round) -> str:
    return reverse(f"scoring:{name}", args=[round.pk])


def text(response) -> str:
    return response.content.decode()


def test_the_preview_explains_each_gap_and_is_applied_from_its_page(browser, round):
    enterprise = make_enterprise()
    accepted(round, enterprise=enterprise)
    make_expert(employer=enterprise.name)
    tied, free = make_expert(), make_expert()
    Conflict.objects.create(
        expert=tied, enterprise=enterprise, reason="示例", declared_at=NOW
    )

    page = text(browser.get(url("panels_preview", round)))

    said = "缺 1 人：可用专家 3 人，其中与申报单位同一单位 1 人、已申明利益关系 1 人"
    assert said in page
    assert not Assignment.objects.exists()
    digest = digest_on(page)

    browser.post(url("panels_apply", round), {"digest": digest})

    assert Assignment.objects.get().expert == free
    again = browser.post(url("panels_apply", round), {"digest": digest})
    assert again.status_code == 409
    assert "请重新预览" in text(again)
    assert Assignment.objects.count() == 1


def digest_on(page: str) -> str:
    return re.search(r'name="digest" value="(\w+)"', page)[1]


@pytest.mark.parametrize("digest", ["x", "0" * 64, ""])
def test_a_preview_that_nobody_saw_is_refused(browser, round, digest):
    accepted(round)
    make_expert()

    answer = browser.post(url("panels_apply", round), {"digest": digest})

    assert answer.status_code == 409
    assert not Assignment.objects.exists()


def test_an_expert_is_taken_back_with_a_reason_and_replaced(browser, round):
    dossier = accepted(round)
    assignment = make_assignment(dossier=dossier)
    busy, free = make_expert(), make_expert()
    make_assignment(dossier=accepted(round), expert=busy)
    change = reverse("scoring:panel_change", args=[dossier.key])
    withdraw = reverse("scoring:panel_withdraw", args=[assignment.key])

    assert "没有填写理由" in text(browser.post(withdraw, {"reason": " "}))
    assert browser.post(withdraw, {"reason": "出差"}).url == change
    assert browser.post(withdraw, {"reason": "出差"}).status_code == 404

    page = browser.get(change)
    candidates = list(page.context["page"].object_list)
    assert [each.expert for each in candidates] == [free, busy, assignment.expert]
    assert [each.is_suggested for each in candidates] == [True, False, False]
    assert "不能加入：曾回避或被撤回" in text(page)
    refused = browser.post(change, {"expert": assignment.expert.pk})
    assert refused.status_code == 409
    assert "曾回避或被撤回" in text(refused)
    browser.post(change, {"expert": free.pk})
    assert list(dossier.assignments.standing()) == [
        Assignment.objects.get(expert=free, dossier=dossier)
    ]


def test_a_tie_that_turns_up_later_is_flagged_in_the_list(browser, round):
    assignment = make_assignment(dossier=accepted(round))
    Conflict.objects.create(
        expert=assignment.expert,
        enterprise=assignment.dossier.enterprise,
        reason="示例",
        declared_at=NOW,
    )

    assert "已申明利益关系，请撤回更换" in text(browser.get(url("panels", round)))


def test_an_empty_choice_of_an_expert_is_told_to_choose(browser, round):
    change = reverse("scoring:panel_change", args=[accepted(round).key])

    for typed in ({}, {"expert": "x"}):
        page = browser.post(change, typed, follow=True)

        assert "没有选择专家。请在要加入的专家一行按“加入”。" in text(page)
    assert browser.post(change, {"expert": "999999"}).status_code == 404


def test_scoring_begins_and_ends_after_a_page_that_names_the_numbers(browser, round):
    dossier = accepted(round)
    start, close = url("start_scoring", round), url("close_scoring", round)
    refused = browser.get(start)
    assert refused.status_code == 409
    assert "还有 1 份申报没有专家" in text(refused)
    panels = browser.get(url("panels", round))
    assert "现在还不能开始评审" in text(panels)
    assert start not in panels.content.decode()
    assignment = make_assignment(dossier=dossier, state="assigned", declared_at=None)

    assert start in browser.get(url("panels", round)).content.decode()
    page = text(browser.get(start))
    assert "1 份已受理的申报、1 个专家席位" in page
    assert "不足 2 名" in page
    browser.post(start)
    assert browser.post(start).status_code == 409
    round.refresh_from_db()
    assert round.status == Round.Status.SCORING

    page = text(browser.get(close))
    assert "应交评分表 1 份，已提交 0 份，未提交 1 份" in page
    assert "没有填写理由" in text(browser.post(close, {"reason": ""}))
    Assignment.objects.update(state="declared", declared_at=NOW)
    make_sheet(assignment)
    assert "未提交 0 份" in text(browser.get(close))
    browser.post(close)
    round.refresh_from_db()
    assert round.status == Round.Status.CLOSED
    assert browser.get(url("panels_preview", round)).status_code == 409
    assert browser.post(close).status_code == 409


def test_the_list_is_narrowed_to_gaps_and_to_missing_sheets(browser, round):
    full, short, bare = (accepted(round) for _ in range(3))
    for _ in range(2):
        make_sheet(make_assignment(dossier=full))
    make_assignment(dossier=short)

    def numbers(**wanted: str) -> set[str]:
        lines = browser.get(url("panels", round), wanted).context["lines"]
        return {line.dossier.number for line in lines}

    assert numbers() == {full.number, short.number, bare.number}
    assert numbers(only="gap") == {short.number, bare.number}
    assert numbers(only="missing") == {short.number}
    assert numbers(q=full.enterprise.name) == {full.number}
    assert numbers(kind="regional") == set()


def test_another_provinces_round_is_not_there(browser):
    round = make_round(province="jiangsu", code="JS")
    assignment = make_assignment(dossier=accepted(round))
    for name in ("panels", "panels_preview", "start_scoring", "close_scoring"):
        assert browser.get(url(name, round)).status_code == 404
    assert browser.post(url("panels_apply", round)).status_code == 404
    for name, key in (
        ("panel_change", assignment.dossier.key),
        ("panel_withdraw", assignment.key),
    ):
        assert browser.get(reverse(f"scoring:{name}", args=[key])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    browser, django_assert_num_queries, round, rows
):
    Round.objects.update(status=Round.Status.SCORING)
    for _ in range(rows):
        dossier = accepted(round)
        make_sheet(make_assignment(dossier=dossier))
        make_assignment(dossier=dossier)

    # session, user, round; count, page; rows, seats, ties, who is out; two sums;
    # unmarked, what is out for correction; experts' flags
    with django_assert_num_queries(14):
        browser.get(url("panels", round))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_and_one_panel_cost_the_same_for_one_and_for_three(
    browser, django_assert_num_queries, round, rows
):
    for _ in range(rows):
        dossier = accepted(round)
        make_assignment(dossier=dossier)
        make_expert()

    # session, user, round; dossiers, pool, standing; ties, out, before; caps, fields;
    # pool; dossiers; rows, seats, ties, who is out
    with django_assert_num_queries(16):
        browser.get(url("panels_preview", round))
    # session, user, dossier, seats, pool, ties, seats of the pool, who is out, caps
    with django_assert_num_queries(9):
        browser.get(reverse("scoring:panel_change", args=[dossier.key]))


def test_the_filter_offers_the_kinds_of_the_round_alone(browser):
    round = make_round(kinds=["industry"])

    text = browser.get(reverse("scoring:panels", args=[round.pk])).content.decode()

    offered = re.findall(r'<option value="(\w+)"', text.partition("id_only")[0])
    assert offered == ["industry"]
