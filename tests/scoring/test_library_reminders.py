"""A yearly report is reminded of 7 and 2 days before its last day, and once late."""

from datetime import date, timedelta

import pytest

from portal.models import Bookmark, Notification
from portal.reminders import end_of
from scoring.actions import library_years, yearly_reports
from scoring.models import LibraryEntry, LibraryYear
from scoring.news.library_reminders import remind
from tests.factories import NOW, make_user
from tests.news import told
from tests.scoring.libraries import hand_in, make_entry, member_of, open_year

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 10)
END = end_of(DUE)
SECOND = timedelta(seconds=1)


@pytest.fixture
def official():
    return make_user("official", province="jilin")


@pytest.fixture
def entry(official):
    found = make_entry()
    open_year(official, due_on=DUE)
    Bookmark.objects.create(name="yearly reports", until=NOW)
    return found


def heads(entry):
    return [title.partition("：")[0] for title in told(member_of(entry))]


def test_each_step_at_its_instant_and_once(entry):
    expected = []
    for days, called in ((7, "7 天"), (2, "2 天")):
        remind(at=END - timedelta(days=days) - SECOND)
        assert heads(entry) == expected
        remind(at=END - timedelta(days=days))
        remind(at=END - timedelta(days=days) + SECOND)
        expected.append(f"距年度报告报送期限不足 {called}")
        assert sorted(heads(entry)) == sorted(expected)
    remind(at=END - SECOND)
    assert len(heads(entry)) == 2
    remind(at=END)
    remind(at=END + timedelta(days=3))
    assert sorted(heads(entry)) == sorted([*expected, "年度报告逾期未报"])
    late = Notification.objects.get(title__startswith="年度报告逾期未报")
    assert "2026年12月10日" in late.text
    assert "仍可报送" in late.text
    assert late.url == entry.get_absolute_url()


def test_after_a_standstill_the_nearest_one_alone(entry):
    remind(at=END - timedelta(days=1))
    assert heads(entry) == ["距年度报告报送期限不足 2 天"]
    Bookmark.objects.update(until=NOW)
    Notification.objects.all().delete()
    remind(at=END + timedelta(days=1))
    assert heads(entry) == ["年度报告逾期未报"]


def test_not_what_was_handed_in_nor_who_left(entry):
    other = make_entry()
    hand_in(entry)
    LibraryEntry.objects.filter(pk=other.pk).update(state="left", left_on=DUE)
    remind(at=END - timedelta(days=2))
    remind(at=END)
    assert not Notification.objects.exists()


def test_one_given_back_late_is_not_reminded_of_what_was_past(entry, official):
    report = hand_in(entry)
    yearly_reports.answer(
        report=report, is_accepted=False, opinion="示例", by=official,
        at=END - timedelta(days=3),
    )  # fmt: skip
    Bookmark.objects.update(until=END - timedelta(days=8))
    remind(at=END - timedelta(days=2, hours=1))
    assert heads(entry) == []
    remind(at=END - timedelta(days=2))
    assert heads(entry) == ["距年度报告报送期限不足 2 天"]


def test_a_term_put_off_is_reminded_of_anew(entry, official):
    remind(at=END - timedelta(days=2))
    later = DUE + timedelta(days=30)
    library_years.move_term(
        year=LibraryYear.objects.get(), due_on=later, reason="示例", by=official,
        at=NOW,
    )  # fmt: skip
    remind(at=end_of(later) - timedelta(days=2))
    assert heads(entry) == ["距年度报告报送期限不足 2 天"] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_many_cost_no_more_looks(official, count, django_assert_max_num_queries):
    for _ in range(count):
        make_entry()
    open_year(official, due_on=DUE)
    Bookmark.objects.create(name="yearly reports", until=NOW)
    with django_assert_max_num_queries(10):
        remind(at=END - timedelta(days=2))
    assert Notification.objects.count() == count
