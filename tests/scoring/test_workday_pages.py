"""The calendar's page, and what a change says before it is made."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Dossier, RecommendationTerm, Round
from portal import rules, workcalendar
from portal.models import AuditEntry, CalendarDay, User
from scoring.models import Shortlist
from tests.factories import make_dossier, make_round, make_user

pytestmark = pytest.mark.django_db

CHANGE = "/manage/workdays/change/"
PAGE = "/manage/workdays/"


def next_workday() -> date:
    today = timezone.now().astimezone(rules.BEIJING).date()
    return workcalendar.add_workdays(today, 1)


def returned(days: int = 5, **fields) -> Dossier:
    """Sent back now, due after so many workdays as the calendar stands."""
    now = timezone.now()
    today = now.astimezone(rules.BEIJING).date()
    due = datetime.combine(
        workcalendar.add_workdays(today, days),
        datetime.min.time().replace(hour=18),
        rules.BEIJING,
    )
    dossier = make_dossier(status=Dossier.Status.RETURNED, correction_due=due, **fields)
    dossier.steps.create(
        at=now, by=make_user(User.Role.OFFICIAL), action="return",
        status=Dossier.Status.RETURNED, opinion="示例",
    )  # fmt: skip
    return dossier


def asked(day: date, kind: str = "holiday", **more: str) -> dict[str, str]:
    said = {"date": day.isoformat(), "kind": kind, "reason": "示例", "source": "示例"}
    return {**said, **more}


def test_a_year_shows_its_holidays_its_made_up_days_and_its_source(client):
    client.force_login(make_user(User.Role.OFFICIAL))

    text = client.get(PAGE, {"year": "2026"}).content.decode()

    assert "国办发明电〔2025〕7号" in text
    assert text.count('<span class="p-month__word">国庆</span>') == 7
    assert text.count('<span class="p-month__word">调休班</span>') == 6
    assert text.count("<caption>") == 12
    assert "2026年10月<span" in text
    assert re.search(r"2026年10月.*?18 个工作日", text)


def test_a_year_without_a_file_says_so(client):
    client.force_login(make_user(User.Role.SYSTEM))

    assert (
        "尚未录入2031年放假安排" in client.get(PAGE, {"year": "2031"}).content.decode()
    )
    for nonsense in ("x", "1999", "99999", "²"):
        assert client.get(PAGE, {"year": nonsense}).status_code == 404


def test_a_change_is_shown_with_what_it_touches_and_then_made(client):
    keeper = make_user(User.Role.SYSTEM)
    dossier, day = returned(), next_workday()
    due = dossier.correction_due
    client.force_login(keeper)

    shown = client.post(CHANGE, asked(day)).content.decode()

    assert "确认调整工作日历" in shown
    assert "吉林省补正期限：1 项" in shown
    assert dossier.enterprise.name not in shown
    assert "仍保持原定时间" in shown
    assert not CalendarDay.objects.exists()

    answer = client.post(CHANGE, asked(day, confirmed="yes"), follow=True)

    text = answer.content.decode()
    assert '<span class="p-month__word">改休</span>' in text
    assert CalendarDay.objects.get().by == keeper
    assert AuditEntry.objects.filter(action="calendar.changed").count() == 1
    dossier.refresh_from_db()
    assert dossier.correction_due == due


def test_only_what_is_counted_over_the_day_is_named(client):
    returned(days=2)
    client.force_login(make_user(User.Role.SYSTEM))
    today = timezone.now().astimezone(rules.BEIJING).date()

    later = client.post(CHANGE, asked(workcalendar.add_workdays(today, 3)))

    assert "没有未到期的期限因此会算得不同" in later.content.decode()


def test_an_official_reads_the_calendar_and_is_told_who_changes_it(client):
    """It is one for all provinces: no province changes it for the others."""
    client.force_login(make_user(User.Role.SYSTEM))
    client.post(CHANGE, asked(next_workday(), confirmed="yes"))
    client.force_login(make_user(User.Role.OFFICIAL))

    text = client.get(PAGE).content.decode()

    assert "由系统管理员调整" in text
    assert "系统管理员可撤销" in text
    assert CHANGE not in text
    assert client.post(CHANGE, asked(next_workday())).status_code == 403


def test_notices_and_cities_terms_are_named_too(client):
    now = timezone.now()
    day = next_workday()
    until = workcalendar.add_workdays(day, 3)
    round = make_round(closes_at=now - timedelta(days=1))
    RecommendationTerm.objects.create(round=round, due_at=now + timedelta(days=9))
    first, second = make_user(User.Role.OFFICIAL), make_user(User.Role.OFFICIAL)
    Shortlist.objects.create(
        round=make_round(status=Round.Status.PUBLISHED), kind="industry", cut="quota",
        quota=1, digest="0" * 64, drawn_up_at=now, drawn_up_by=first,
        state=Shortlist.State.PUBLISHED, approved_by=second, approved_at=now,
        published_by=second, published_at=now,
        notice_from=now.astimezone(rules.BEIJING).date(), notice_until=until,
    )  # fmt: skip
    client.force_login(make_user(User.Role.SYSTEM))

    text = client.post(CHANGE, asked(day)).content.decode()

    assert "涉及 2 项" in text
    assert "吉林省公示结束：1 项" in text
    assert "吉林省市级报送期限：1 项" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date": "2020-05-06"}, "已经过去的日子不能调整"),
        ({"date": "2026年"}, "不是可用的日期"),
        ({"kind": ""}, "请选择上班或休息"),
        ({"kind": "workday"}, "现在就是上班，不必调整"),
        ({"reason": ""}, "没有填写"),
        ({"source": ""}, "没有填写"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field(client, change, said):
    client.force_login(make_user(User.Role.SYSTEM))

    text = client.post(
        CHANGE, {**asked(next_workday()), **change, "confirmed": "yes"}
    ).content.decode()

    assert said in text
    assert not CalendarDay.objects.exists()


def test_a_change_is_taken_back_and_then_gone(client):
    client.force_login(make_user(User.Role.SYSTEM))
    day = next_workday()
    client.post(CHANGE, asked(day, confirmed="yes"))
    returned()
    changed = CalendarDay.objects.get()
    url = reverse("scoring:workday_restore", args=[changed.pk])

    assert "涉及 1 项" in client.get(url).content.decode()
    assert "没有填写" in client.post(url, {"reason": ""}).content.decode()
    assert client.post(url, {"reason": "示例"}).status_code == 302
    assert not CalendarDay.objects.exists()
    assert client.post(url, {"reason": "示例"}).status_code == 404


def test_taking_back_names_no_deadline_that_was_set_before_the_change(client):
    client.force_login(make_user(User.Role.SYSTEM))
    returned()
    client.post(CHANGE, asked(next_workday(), confirmed="yes"))
    url = reverse("scoring:workday_restore", args=[CalendarDay.objects.get().pk])

    assert "没有未到期的期限因此会算得不同" in client.get(url).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_and_the_question_cost_the_same_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    client.force_login(make_user(User.Role.SYSTEM))
    day = next_workday()
    for n in range(rows):
        returned(round=make_round())
        CalendarDay.objects.create(
            date=date(2030, 5, 6 + n), kind="holiday", reason="示例", source="示例",
            by=make_user(User.Role.OFFICIAL), at=timezone.now(),
        )  # fmt: skip

    with django_assert_num_queries(3):  # session, user, changes
        client.get(PAGE, {"year": "2030"})
    with django_assert_num_queries(8):  # … the day, four kinds of terms, the calendar
        client.post(CHANGE, asked(day))
