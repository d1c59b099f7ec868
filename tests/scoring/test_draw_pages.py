"""The pages of a draw: officials work on it, the public reads and recomputes it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from applications.models import Dossier, Round
from scoring.actions import draw_changes, panels
from scoring.actions.draw_sealing import secret_of
from scoring.models import Assignment, Draw, Expert
from tests.factories import NOW, make_expert
from tests.portal.rules.draws import verifier
from tests.scoring.draws import (
    DUE,
    VALUE,
    make_drawable_round,
    make_drawn,
    make_promise,
    official,
)
from tests.scoring.pages import hidden, text_of

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(hours=1)
TYPED = {
    "share_technical": "60", "minimum_technical": "", "share_finance": "",
    "minimum_finance": "1", "candidates": "3", "reserves": "3", "most": "10",
    "city_most": "2", "other_city": "on", "apart": "", "value": "示例彩票第 1 期",
    "source": "示例网站", "due_on": "2026-11-21", "due_clock": "10:00",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def somebody():
    return official(name="甲示例")


@pytest.fixture
def browser(client, somebody):
    client.force_login(somebody)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"scoring:{name}", args=args)


def test_a_draw_is_promised_after_a_page_that_says_what_it_comes_to(browser):
    round = make_drawable_round()
    new = url("draw_new", round.pk)
    page = text_of(browser.get(new))
    assert "2 份申报还没有专家" in page
    assert "技术类 8 人" in page
    assert "财务类 5 人" in page

    asked = browser.post(new, TYPED)
    assert not Draw.objects.exists()
    said = text_of(asked)
    assert "每份申报：3 席：第 1 席财务类、第 2 席技术类、第 3 席技术类" in said
    again = {name: hidden(asked, name) for name in [*TYPED, "step"]}
    assert again == {**TYPED, "step": "commit"}

    done = browser.post(new, again, follow=True)

    draw = Draw.objects.get()
    assert draw.pool_sha256 in text_of(done)
    assert draw.commitment in text_of(done)
    assert secret_of(draw) not in done.content.decode()
    assert browser.get(new).status_code == 409
    assert "10:00（北京时间）以后可以录入" in text_of(done)


def test_what_cannot_be_promised_is_said_beside_the_rules(browser):
    round = make_drawable_round(dossiers=1)

    page = browser.post(url("draw_new", round.pk), {**TYPED, "candidates": "6"})

    assert "财务类候选 5 人，1 席须有候选 6 人，还差 1 人" in text_of(page)
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"apart": "Z001"}, "不是一对编号"),
        ({"apart": "Z001 Z001"}, "不是一对编号"),
        ({"apart": "Z998 Z999"}, "Z998、Z999 不在候选名单内"),
        ({"most": "0"}, "至少为 1"),
        ({"due_on": ""}, "没有填写"),
        ({"value": ""}, "没有填写"),
        ({"share_technical": "101"}, "应在 0 至 100 之间"),
    ],
)
def test_what_is_typed_wrong_is_named(browser, typed, said):
    round = make_drawable_round(dossiers=1)

    page = browser.post(url("draw_new", round.pk), {**TYPED, **typed})

    assert said in text_of(page)
    assert not Draw.objects.exists()


@pytest.mark.parametrize("step", ["", "commit"])
def test_a_promise_after_the_value_is_impossible(client, somebody, clock, step):
    round = make_drawable_round(dossiers=1)
    clock.move_to(DUE)
    client.force_login(somebody)

    refused = client.post(url("draw_new", round.pk), {**TYPED, "step": step})

    assert refused.status_code == 409
    assert "不能证明事先不知道公开值" in text_of(refused)
    assert not Draw.objects.exists()


def test_two_officials_enter_the_value_and_neither_reads_the_others(
    client, somebody, clock
):
    draw = make_promise(make_drawable_round())
    here, typed = draw.get_absolute_url(), {"value": VALUE, "source": "示例网站"}
    client.force_login(somebody)
    assert client.post(here, typed).status_code == 409
    clock.move_to(LATER)
    client.force_login(somebody)

    assert "没有填写" in text_of(client.post(here, {"value": VALUE}))
    assert "请另一位工作人员独立录入" in text_of(client.post(here, typed, follow=True))
    client.force_login(official(name="乙示例"))
    page = client.get(here)
    assert "甲示例 已于" in text_of(page)
    assert VALUE not in page.content.decode()
    wrong = client.post(here, {**typed, "value": "1"}, follow=True)
    assert "两人录入的不一致" in text_of(wrong)
    done = text_of(client.post(here, typed, follow=True))

    assert "已完成抽取并分派专家" in done
    assert "随机取第" in done
    for seat in Assignment.objects.select_related("expert__user"):
        assert str(seat.expert) in done
    assert client.post(here, typed).status_code == 409


def test_the_public_reads_codes_alone_and_recomputes_the_draw(client):
    draw = make_drawn(make_drawable_round())

    assert str(draw) in text_of(client.get(url("draw_notices")))
    page = client.get(url("draw_notice", draw.key))
    record = client.get(url("draw_record", draw.key))

    assert "6 个席位" in verifier().verify(record.content, draw.commitment)
    assert record["Content-Type"] == "application/json"
    assert "attachment" in record["Content-Disposition"]
    for answer in (page, record):
        text = answer.content.decode()
        for each in Expert.objects.select_related("user"):
            assert each.user.name not in text
            assert each.employer not in text
        for dossier in Dossier.objects.select_related("enterprise"):
            assert dossier.enterprise.name not in text
    said = text_of(page)
    assert draw.secret in said
    assert VALUE in said
    assert "verify_draw.py" in page.content.decode()


def test_an_open_seat_is_offered_to_the_next_reserve(browser):
    draw = make_drawn(make_drawable_round(dossiers=1), city_most=0)
    left = Assignment.objects.select_related("dossier__round", "expert").first()
    panels.recuse(assignment=left, reason="示例", by=left.expert.user, at=LATER)

    page = browser.get(draw.get_absolute_url())
    said = text_of(page)
    assert "空缺的席位" in said
    assert "按规则由" in said
    change = browser.get(url("panel_change", left.dossier.key))
    assert draw.get_absolute_url() in change.content.decode()
    pick = next(p for p in draw.result["seats"] if p["expert"] == left.expert.code)
    place = f"{pick['number']}/{pick['seat']}"
    replace = url("draw_replace", draw.key)
    done = text_of(browser.post(replace, {"place": place}, follow=True))

    assert f"已递补到申报 {left.dossier.number} 第 {pick['seat']} 席" in done
    assert "递补记录" in done
    assert left.dossier.assignments.standing().count() == 3
    for odd in (place, "x/y", ""):
        assert browser.post(replace, {"place": odd}).status_code == 409


def test_where_nobody_is_left_the_page_leads_to_a_choice_by_hand(browser):
    draw = make_drawn(make_drawable_round(dossiers=1), reserves=0)
    left = Assignment.objects.select_related("dossier__round", "expert").first()
    panels.recuse(assignment=left, reason="示例", by=left.expert.user, at=LATER)

    assert "候补中没有可以递补的人" in text_of(browser.get(draw.get_absolute_url()))


def test_a_draw_is_void_by_two_and_stays_on_the_public_page(browser, client):
    draw = make_promise(make_drawable_round())
    here = url("draw_void", draw.key)
    assert "没有填写理由" in text_of(browser.post(here, {"step": "ask"}))
    browser.post(here, {"step": "ask", "reason": "名单有误（示例）"})
    assert browser.get(here).status_code == 403
    client.force_login(official(name="乙示例"))
    assert "甲示例 提出，理由：名单有误" in text_of(client.get(here))
    assert client.post(here, {"step": "ask", "reason": "x"}).status_code == 409

    client.post(here, {"step": "confirm"})

    client.logout()
    said = text_of(client.get(url("draw_notice", draw.key)))
    assert "作废： 名单有误（示例）" in said
    assert "甲示例提出，乙示例于" in said
    assert "作废" in text_of(client.get(url("draw_notices")))


def test_a_void_draw_cannot_be_void_again(browser):
    draw = make_promise(make_drawable_round())
    draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=NOW)
    draw_changes.confirm_void(draw=draw, by=official(), at=NOW)

    assert browser.get(url("draw_void", draw.key)).status_code == 409


@pytest.mark.parametrize("status", ["draft", "closed", "published"])
def test_nothing_is_promised_at_another_stage(browser, status):
    round = make_drawable_round(dossiers=1)
    Round.objects.update(status=status)

    assert browser.get(url("draw_new", round.pk)).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(
    browser, django_assert_num_queries, rows
):
    round = make_drawable_round(dossiers=rows)
    make_expert(fields=["示例学"])
    # session, user, round, pending; pool, away; dossiers
    with django_assert_num_queries(7):
        browser.get(url("draw_new", round.pk))
    draw = make_drawn(round)
    for each in Dossier.objects.all():
        left = each.assignments.select_related("dossier__round", "expert").first()
        panels.recuse(assignment=left, reason="示例", by=left.expert.user, at=LATER)
    # session, user, draw; own entry, names, replacements; events, seats; dossiers;
    # experts, available, ties, away, before, loads; entries
    with django_assert_num_queries(16):
        browser.get(draw.get_absolute_url())
    # session, user, round; draws
    with django_assert_num_queries(4):
        browser.get(url("draws", round.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_pages_cost_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    draw = make_drawn(make_drawable_round(dossiers=rows))
    with django_assert_num_queries(4):  # draw, replacements, entries, events
        client.get(url("draw_notice", draw.key))
    with django_assert_num_queries(3):  # draw, entries, events
        client.get(url("draw_record", draw.key))
    for _ in range(rows - 1):
        make_promise(make_drawable_round(), candidates=1)
    with django_assert_num_queries(2):  # count, draws
        client.get(url("draw_notices"))


def test_many_draws_are_told_apart_by_their_order(browser):
    round = make_drawable_round()
    draw = make_promise(round)
    draw_changes.ask_void(draw=draw, reason="示例", by=official(), at=NOW)
    draw_changes.confirm_void(draw=draw, by=official(), at=NOW)
    second = make_promise(round)

    said = text_of(browser.get(url("draws", round.pk)))
    assert said.index("第 2 次") < said.index("第 1 次")
    assert second.number == 2


def test_where_no_dossier_waits_the_page_says_so_instead_of_a_form(browser):
    round = make_drawable_round(dossiers=0)
    new = url("draw_new", round.pk)

    page = browser.get(new)

    assert "没有等待分派专家的申报" in text_of(page)
    assert b'name="candidates"' not in page.content
    assert page.context["trail"][0] == (round.title, round.get_absolute_url())
    assert browser.post(new, TYPED).status_code == 409
    assert not Draw.objects.exists()
