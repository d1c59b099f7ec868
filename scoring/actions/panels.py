"""Panels: who is barred, the proposal, assigning, declaring, recusing, replacing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from applications.models import Dossier, Round
from portal.audit import record
from portal.models import User
from scoring.matching import Proposal, propose
from scoring.models import Assignment, Conflict, Expert

SAME_EMPLOYER = "与申报单位同一单位"
DECLARED = "已申明利益关系"
ASSIGNED_BEFORE = "曾分派到这份申报"

State = Assignment.State


class Barred(Exception):
    """This expert may not sit on this panel; the message is the reason."""


class NotYours(Exception):
    """The assignment has moved on: recused, taken back or declared before."""


def barred_pairs(
    dossiers: Iterable[Dossier], experts: Iterable[Expert]
) -> dict[tuple[int, int], str]:
    """A reason for each (dossier, expert) that must not meet; two queries."""
    dossiers, experts = list(dossiers), list(experts)
    ties = set(
        Conflict.objects.filter(expert__in=experts).values_list(
            "enterprise_id", "expert_id"
        )
    )
    before = set(
        Assignment.objects.filter(dossier__in=dossiers).values_list(
            "dossier_id", "expert_id"
        )
    )
    barred: dict[tuple[int, int], str] = {}
    for dossier in dossiers:
        for expert in experts:
            pair = (dossier.pk, expert.pk)
            if pair in before:
                barred[pair] = ASSIGNED_BEFORE
            elif _same_employer(dossier, expert):
                barred[pair] = SAME_EMPLOYER
            elif (dossier.enterprise_id, expert.pk) in ties:
                barred[pair] = DECLARED
    return barred


def _same_employer(dossier: Dossier, expert: Expert) -> bool:
    enterprise = dossier.enterprise
    if expert.employer_code and expert.employer_code == enterprise.credit_code:
        return True
    return expert.employer.strip() == enterprise.name.strip()


def preview(round: Round) -> Proposal:
    """What automatic assignment would do now; nothing is written."""
    standing = Count(
        "assignments", filter=Q(assignments__state__in=Assignment.STANDING)
    )
    dossiers = list(
        Dossier.objects.filter(round=round)
        .accepted()
        .for_list()
        .annotate(seated=standing)
        .order_by("pk")
    )
    here = Q(assignments__dossier__round=round)
    load = Count(
        "assignments", filter=here & Q(assignments__state__in=Assignment.STANDING)
    )
    pool = Expert.objects.filter(province=round.province).available()
    experts = list(pool.annotate(load=load).order_by("pk"))
    return propose(
        {d.pk: max(0, round.panel_size - d.seated) for d in dossiers},
        [expert.pk for expert in experts],
        barred_pairs(dossiers, experts),
        {expert.pk: expert.load for expert in experts},
        seed=round.digest,
    )


@transaction.atomic
def apply(
    *, round: Round, seats: Iterable[tuple[int, int]], by: User, at: datetime
) -> int:
    """Write a preview down; each pair is checked again. Returns how many."""
    dossiers = (
        Dossier.objects.filter(round=round).accepted().select_related("enterprise")
    )
    by_id = {dossier.pk: dossier for dossier in dossiers}
    pool = Expert.objects.filter(province=round.province).available()
    experts = {expert.pk: expert for expert in pool.select_related("user")}
    barred = barred_pairs(by_id.values(), experts.values())
    count = 0
    for pair in seats:
        if pair in barred or pair[0] not in by_id or pair[1] not in experts:
            raise Barred(barred.get(pair, "专家或申报已变化，请重新预览。"))
        _seat(by_id[pair[0]], experts[pair[1]], by, at)
        count += 1
    return count


@transaction.atomic
def assign(*, dossier: Dossier, expert: Expert, by: User, at: datetime) -> Assignment:
    """One expert by hand; raises Barred with the reason."""
    reason = barred_pairs([dossier], [expert]).get((dossier.pk, expert.pk))
    if reason:
        raise Barred(reason)
    if expert.province != dossier.round.province or not expert.is_available:
        raise Barred("该专家不在本省可用的专家库中")
    return _seat(dossier, expert, by, at)


def _seat(dossier: Dossier, expert: Expert, by: User, at: datetime) -> Assignment:
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                dossier=dossier, expert=expert, assigned_by=by, assigned_at=at
            )
    except IntegrityError:
        raise Barred(ASSIGNED_BEFORE) from None
    record(by=by, action="panel.assigned", subject=dossier, expert=expert.code)
    return assignment


@transaction.atomic
def declare(*, assignment: Assignment, by: User, at: datetime) -> None:
    """The expert declares to have no tie; from now on the dossier opens."""
    moved = Assignment.objects.filter(pk=assignment.pk, state=State.ASSIGNED).update(
        state=State.DECLARED, declared_at=at
    )
    if not moved:
        raise NotYours
    record(by=by, action="panel.declared", subject=assignment.dossier)


@transaction.atomic
def recuse(*, assignment: Assignment, reason: str, by: User, at: datetime) -> None:
    """The expert steps back; whatever they marked counts no more."""
    _end(assignment, State.RECUSED, reason, at)
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
    standing = Assignment.objects.standing().filter(pk=assignment.pk)
    if not standing.update(state=state, ended_at=at, reason=reason):
        raise NotYours
