"""Objections to a list before the public: filed in its days, answered in writing."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from applications.actions.holding import hold_round
from applications.models import Dossier
from portal import scanning, workcalendar
from portal.audit import record
from portal.models import User
from scoring.access import may_answer, may_assign_objection, takes_objections
from scoring.actions.noticing import day_of
from scoring.facts.objected import Complaint, Proof
from scoring.models import DecisionPlan, Objection, ObjectionFile, Shortlist

State = Objection.State


class NoticeIsOver(Exception):
    """The list takes no objections: not yet, or no longer."""


class AlreadyAnswered(Exception):
    """Another official was first, or this one may not."""


class Infected(Exception):
    """The scanner found something in the file of this name."""


def file_objection(
    *,
    shortlist: Shortlist,
    dossier: Dossier | None,
    said: Complaint,
    proofs: Sequence[Proof],
    by: User | None,
    at: datetime,
) -> Objection:
    """Raises NoticeIsOver or Infected; scanned outside the transaction."""
    files = [_file(each) for each in proofs]
    stored: list[ObjectionFile] = []
    try:
        with transaction.atomic():
            objection = _file_row(shortlist, dossier, said, by, at)
            for row, content in files:
                row.objection = objection
                row.file.save(row.name, ContentFile(content), save=False)
                stored.append(row)
                row.save()
    except BaseException:
        for row in stored:
            row.file.storage.delete(row.file.name)
        raise
    return objection


def _file(proof: Proof) -> tuple[ObjectionFile, bytes]:
    content = proof.file.read()
    found = scanning.scan(content)
    if found.state == scanning.State.INFECTED:
        raise Infected(proof.name)
    row = ObjectionFile(
        name=proof.name,
        content_type=proof.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        scan_state=found.state.value,
    )
    return row, content


def _file_row(
    shortlist: Shortlist,
    dossier: Dossier | None,
    said: Complaint,
    by: User | None,
    at: datetime,
) -> Objection:
    """Numbered through the round, which is held; so is the list's state."""
    round = hold_round(shortlist.round_id)
    current = Shortlist.objects.get(pk=shortlist.pk)
    day = day_of(at)
    followers = current.replacements.on_notice(day).filter(follower__dossier=dossier)
    if not takes_objections(current, day) and not (dossier and followers.exists()):
        raise NoticeIsOver
    count = Objection.objects.filter(shortlist__round=round).count() + 1
    plan = DecisionPlan.objects.of(round)
    objection = Objection.objects.create(
        number=f"{round.code}-Y{count:03}",
        shortlist=current,
        dossier=dossier,
        name=said.name,
        contact=said.contact,
        text=said.text,
        filed_by=by,
        filed_at=at,
        due_on=workcalendar.add_workdays(day_of(at), plan.answer_workdays),
    )
    record(
        by=by,
        action="objection.filed",
        subject=objection,
        due=objection.due_on,
        number=dossier.number if dossier else "",
    )
    return objection


@transaction.atomic
def answer(
    *, objection: Objection, is_upheld: bool, reason: str, by: User, at: datetime
) -> None:
    """Once, with a reason that the objector reads; raises AlreadyAnswered."""
    hold_round(objection.shortlist.round_id)
    if not may_answer(by, objection):
        raise AlreadyAnswered
    state = State.UPHELD if is_upheld else State.DISMISSED
    waiting = Objection.objects.filter(pk=objection.pk, state=State.OPEN)
    moved = waiting.update(state=state, answer=reason, answered_by=by, answered_at=at)
    if not moved:
        raise AlreadyAnswered
    record(
        by=by,
        action="objection.answered",
        subject=objection,
        state=str(state),
        reason=reason,
    )


@transaction.atomic
def assign(*, objection: Objection, handler: User, by: User, at: datetime) -> None:
    """Name who deals with it; raises AlreadyAnswered once it is dealt with."""
    hold_round(objection.shortlist.round_id)
    current = Objection.objects.get(pk=objection.pk)
    if not may_assign_objection(by, current):
        raise AlreadyAnswered
    Objection.objects.filter(pk=current.pk).update(handler=handler)
    before = current.handler.name if current.handler else ""
    record(
        by=by,
        action="objection.assigned",
        subject=current,
        changes={"handler": {"before": before, "after": handler.name}},
    )


@transaction.atomic
def withdraw(*, objection: Objection, by: User | None, at: datetime) -> None:
    """By who filed it, as long as it has no answer; raises AlreadyAnswered."""
    hold_round(objection.shortlist.round_id)
    waiting = Objection.objects.filter(pk=objection.pk, state=State.OPEN)
    if not waiting.update(state=State.WITHDRAWN, withdrawn_at=at):
        raise AlreadyAnswered
    record(by=by, action="objection.withdrawn", subject=objection)
