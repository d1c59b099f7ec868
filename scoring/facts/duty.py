"""Who may review on a day, and what an expert has reviewed so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q, QuerySet, Value

from applications.models import Round
from portal.statements import Ready
from scoring.models import Absence, Assignment, Blacklisting, Expert, ScoreSheet
from scoring.models.duty import span
from scoring.models.panel import ExpertQuerySet

BLACKLISTED, AWAY = "列入黑名单", "不可评审"
RUNNING = (Round.Status.OPEN, Round.Status.SCORING)


def _all_off(day: date) -> QuerySet:
    return _rows(Absence.objects.on(day), AWAY).union(
        _rows(Blacklisting.objects.on(day), BLACKLISTED)
    )


def _rows(rows: QuerySet, word: str) -> QuerySet:
    return rows.order_by().values_list(
        "expert_id", Value(word), "starts_on", "ends_on", "reason"
    )


_A_DAY = date.min
_OFF = Ready(partial(_all_off, _A_DAY), _A_DAY)


def off_duty(experts: Iterable[Expert], day: date) -> dict[int, str]:
    """For each expert who is blacklisted or away on ``day``, which and why. One query.

    The word before the colon is one of two, what follows is the expert's own.
    """
    ids = {expert.pk for expert in experts}
    rows = (row for row in _OFF.rows(day) if row[0] in ids)
    # A blacklisting is said before an absence, the later one of several.
    found = sorted(rows, key=lambda row: (row[1] == BLACKLISTED, row[2]))
    return {
        id: f"{word}：{span(first, last)}，{reason}"
        for id, word, first, last, reason in found
    }


def blacklisted(pool: ExpertQuerySet, day: date) -> ExpertQuerySet:
    return pool.filter(pk__in=Blacklisting.objects.on(day).order_by().values("expert"))


def away(pool: ExpertQuerySet, day: date) -> ExpertQuerySet:
    return pool.filter(pk__in=Absence.objects.on(day).order_by().values("expert"))


def free(pool: ExpertQuerySet, day: date) -> ExpertQuerySet:
    """Available for good, and that day neither away nor blacklisted."""
    out = Absence.objects.on(day).order_by().values("expert")
    barred = Blacklisting.objects.on(day).order_by().values("expert")
    return pool.available().exclude(Q(pk__in=out) | Q(pk__in=barred))


def uninvited(pool: ExpertQuerySet) -> ExpertQuerySet:
    """Who came in with a roster and has no way yet to log in."""
    return pool.filter(
        user__invitation=None, user__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )


@dataclass(frozen=True, slots=True)
class State:
    """A badge of the list."""

    word: str
    tone: str


def state_of(expert: Expert, out: str) -> State:
    """``out`` as off_duty says it; the expert comes with user and invitation."""
    user = expert.user
    invitation = getattr(user, "invitation", None)
    if not user.is_active:
        return State("账号停用", "err")
    if out.startswith(BLACKLISTED):
        return State("黑名单", "err")
    if not expert.is_available:
        return State("暂停评审", "muted")
    if out:
        return State(AWAY, "warn")
    if invitation and not invitation.accepted_at:
        return State("邀请待接受", "warn")
    if not invitation and not user.has_usable_password():
        return State("未邀请", "warn")
    return State("可承担评审", "ok")


@dataclass(frozen=True, slots=True)
class RoundLoad:
    """One expert's dossiers of one round, by what became of them."""

    round_id: int
    title: str
    status: str
    assigned: int
    handed_in: int
    waiting: int
    missed: int
    recused: int
    withdrawn: int


COUNTS = ("assigned", "handed_in", "waiting", "missed", "recused", "withdrawn")


def loads_of(expert: Expert) -> list[RoundLoad]:
    """The rounds in which the expert was assigned, the latest first. One query.

    Sheets are taken until scoring is closed: whatever is in was in on time, and what
    is not in by then is missed.
    """
    rows = Assignment.objects.filter(expert=expert).order_by("-dossier__round")
    grouped = rows.values_list(
        "dossier__round", "dossier__round__title", "dossier__round__status"
    ).annotate(**_counts())
    return [RoundLoad(*row) for row in grouped]


def _counts() -> dict[str, Count]:
    standing = Q(state__in=Assignment.STANDING)
    is_in = Q(sheet__state=ScoreSheet.State.HANDED_IN)
    is_out = Q(sheet=None) | Q(sheet__state=ScoreSheet.State.DRAFT)
    running = Q(dossier__round__status__in=RUNNING)
    by_count = {
        "assigned": Q(),
        "handed_in": standing & is_in,
        "waiting": standing & is_out & running,
        "missed": standing & is_out & ~running,
        "recused": Q(state=Assignment.State.RECUSED),
        "withdrawn": Q(state=Assignment.State.WITHDRAWN),
    }
    return {name: Count("pk", filter=by_count[name]) for name in COUNTS}


def total_of(loads: Iterable[RoundLoad]) -> dict[str, int]:
    """The rounds summed up."""
    loads = list(loads)
    return {name: sum(getattr(each, name) for each in loads) for name in COUNTS}


def running_load(expert: Expert) -> int:
    """How many dossiers of rounds that are not over the expert still holds."""
    rows = Assignment.objects.standing().filter(expert=expert)
    return rows.filter(dossier__round__status__in=RUNNING).count()
