"""What is done to many rows of the work table, and the views that are kept of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, DossierMessage, Round
from portal.models import AuditEntry, Notification, User
from portal.news import sweep
from scoring.models import SavedView, ScoreSheet
from scoring.news.table import TABLE
from tests.factories import (
    NOW,
    make_assignment,
    make_expert,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import (
    KIND,
    make_closed_round,
    make_officials,
    make_ranked,
)
from tests.scoring.pages import hidden, text_of

pytestmark = pytest.mark.django_db
TEXT = "请于本周五前补交盖章件。"


@pytest.fixture
def round() -> Round:
    """A-01 has one sheet in and one late, A-02 all, A-03 two late; one late on both."""
    round = make_closed_round(status=Round.Status.SCORING)
    slow = make_expert(code="E-SLOW")
    for number, shares in {"A-01": ("0.9",), "A-02": ("0.8",), "A-03": ()}.items():
        dossier = make_ranked(round, number, *shares, submitted_at=NOW)
        if number != "A-02":
            make_assignment(dossier=dossier, expert=slow)
    draft = make_assignment(dossier=dossier, expert=make_expert(code="E-DRAFT"))
    make_sheet(draft, state=ScoreSheet.State.DRAFT, points={})
    return round


@pytest.fixture
def official(client) -> User:
    official = make_officials()[0]
    client.force_login(official)
    return official


def address(round: Round, name: str, *more: object) -> str:
    return reverse(f"scoring:worktable{name}", args=[round.pk, *more])


def key(number: str) -> str:
    return Dossier.objects.get(number=number).key


def confirm(client, round: Round, name: str, asked: dict, **more: str):
    """What the confirmation page posts; the page itself is returned, too."""
    page = client.get(address(round, name), asked)
    assert page.status_code == 200, text_of(page)
    posted = {k: v for k, v in asked.items() if k != "page"}
    posted |= {"digest": hidden(page, "digest"), "count": hidden(page, "count"), **more}
    return page, posted


def test_a_message_goes_to_each_that_was_named_and_to_nobody_else(
    client, round, official
):
    asked = {"d": [key("A-01"), key("A-03")]}
    page, posted = confirm(client, round, "_message", asked, text=TEXT)

    assert "选中 2 家" in text_of(page)
    assert "A-01 示例A-01有限公司" in text_of(page)
    assert "A-02" not in text_of(page)
    assert "发送给 2 家" in text_of(page)
    done = client.post(address(round, "_message"), posted, follow=True)

    assert "已向 2 家发送消息" in text_of(done)
    sent = DossierMessage.objects.order_by("dossier__number")
    assert [(each.dossier.number, each.text) for each in sent] == [
        *(("A-01", TEXT), ("A-03", TEXT)),
    ]


def test_the_same_confirmation_posted_twice_sends_once(client, round, official):
    _, posted = confirm(client, round, "_message", {"d": [key("A-01")]}, text=TEXT)

    client.post(address(round, "_message"), posted)
    again = client.post(address(round, "_message"), posted)

    assert again.status_code == 409
    assert "已经办理过" in text_of(again)
    assert DossierMessage.objects.count() == 1


def test_a_message_without_words_is_asked_for_again(client, round, official):
    _, posted = confirm(client, round, "_message", {"d": [key("A-01")]}, text=" ")

    page = client.post(address(round, "_message"), posted)

    assert page.status_code == 200
    assert "有 1 处需要修改" in text_of(page)
    assert not DossierMessage.objects.exists()


def test_all_means_the_filter_and_is_counted_again(client, round, official):
    asked = {"all": "1", "progress": "none", "kind": KIND}
    page, posted = confirm(client, round, "_message", asked, text=TEXT)
    assert "选中 1 家" in text_of(page)
    assert "评分进度：无人提交评分" in text_of(page)

    make_ranked(round, "A-09", submitted_at=NOW)
    refused = client.post(address(round, "_message"), posted)

    assert refused.status_code == 409
    assert "确认时 1 家，现在 2 家" in text_of(refused)
    assert not DossierMessage.objects.exists()


def test_others_of_the_same_count_are_refused_too(client, round, official):
    asked = {"all": "1", "progress": "none"}
    _, posted = confirm(client, round, "_message", asked, text=TEXT)
    make_ranked(round, "A-09", submitted_at=NOW)
    Dossier.objects.filter(number="A-03").update(status="rejected")

    assert client.post(address(round, "_message"), posted).status_code == 409


@pytest.mark.parametrize("name", ["_message", "_remind"])
@pytest.mark.parametrize("asked", [{}, {"d": "0" * 32}, {"all": "1", "q": "无此单位"}])
def test_nobody_selected_is_said(client, round, official, name, asked):
    page = client.get(address(round, name), asked)

    assert page.status_code == 409
    assert "没有选择申报" in text_of(page)


def test_late_experts_are_reminded_once_each_without_a_name_of_an_applicant(
    client, round, official
):
    page, posted = confirm(client, round, "_remind", {"all": "1"})
    assert "共有 3 份评分表没有提交，涉及 2 位专家" in text_of(page)
    assert "没有未提交的评分，不涉及" in text_of(page)

    done = client.post(address(round, "_remind"), posted, follow=True)

    assert "已催交 2 位专家" in text_of(done)
    told = AuditEntry.objects.filter(action="panel.reminded").order_by("pk")
    assert [entry.detail for entry in told] == [
        *({"expert": "E-DRAFT", "late": 1}, {"expert": "E-SLOW", "late": 2}),
    ]
    sweep(TABLE, at=timezone.now())
    news = Notification.objects.filter(title__startswith="请提交评分")
    assert news.count() == 2
    assert not any("A-0" in each.text or "示例A" in each.text for each in news)


def test_within_a_day_nobody_is_reminded_twice(client, round, official):
    client.post(
        address(round, "_remind"),
        confirm(client, round, "_remind", {"d": [key("A-01")]})[1],
    )

    page, posted = confirm(client, round, "_remind", {"all": "1"})
    done = client.post(address(round, "_remind"), posted, follow=True)

    assert "24 小时内已经催过的 1 位不再通知" in text_of(page)
    assert "已催交 1 位专家" in text_of(done)
    assert "1 项没有办理。专家 E-SLOW：24 小时内已经催过" in text_of(done)


def test_who_has_handed_in_meanwhile_is_not_reminded(client, round, official):
    _, posted = confirm(client, round, "_remind", {"d": [key("A-03")]})
    ScoreSheet.objects.filter(assignment__expert__code="E-DRAFT").update(
        state=ScoreSheet.State.HANDED_IN, total=0, handed_in_at=NOW
    )

    client.post(address(round, "_remind"), posted)

    told = AuditEntry.objects.filter(action="panel.reminded")
    assert [entry.detail["expert"] for entry in told] == ["E-SLOW"]


def test_a_view_is_kept_opened_first_overwritten_and_forgotten(client, round, official):
    table = address(round, "")
    keep = {"query": "city=长春市&sort=-sheets&x=1", "name": "我的", "is_default": "on"}
    client.post(address(round, "_views"), keep)
    view = SavedView.objects.get()
    assert view.query == "city=%E9%95%BF%E6%98%A5%E5%B8%82&sort=-sheets"

    opened = client.get(table)
    assert opened["Location"] == f"{table}?{view.query}"
    assert "工作台账 · 我的" in text_of(client.get(opened["Location"]))

    change = address(round, "_view", view.pk)
    client.post(change, {"do": "overwrite", "query": "q=A-01"})
    assert client.get(table)["Location"] == f"{table}?q=A-01"
    client.post(change, {"do": "usual"})
    assert client.get(table).status_code == 200
    client.post(change, {"do": "first"})
    assert client.get(table).status_code == 302
    client.post(change, {"do": "forget"})
    assert not SavedView.objects.exists()


def test_a_taken_name_and_no_name_are_refused_with_the_remedy(client, round, official):
    SavedView.objects.create(owner=official, name="我的", query="q=1")

    taken = client.post(
        address(round, "_views"), {"name": "我的", "query": ""}, follow=True
    )
    empty = client.post(address(round, "_views"), {"name": " "}, follow=True)

    assert "已有名为“我的”的视图，没有保存" in text_of(taken)
    assert "视图名称：" in text_of(empty)
    assert SavedView.objects.get().query == "q=1"


def test_views_are_ones_own_and_one_is_first(client, round, official):
    other = make_user(User.Role.OFFICIAL)
    SavedView.objects.create(owner=other, name="别人的", query="q=1", is_default=True)
    first = SavedView.objects.create(owner=official, name="甲", query="q=1")
    client.post(
        address(round, "_views"), {"name": "乙", "query": "q=2", "is_default": "on"}
    )
    client.post(address(round, "_view", first.pk), {"do": "first"})

    page = client.get(address(round, ""), {"sort": "number"})

    assert "别人的" not in text_of(page)
    firsts = SavedView.objects.filter(is_default=True)
    assert {view.name for view in firsts} == {"别人的", "甲"}
