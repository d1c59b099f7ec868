"""Terms in workdays follow the State Council's arrangement of the year."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from applications.forms.decisions import ReturnForm
from portal import rules, workcalendar
from scoring.forms.noticing import NoticeForm
from scoring.models import DecisionPlan

pytestmark = pytest.mark.django_db

#: How many days each holiday has off, in the order of the notice (its “共 n 天”, or
#: the one day that it names), and how many weekend days are worked for it.
NOTICES = {
    2024: ([1, 8, 3, 5, 1, 3, 7], 8),
    2025: ([1, 8, 3, 5, 3, 8], 5),
    2026: ([3, 9, 3, 5, 3, 3, 7], 6),
}


@pytest.mark.parametrize(("year", "stated"), NOTICES.items())
def test_each_year_holds_as_many_days_as_its_notice(year, stated):
    found = workcalendar.arrangement(year)

    lengths = list(Counter(found.names.values()).values())
    assert (lengths, len(found.worked)) == stated
    assert all(day.year == year for day in found.holidays | found.worked)
    assert not found.holidays & found.worked
    assert f"{year}年部分节假日安排的通知" in found.source


@pytest.mark.parametrize("year", NOTICES)
def test_a_made_up_day_is_a_weekend_day(year):
    assert all(day.weekday() >= 5 for day in workcalendar.arrangement(year).worked)


def test_holidays_are_passed_over_and_made_up_days_count():
    eve = date(2026, 9, 30)

    assert workcalendar.add_workdays(eve, 1) == date(2026, 10, 8)
    assert workcalendar.add_workdays(eve, 3) == date(2026, 10, 10)


def test_a_term_over_the_new_year_sees_both_years():
    assert workcalendar.add_workdays(date(2025, 12, 31), 1) == date(2026, 1, 4)


def test_terms_neither_shrink_nor_overlap_as_days_go_by():
    day = date(2024, 1, 1)
    while day.year < 2027:
        end = workcalendar.add_workdays(day, 5)
        later = workcalendar.add_workdays(day + timedelta(days=1), 5)
        assert day < end <= later
        step = workcalendar.add_workdays(day, 2)
        assert workcalendar.add_workdays(step, 3) == end
        day += timedelta(days=1)


def test_without_a_file_weekends_alone_count_and_it_is_said():
    friday = date(2035, 9, 28)

    end, basis = workcalendar.term(friday, 1)
    over_new_year = workcalendar.around(date(2026, 12, 30))

    assert end == date(2035, 10, 1)
    assert "尚未录入2035年" in basis
    assert "尚未录入2027年" in over_new_year.basis(date(2026, 12, 30), date(2027, 1, 6))
    assert "尚未" not in workcalendar.term(date(2026, 9, 30), 1)[1]


def test_the_correction_deadline_passes_over_the_national_day():
    at = datetime(2026, 9, 30, 10, tzinfo=rules.BEIJING)

    form = ReturnForm(at=at)

    assert form.initial["due_on"] == "2026-10-13"
    assert "国务院办公厅" in form.fields["due_on"].help_text


def test_the_notice_stands_five_workdays_and_says_where_it_guesses():
    plan = DecisionPlan(notice_workdays=5)
    typed = {"since": "2026-09-30", "workdays": "5", "contact": "示例"}
    known = NoticeForm(typed, today=date(2026, 9, 30), contact="", plan=plan)
    unknown = NoticeForm(today=date(2026, 12, 30), contact="", plan=plan)

    assert known.is_valid()
    assert known.cleaned_data["until"] == date(2026, 10, 13)
    assert "2026年10月13日" in known.fields["workdays"].help_text
    assert "尚未录入2027年" in unknown.fields["workdays"].help_text
