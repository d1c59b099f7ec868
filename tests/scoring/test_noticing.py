"""A list before the public: counted in workdays, prolonged, then made final."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.models import AuditEntry
from scoring.actions import noticing, shortlists
from scoring.exports.letter_cases import cases_of
from scoring.models import NoticeChange, Shortlist
from tests.factories import NOW
from tests.scoring.closed_rounds import make_closed_round, make_officials, make_three
from tests.scoring.pages import frozen, text_of, url

pytestmark = pytest.mark.django_db
#: A Friday, and five workdays later, the Friday after.
SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 27)
LAST_DAY = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
AFTER = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # the day after has begun


@pytest.fixture
def officials():
    return make_officials()


@pytest.fixture
def shortlist(officials):
    round = make_closed_round()
    make_three(round)
    first, second = officials
    shortlist = frozen(round, first)
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    shortlists.publish(shortlist=shortlist, since=SINCE, until=UNTIL, by=first, at=NOW)
    shortlist.refresh_from_db()
    return shortlist


def prolong(shortlist, by, at=NOW, **more):
    more = {"kind": "extended", "workdays": 2, "reason": "示例理由。", **more}
    return noticing.prolong(shortlist=shortlist, by=by, at=at, **more)


def test_days_are_added_in_workdays_and_nothing_makes_a_notice_shorter(
    shortlist, officials
):
    assert prolong(shortlist, officials[0]) == date(2026, 12, 1)  # over the weekend

    shortlist.refresh_from_db()
    assert shortlist.notice_until == date(2026, 12, 1)
    change = shortlist.notice_changes.get()
    assert (change.before, change.after) == (UNTIL, date(2026, 12, 1))
    detail = AuditEntry.objects.get(action="notice.prolonged").detail
    assert detail["reason"] == "示例理由。"
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeChange.objects.create(
            shortlist=shortlist, kind="extended", workdays=1, before=UNTIL,
            after=SINCE, reason="示例", by=officials[0], at=NOW,
        )  # fmt: skip


def test_a_notice_that_is_over_is_not_prolonged(shortlist, officials):
    prolong(shortlist, officials[0], at=LAST_DAY)
    with pytest.raises(shortlists.ListHasMovedOn):
        prolong(shortlist, officials[0], at=datetime(2026, 12, 1, 16, tzinfo=UTC))


def test_a_list_is_made_final_after_its_last_day_and_once(shortlist, officials):
    with pytest.raises(noticing.NoticeIsRunning):
        noticing.confirm(shortlist=shortlist, by=officials[0], at=LAST_DAY)
    [case, *_] = cases_of(shortlist.round)
    assert not case.is_final

    noticing.confirm(shortlist=shortlist, by=officials[0], at=AFTER)

    with pytest.raises(shortlists.ListHasMovedOn):
        noticing.confirm(shortlist=shortlist, by=officials[1], at=AFTER)
    with pytest.raises(shortlists.ListHasMovedOn):
        prolong(shortlist, officials[0])
    [case, *_] = cases_of(shortlist.round)
    assert case.is_final
    assert AuditEntry.objects.filter(action="shortlist.confirmed").count() == 1


def test_no_row_is_final_that_was_not_published(officials):
    round = make_closed_round()
    make_three(round)
    shortlist = frozen(round, officials[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        Shortlist.objects.filter(pk=shortlist.pk).update(
            confirmed_by=officials[0], confirmed_at=NOW
        )


def test_from_the_notice_to_the_final_list_through_the_pages(
    client, shortlist, officials, time_machine
):
    round = shortlist.round
    public = reverse("scoring:publicity", args=[round.pk])
    time_machine.move_to("2026-11-27 23:00 +0800")
    client.force_login(officials[0])
    early = client.get(url("confirm", round))
    data = {"digest": shortlist.digest, "kind": "interrupted", "workdays": "1"}
    silent = client.post(url("prolong", round), {**data, "reason": ""})
    client.post(url("prolong", round), {**data, "reason": "门户停用一天。"})
    told = text_of(client.get(public))
    time_machine.move_to("2026-12-01 09:00 +0800")
    client.force_login(officials[0])
    client.post(url("confirm", round), {"digest": shortlist.digest})

    assert early.status_code == 409
    assert "公示还没有结束" in text_of(early)
    assert "没有填写" in text_of(silent)
    assert "改为 2026年11月30日（星期一）" in told
    assert "门户停用一天。" in told
    assert "名单于 2026年12月1日（星期二）确定" in text_of(client.get(public))
    page = text_of(client.get(url("ranking", round)))
    assert "确定名单：示例王处长" in page
    assert "延后公示结束…" not in page


def test_the_round_says_how_long_a_notice_is_at_least(client, officials):
    round = make_closed_round()
    client.force_login(officials[0])
    address = reverse("scoring:decision_plan", args=[round.pk])
    data = {"step_1": "经办", "step_2": "处", "notice_workdays": "7"}
    data["answer_workdays"] = "10"
    client.post(address, data)
    make_three(round)
    shortlist = frozen(round, officials[0])
    shortlists.approve(shortlist=shortlist, by=officials[1], at=NOW)

    page = client.get(url("publish", round))

    assert "不少于 7 个工作日" in text_of(page)
