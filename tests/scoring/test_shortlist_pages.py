"""Freezing, approving, publishing and taking back, through the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.workcalendar import add_workdays
from scoring.actions import shortlists
from scoring.models import Shortlist
from tests.factories import NOW
from tests.scoring.closed_rounds import (
    KIND,
    frozen_at,
    make_closed_round,
    make_officials,
    make_ranked,
    make_three,
)
from tests.scoring.pages import BY_QUOTA, frozen, hidden, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return make_closed_round()


@pytest.fixture
def officials():
    return make_officials()


def test_from_freezing_to_the_public_through_the_pages(client, round, officials):
    make_three(round)
    first, second = officials
    client.force_login(first)
    page = client.get(url("draw_up", round), BY_QUOTA)
    assert "拟入选 2 家" in text_of(page)
    assert "示例A-02有限公司" in text_of(page)
    assert hidden(page, "digest") in text_of(page)
    client.post(url("draw_up", round), {**BY_QUOTA, "digest": hidden(page, "digest")})

    client.force_login(second)
    page = client.get(url("approve", round))
    client.post(url("approve", round), {"digest": hidden(page, "digest")})
    page = client.get(url("publish", round))
    today = timezone.localdate()
    client.post(
        url("publish", round),
        {
            "digest": hidden(page, "digest"),
            "since": today.isoformat(),
            "workdays": "5",
            "contact": "省厅示例处，电话 0431-00000000",
        },
    )

    shortlist = Shortlist.objects.get()
    assert shortlist.state == Shortlist.State.PUBLISHED
    assert (shortlist.drawn_up_by, shortlist.approved_by) == (first, second)
    assert shortlist.notice_until == add_workdays(today, 5)
    notice = text_of(client.get(f"/publicity/{round.pk}/"))
    assert "示例A-02有限公司" in notice
    assert "联系方式和异议受理： 省厅示例处，电话 0431-00000000" in notice


def test_who_froze_a_list_is_told_why_somebody_else_must_approve_it(
    client, round, officials
):
    make_three(round)
    frozen(round, officials[0])
    client.force_login(officials[0])

    for response in (
        client.get(url("approve", round)),
        client.post(url("approve", round)),
    ):
        assert response.status_code == 403
        assert "各个环节须由不同的人员签署" in text_of(response)
    assert Shortlist.objects.get().state == Shortlist.State.DRAWN_UP


def test_of_two_who_confirm_the_same_freeze_the_second_is_told_so(
    client, round, officials
):
    make_three(round)
    digests = []
    for official in officials:
        client.force_login(official)
        page = client.get(url("draw_up", round), BY_QUOTA)
        digests.append(hidden(page, "digest"))

    answers = []
    for official, digest in zip(officials, digests, strict=True):
        client.force_login(official)
        data = {**BY_QUOTA, "digest": digest}
        answers.append(client.post(url("draw_up", round), data))

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "已经冻结" in text_of(answers[1])
    assert Shortlist.objects.get().drawn_up_by == officials[0]


def test_what_changed_since_it_was_confirmed_is_not_done(client, round, officials):
    make_three(round)
    client.force_login(officials[0])
    page = client.get(url("draw_up", round), BY_QUOTA)
    make_ranked(round, "A-00", "0.95")

    data = {**BY_QUOTA, "digest": hidden(page, "digest")}
    answer = client.post(url("draw_up", round), data)

    assert answer.status_code == 409
    assert "已经变化" in text_of(answer)
    assert not Shortlist.objects.exists()


def test_a_list_drawn_up_anew_is_not_approved_by_an_old_page(client, round, officials):
    make_three(round)
    old = frozen(round, officials[0])
    client.force_login(officials[1])
    page = client.get(url("approve", round))
    shortlists.withdraw(shortlist=old, reason="名额有误。", by=officials[0])
    gone = client.post(url("approve", round), {"digest": hidden(page, "digest")})
    frozen_at(round=round, kind=KIND, quota=1, minimum=None, by=officials[0], at=NOW)

    stale = client.post(url("approve", round), {"digest": hidden(page, "digest")})

    assert (gone.status_code, stale.status_code) == (409, 409)
    assert Shortlist.objects.get().state == Shortlist.State.DRAWN_UP


def test_withdrawing_asks_for_a_reason(client, round, officials):
    make_three(round)
    shortlist = frozen(round, officials[0])
    client.force_login(officials[1])

    asked = client.post(url("withdraw", round), {"digest": shortlist.digest})
    done = client.post(
        url("withdraw", round), {"digest": shortlist.digest, "reason": "名额有误。"}
    )

    assert "没有填写" in text_of(asked)
    assert done.status_code == 302
    assert not Shortlist.objects.exists()


@pytest.mark.parametrize(
    ("since", "workdays", "said"),
    [
        (-1, "5", "不得早于今天"),
        (0, "4", "不少于 5 个工作日"),
        (0, "", "没有填写"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_in_words(
    client, round, officials, since, workdays, said
):
    make_three(round)
    shortlist = frozen(round, officials[0])
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)
    client.force_login(officials[0])
    since = timezone.localdate() + timedelta(days=since)
    data = {"digest": shortlist.digest, "since": since, "workdays": workdays}

    page = client.post(url("publish", round), data)

    assert said in text_of(page)
    assert Shortlist.objects.get().state == Shortlist.State.APPROVED


def test_a_list_is_not_published_without_saying_where_to_object(
    client, round, officials, settings
):
    make_three(round)
    shortlist = frozen(round, officials[0])
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)
    client.force_login(officials[0])
    day = timezone.localdate().isoformat()
    posted = {"digest": shortlist.digest, "since": day, "workdays": "5"}

    page = client.post(url("publish", round), {**posted, "contact": " "})

    assert "没有填写" in text_of(page)
    assert Shortlist.objects.get().state == Shortlist.State.APPROVED
    settings.ROUND_CONTACT = "{place}平台办，电话 000"
    page = client.get(url("publish", round))
    assert 'value="吉林省平台办，电话 000"' in page.content.decode()
    client.post(url("publish", round), {**posted, "contact": "本批次专班，电话 111"})
    round.refresh_from_db()
    assert round.contact_line == "本批次专班，电话 111"


def test_a_notice_stands_five_workdays_unless_told_otherwise(
    client, round, officials, time_machine
):
    time_machine.move_to("2026-11-20 10:00 +0800")  # a Friday
    make_three(round)
    shortlist = frozen(round, officials[0])
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)
    client.force_login(officials[0])

    page = client.get(url("publish", round))

    assert 'value="2026-11-20"' in page.content.decode()
    assert "到 2026年11月27日（星期五）（北京时间）当天结束" in text_of(page)


def test_dossiers_without_a_sheet_stand_in_the_way_and_are_named(
    client, round, officials
):
    make_three(round)
    make_ranked(round, "A-09")
    client.force_login(officials[0])

    page = text_of(client.get(url("ranking", round)))
    view = client.get(url("draw_up", round), BY_QUOTA)
    answer = client.post(
        url("draw_up", round), {**BY_QUOTA, "digest": hidden(view, "digest")}
    )

    assert "1 家达到门槛但没有有效的评分表" in page
    assert "冻结排名…" not in page
    assert answer.status_code == 409
    assert "A-09" in text_of(answer)
