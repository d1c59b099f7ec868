"""Panels: assigning, declaring, recusing, taking back."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.actions.holding import hold_round
from applications.models import Dossier, Round
from portal import rules
from portal.audit import record, record_each
from portal.models import User
from portal.statements import Ready, ReadyObjects
from scoring.actions.holding import hold_assignment
from scoring.facts.barring import SEATED, barred_pairs
from scoring.facts.caps import caps_of, is_full
from scoring.facts.draws import awaits_lot
from scoring.models import Assignment, Conflict, Draw, Expert

State = Assignment.State

STALE = "专家或申报已变化，请重新预览"
FULL = "专家组已满"
BY_LOT = "专家由随机抽取产生，请在“专家抽取”中按候补次序递补"


class Barred(Exception):
    """This expert may not sit on this panel; the message is the reason."""


class NotYours(Exception):
    """The assignment has moved on: recused, taken back or declared before."""


class NotNow(Exception):
    """Panels are made from the opening of a round until its scoring is closed."""


def seats_of(round: Round) -> QuerySet[Dossier]:
    """The accepted dossiers, each with ``seated``: how many experts it has, and
    ``by_lot``: whether a standing draw is about it."""
    return _with_seats().filter(round=round).order_by("pk")


@cache
def _with_seats() -> QuerySet[Dossier]:
    """Never asked itself: put together once, as this takes long."""
    seats = Assignment.objects.standing().filter(dossier=OuterRef("pk"))
    draws = Draw.objects.standing().filter(dossiers=OuterRef("pk"))
    accepted = Dossier.objects.accepted().for_list()
    return accepted.annotate(seated=_count(seats, "dossier"), by_lot=Exists(draws))


def _count(seats: QuerySet[Assignment], of: str) -> Coalesce:
    """How many each has; counted for the rows that are read, no others."""
    found = seats.order_by().values(of).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(found), 0)


def pool_of(round: Round) -> QuerySet[Expert]:
    """Who may be assigned, each with ``load``: how many dossiers of this round."""
    here = Q(assignments__dossier__round=round)
    standing = Q(assignments__state__in=Assignment.STANDING)
    pool = Expert.objects.filter(province=round.province).available()
    return (
        pool.select_related("user")
        .annotate(load=Count("assignments", filter=here & standing))
        .order_by("pk")
    )


def _loads() -> QuerySet[Assignment, Any]:
    """How many of a round's dossiers each expert has; read off two indexes."""
    seats = Assignment.objects.standing().filter(dossier__round=_A_ROUND).order_by()
    return seats.values_list("expert").annotate(Count("pk"))


def _of_province() -> QuerySet[Expert]:
    experts = Expert.objects.filter(province=_A_PROVINCE)
    return experts.select_related("user").order_by("code")


_A_ROUND, _A_PROVINCE = -1, "some province"
_LOADS = Ready(_loads, _A_ROUND)
_EVERYBODY = ReadyObjects(_of_province, _A_PROVINCE)


def everybody_of(round: Round) -> list[Expert]:
    """Who may be assigned or sits already, by code, each with ``load`` and ``in_pool``:
    who has left the pool keeps a seat until it is taken back. Two queries."""
    loads = dict(_LOADS.rows(round.pk))
    found = _EVERYBODY.all(round.province)
    for each in found:
        each.load = loads.get(each.pk, 0)
        each.in_pool = each.is_available and each.user.is_active
    return [each for each in found if each.in_pool or each.load]


@transaction.atomic
def apply(
    *,
    round: Round,
    seats: Iterable[tuple[int, int]],
    by: User,
    at: datetime,
    drawn: bool = False,
) -> int:
    """Write a preview down; each pair is checked again. Returns how many.

    ``drawn`` seats come from a draw, and only those may go to a dossier under one; no
    cap stands against what was promised.

    Raises Barred, whereupon nothing is written, or NotNow.
    """
    hold_open(round)
    dossiers = {dossier.pk: dossier for dossier in seats_of(round)}
    experts = {expert.pk: expert for expert in pool_of(round)}
    barred = barred_pairs([*dossiers.values()], [*experts.values()], _day(at))
    caps = {} if drawn else caps_of(round, experts.values())
    taken: list[tuple[Dossier, Expert]] = []
    for dossier_id, expert_id in seats:
        dossier, expert = dossiers.get(dossier_id), experts.get(expert_id)
        if dossier is None or expert is None:
            raise Barred(STALE)
        if dossier.by_lot != drawn:
            raise Barred(f"{dossier}：{BY_LOT}")
        reason = (
            barred.get((dossier_id, expert_id))
            or full(dossier, round)
            or is_full(expert.load, caps.get(expert_id))
        )
        if reason:
            raise Barred(f"{expert} 与 {dossier}：{reason}")
        barred[dossier_id, expert_id] = SEATED
        dossier.seated += 1
        expert.load += 1
        taken.append((dossier, expert))
    _seat_all(taken, by, at)
    return len(taken)


