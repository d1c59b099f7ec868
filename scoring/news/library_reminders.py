"""An enterprise is reminded of its yearly report 7 days and 2 days before the last
day, and once when that is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from applications.news.reminders import people_of
from portal import reminders, rules
from portal.models import Topic, User
from portal.telling import News
from portal.templatetags.portal import beijing
from scoring.models import YearlyReport

OVER = "逾期"
STEPS = ((timedelta(0), OVER), (timedelta(days=2), "2 天"), (timedelta(days=7), "7 天"))


def remind(*, at: datetime) -> int:
    """Tell whoever is due since the last run."""
    return reminders.remind("yearly reports", _due, at=at)


def _due(since: datetime, at: datetime) -> Iterator[News]:
    first, last = (
        each.astimezone(rules.BEIJING).date() - timedelta(days=1)
        for each in (since, at + STEPS[-1][0])
    )
    rows = YearlyReport.objects.outstanding().filter(year__due_on__range=(first, last))
    due = [
        (each, called)
        for each in rows.select_related("entry", "year").order_by("pk")
        if (called := _called(each, since, at))
    ]
    people = people_of({each.entry.enterprise_id for each, _ in due})
    for each, called in due:
        for person in people[each.entry.enterprise_id]:
            yield _news(each, person, called, at)


def _called(report: YearlyReport, since: datetime, at: datetime) -> str:
    """From when it was asked for, or given back."""
    begun = max(report.year.opened_at, report.answered_at or report.year.opened_at)
    end = reminders.end_of(report.year.due_on)
    return reminders.crossed(end, begun, STEPS, since, at)


def _news(report: YearlyReport, person: User, called: str, at: datetime) -> News:
    year = report.year
    due = f"{beijing(year.due_on)}（北京时间）"
    is_over = called == OVER
    head = "年度报告逾期未报" if is_over else f"距年度报告报送期限不足 {called}"
    rest = (
        f"期限为{due}，已经过期。仍可报送，报告上注明逾期。"
        if is_over
        else f"{due}当天到期，请按时报送。"
    )
    return News(
        person=person,
        source=f"report:{report.pk}:{year.due_on:%Y%m%d}:{called}",
        topic=Topic.DEADLINE,
        title=f"{head}：{report.entry}",
        text=f"平台“{report.entry}”的 {year.year} 年度报告还没有报送，{rest}",
        url=reverse("scoring:library_record", args=[report.entry_id]),
        at=at,
    )
