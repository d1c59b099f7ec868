"""A dossier's own people are reminded 7 days, 2 days, 2 hours before its deadline."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from applications.models import Dossier, Membership, Round
from applications.news.case import SHORT, words_of
from portal import reminders
from portal.models import AuditEntry, Topic, User
from portal.telling import News
from portal.templatetags.portal import beijing

#: How long before, nearest first, and what that is called.
STEPS = (
    (timedelta(hours=2), "2 小时"),
    (timedelta(days=2), "2 天"),
    (timedelta(days=7), "7 天"),
)
#: What gives a dossier a deadline that it did not have before.
BEGINNINGS = (
    "dossier.started",
    "dossier.taken_back",
    "dossier.returned",
    "dossier.recalled",
    "reopening.facts",
    "dossier.correction_extended",
)
Status = Dossier.Status


def remind(*, at: datetime) -> int:
    """Tell whoever is due since the last run."""
    return reminders.remind("deadlines", _due, at=at)


def _due(since: datetime, at: datetime) -> Iterator[News]:
    found: dict[int, tuple[Dossier, datetime, timedelta, str]] = {}
    for before, called in STEPS:  # the nearest one is kept
        for dossier in _crossed(since, at, before):
            due = deadline_of(dossier)
            found.setdefault(dossier.pk, (dossier, due, before, called))
    if not found:
        return
    begun = _begun(found)
    people = people_of({each[0].enterprise_id for each in found.values()})
    for dossier, due, before, called in found.values():
        if begun.get(str(dossier.pk), due - before) <= due - before:
            for person in people[dossier.enterprise_id]:
                yield _reminder(dossier, person, due, called, at)


def people_of(enterprises: Iterable[int]) -> dict[int, list[User]]:
    """All of each enterprise whose accounts are open; one query."""
    found: dict[int, list[User]] = {each: [] for each in enterprises}
    members = Membership.objects.filter(
        enterprise__in=enterprises, user__is_active=True
    )
    for member in members.select_related("user"):
        found[member.enterprise_id].append(member.user)
    return found


def _crossed(since: datetime, at: datetime, before: timedelta) -> Iterator[Dossier]:
    """Open dossiers whose deadline, still to come, is now less than this away."""
    first, last = max(since + before, at), at + before
    draft = Q(status=Status.DRAFT, round__closes_at__gt=first)
    draft &= Q(round__closes_at__lte=last)
    returned = Q(status=Status.RETURNED, correction_due__gt=first)
    returned &= Q(correction_due__lte=last)
    still = Q(round__status=Round.Status.OPEN) | Dossier.RECALLED
    rows = Dossier.objects.filter(draft | returned).filter(still)
    yield from rows.select_related("round").defer(*SHORT).order_by("pk")


def deadline_of(dossier: Dossier) -> datetime:
    """Of a returned one its own, of a draft its round's."""
    if dossier.status == Status.RETURNED:
        return dossier.correction_due
    return dossier.round.closes_at


def _begun(dossiers: dict[int, object]) -> dict[str, datetime]:
    """Since when each has its deadline: nobody is reminded of what was then past."""
    entries = AuditEntry.objects.filter(
        subject_kind=Dossier._meta.label_lower,
        subject_id__in=[str(pk) for pk in dossiers],
        action__in=BEGINNINGS,
    )
    return dict(entries.order_by("pk").values_list("subject_id", "at"))


def _reminder(
    dossier: Dossier, person: User, due: datetime, called: str, at: datetime
) -> News:
    words = words_of(dossier)
    what = "补正" if dossier.status == Status.RETURNED else "申报"
    return News(
        person=person,
        source=f"due:{dossier.pk}:{due:%Y%m%d%H%M%S}:{called}",
        topic=Topic.DEADLINE,
        title=f"距{what}截止不足 {called}：{words['number']}",
        text=(
            f"申报书 {words['number']} 尚未提交，{what}截止时间为"
            f"{beijing(due, 'deadline')}，请及时提交，逾期不能提交。"
        ),
        url=dossier.get_absolute_url(),
        at=at,
    )