def _seat_all(taken: list[tuple[Dossier, Expert]], by: User, at: datetime) -> None:
    """Thousands in a few statements; nobody else seats any while the round is held."""
    Assignment.objects.bulk_create(
        (
            Assignment(dossier=dossier, expert=expert, assigned_by=by, assigned_at=at)
            for dossier, expert in taken
        ),
        500,
    )
    record_each(
        by=by,
        action="panel.assigned",
        deeds=((dossier, {"expert": expert.code}) for dossier, expert in taken),
    )


@transaction.atomic
def assign(*, dossier: Dossier, expert: Expert, by: User, at: datetime) -> Assignment:
    """One expert by hand; raises Barred with the reason, or NotNow."""
    hold_open(dossier.round)
    current = seats_of(dossier.round).filter(pk=dossier.pk).first()
    if current is None:
        raise Barred("申报尚未受理")
    if current.by_lot and awaits_lot(current, _day(at)):
        raise Barred(BY_LOT)
    held = pool_of(dossier.round).filter(pk=expert.pk).first()
    if held is None:
        raise Barred("该专家不在本省可用的专家库中，或已暂停评审")
    barred = barred_pairs([current], [held], _day(at))
    reason = (
        barred.get((current.pk, held.pk))
        or full(current, dossier.round)
        or is_full(held.load, caps_of(dossier.round, [held]).get(held.pk))
    )
    if reason:
        raise Barred(reason)
    return _seat(dossier, expert, by, at)


def _day(at: datetime) -> date:
    return at.astimezone(rules.BEIJING).date()


def hold_open(round: Round) -> None:
    """One at a time in a round; NotNow once its scoring is closed."""
    if hold_round(round.pk).status not in {Round.Status.OPEN, Round.Status.SCORING}:
        raise NotNow


def full(dossier: Dossier, round: Round) -> str:
    """Why nobody more may sit; of a dossier with ``seated``."""
    if dossier.seated < round.panel_size:
        return ""
    return f"{FULL}（{round.panel_size} 人）"


def _seat(dossier: Dossier, expert: Expert, by: User, at: datetime) -> Assignment:
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                dossier=dossier, expert=expert, assigned_by=by, assigned_at=at
            )
    except IntegrityError:
        raise Barred(SEATED) from None
    record(by=by, action="panel.assigned", subject=dossier, expert=expert.code)
    return assignment


@transaction.atomic
def declare(*, assignment: Assignment, by: User, at: datetime) -> None:
    """The expert declares to have no tie; from now on the dossier opens."""
    hold_assignment(assignment.pk)
    if not Assignment.objects.scoring().filter(pk=assignment.pk).exists():
        raise NotYours
    waiting = Assignment.objects.filter(pk=assignment.pk, state=State.ASSIGNED)
    if not waiting.update(state=State.DECLARED, declared_at=at):
        raise NotYours
    record(by=by, action="panel.declared", subject=assignment.dossier)


@transaction.atomic
def recuse(
    *, assignment: Assignment, reason: str, by: User, at: datetime, is_tie: bool = True
) -> None:
    """The expert steps back; whatever they marked counts no more.

    A tie excludes the expert from this enterprise's other dossiers as well; another
    reason (illness, travel) does not.
    """
    _end(assignment, State.RECUSED, reason, at)
    if is_tie:
        Conflict.objects.get_or_create(
            expert=assignment.expert,
            enterprise=assignment.dossier.enterprise,
            defaults={"reason": reason, "declared_at": at},
        )
    record(
        by=by,
        action="panel.recused",
        subject=assignment.dossier,
        expert=assignment.expert.code,
        reason=reason,
        is_tie=is_tie,
    )


@transaction.atomic
def withdraw(*, assignment: Assignment, reason: str, by: User, at: datetime) -> None:
    """An official takes an assignment back; its marks count no more."""
    _end(assignment, State.WITHDRAWN, reason, at)
    record(
        by=by,
        action="panel.withdrawn",
        subject=assignment.dossier,
        expert=assignment.expert.code,
        reason=reason,
    )


def _end(assignment: Assignment, state: str, reason: str, at: datetime) -> None:
    hold_open(assignment.dossier.round)
    standing = Assignment.objects.standing().filter(pk=assignment.pk)
    if not standing.update(state=state, ended_at=at, reason=reason):
        raise NotYours
