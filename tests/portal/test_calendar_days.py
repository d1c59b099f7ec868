"""Officials change a day of the calendar: for terms to come, and on record."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from portal import calendar_days, rules, workcalendar
from portal.models import AuditEntry, CalendarDay, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, tzinfo=rules.BEIJING)  # a Friday
MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 21)
OFF, WORKED = CalendarDay.Kind.HOLIDAY, CalendarDay.Kind.WORKDAY


def change(day: date, kind: str) -> CalendarDay:
    return calendar_days.change_day(
        day=day, kind=kind, reason="示例理由", source="示例通知〔2026〕1号",
        by=make_user(User.Role.OFFICIAL), at=NOW,
    )  # fmt: skip


def test_a_day_off_is_passed_over_and_a_day_worked_counts():
    assert workcalendar.add_workdays(NOW.date(), 1) == MONDAY

    change(MONDAY, OFF)
    assert workcalendar.add_workdays(NOW.date(), 1) == date(2026, 11, 24)

    change(SATURDAY, WORKED)
    end, basis = workcalendar.term(NOW.date(), 2)
    assert end == date(2026, 11, 24)
    assert "其中 2 天按工作日历的调整计算" in basis


def test_a_holiday_on_file_may_be_worked_and_a_made_up_day_taken_off():
    eve = date(2026, 12, 31)
    change(date(2027, 1, 1), OFF)  # no file for 2027 yet: weekends alone
    assert workcalendar.add_workdays(eve, 1) == date(2027, 1, 4)

    calendar = workcalendar.around(date(2026, 9, 30))
    worked = calendar.with_day(date(2026, 10, 1), WORKED)
    off = calendar.with_day(date(2026, 10, 10), OFF)
    assert worked.add(date(2026, 9, 30), 1) == date(2026, 10, 1)
    assert off.add(date(2026, 9, 30), 3) == date(2026, 10, 12)


def test_a_term_asks_the_database_once(django_assert_num_queries):
    change(MONDAY, OFF)

    with django_assert_num_queries(1):
        workcalendar.term(NOW.date(), 5)


def test_what_changes_nothing_or_is_over_or_done_is_refused():
    with pytest.raises(calendar_days.NothingChanges):
        change(MONDAY, WORKED)
    with pytest.raises(calendar_days.DayIsOver):
        change(date(2026, 11, 19), OFF)
    change(MONDAY, OFF)
    with pytest.raises(calendar_days.DayIsChanged):
        change(MONDAY, OFF)


def test_it_is_undone_with_a_reason_and_both_are_on_record():
    changed = change(MONDAY, OFF)
    official = make_user(User.Role.SYSTEM)

    calendar_days.restore_day(changed=changed, reason="示例", by=official, at=NOW)

    assert workcalendar.add_workdays(NOW.date(), 1) == MONDAY
    restored, changed_entry = AuditEntry.objects.all()
    assert (restored.action, restored.subject) == (
        "calendar.restored",
        "2026-11-23 休息",
    )
    assert changed_entry.detail == {
        "kind": "holiday",
        "reason": "示例理由",
        "source": "示例通知〔2026〕1号",
    }
    with pytest.raises(calendar_days.DayIsRestored):
        calendar_days.restore_day(
            changed=CalendarDay(pk=changed.pk or 1, date=MONDAY, kind=OFF),
            reason="示例", by=official, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"source": ""}, {"kind": "half"}], ids=str
)
def test_the_table_holds_what_a_change_needs(fields):
    valid = {"kind": OFF, "reason": "示例", "source": "示例"}
    official = make_user(User.Role.OFFICIAL)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(
            **{**valid, **fields}, date=MONDAY, by=official, at=NOW
        )
