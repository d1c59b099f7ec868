"""Whoever is to come to a defence is reminded a day before it: firm and experts.

A slot that was set or moved later than that was told of by then, and is not repeated.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from applications.facts import defence_of
from applications.news.reminders import people_of
from portal import reminders
from portal.models import AuditEntry, Topic, User
from portal.telling import News
from portal.templatetags.portal import beijing
from scoring.models import Assignment, Defence, DefenceSheet

STEPS = ((timedelta(days=1), "1 天"),)
SET = ("defence.scheduled", "defence.moved")


def remind(*, at: datetime) -> int:
    """Tell whoever is due since the last run."""
    return reminders.remind("defences", _due, at=at)


def _due(since: datetime, at: datetime) -> Iterator[News]:
    last = at + STEPS[-1][0]
    coming = Defence.objects.filter(starts_at__gt=at, starts_at__lte=last)
    rows = list(coming.filter(absent_at=None, call__ended_at=None).for_list())
    set_at = _set_at(rows)
    due = [
        each
        for each in rows
        if reminders.crossed(
            each.starts_at, set_at.get(str(each.pk), since), STEPS, since, at
        )
    ]
    people = people_of({each.dossier.enterprise_id for each in due})
    for each in due:
        for person in people[each.dossier.enterprise_id]:
            yield _to_firm(each, person, at)
    yield from _to_experts(due, at)


def _set_at(defences: list[Defence]) -> dict[str, datetime]:
    """When each got the slot that it has."""
    entries = AuditEntry.objects.filter(
        subject_kind=Defence._meta.label_lower,
        subject_id__in=[str(each.pk) for each in defences],
        action__in=SET,
    )
    return dict(entries.order_by("pk").values_list("subject_id", "at"))


def _to_firm(defence: Defence, person: User, at: datetime) -> News:
    """With what they are to bring."""
    dossier = defence.dossier
    rules = defence_of(dossier.round)
    bring = f"请携带：{rules.bring}" if rules and rules.bring else ""
    text = f"申报书 {dossier.number} 的现场答辩：{_slot(defence)}。{bring}"
    return _news(defence, person, text, dossier.get_absolute_url(), at)


def _to_experts(defences: list[Defence], at: datetime) -> Iterator[News]:
    """By number alone, those who did not stand back."""
    by_dossier = {each.dossier_id: each for each in defences}
    seats = Assignment.objects.defending().filter(
        dossier__in=by_dossier, expert__user__is_active=True
    )
    seats = seats.exclude(defence_sheet__state=DefenceSheet.State.RECUSED)
    for seat in seats.select_related("expert__user").order_by("pk"):
        defence = by_dossier[seat.dossier_id]
        text = f"申报编号 {defence.dossier.number} 的现场答辩：{_slot(defence)}。"
        path = reverse("scoring:defend", args=[seat.key])
        yield _news(defence, seat.expert.user, text, path, at)


def _slot(defence: Defence) -> str:
    return f"{beijing(defence.starts_at, 'deadline')}，{defence.place}"


def _news(defence: Defence, person: User, text: str, path: str, at: datetime) -> News:
    return News(
        person=person,
        source=f"defence:{defence.pk}:{defence.starts_at:%Y%m%d%H%M}",
        topic=Topic.DEADLINE,
        title=f"距现场答辩不足 1 天：{defence.dossier.number}",
        text=text,
        url=path,
        at=at,
    )
