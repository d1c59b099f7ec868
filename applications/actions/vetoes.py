"""Veto items: checked by the city, decided by an official, each with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from applications import access
from applications.actions.decisions import AlreadyDecided, ReasonIsMissing
from applications.actions.holding import hold_dossier
from applications.models import Dossier, Step, VetoDecision
from portal.audit import record
from portal.guides import vetoes
from portal.models import User

WORDS = {True: "情形属实，一票否决", False: "情形不成立，不予否决"}


class AlreadyVetoed(Exception):
    """There is a decision in force on this item; it is withdrawn first."""


class AlreadyWithdrawn(Exception):
    """Somebody withdrew this decision before."""


class NoSuchItem(LookupError):
    """No veto item has this id."""


class NoteIsMissing(ValueError):
    """A doubt says what it rests on."""


@dataclass(frozen=True, slots=True)
class Answer:
    agrees: bool
    note: str = ""


@transaction.atomic
def review(
    *, dossier: Dossier, answers: Mapping[str, Answer], by: User, at: datetime
) -> None:
    """Keep what the city finds; raises AlreadyDecided, NoSuchItem, NoteIsMissing."""
    current = hold_dossier(dossier)
    if not access.may_judge_for_city(by, current):
        raise AlreadyDecided
    if any(not each.agrees and not each.note.strip() for each in answers.values()):
        raise NoteIsMissing
    labels = {id: _label(id) for id in answers}
    for item, answer in answers.items():
        found = {"agrees": answer.agrees, "note": answer.note, "by": by, "at": at}
        current.veto_reviews.update_or_create(item=item, defaults=found)
    record(
        by=by,
        action="veto.reviewed",
        subject=current,
        checks={
            labels[item]: ["一致" if each.agrees else "有疑问", each.note]
            for item, each in answers.items()
        },
    )


@transaction.atomic
def decide(
    *,
    dossier: Dossier,
    item: str,
    is_confirmed: bool,
    reason: str,
    by: User,
    at: datetime,
) -> VetoDecision:
    """Keep the dossier out, or say why not.

    Raises NoSuchItem, ReasonIsMissing, AlreadyVetoed, or AlreadyDecided where the time
    for rulings is over.
    """
    _say_why(reason)
    label = _label(item)
    current = _held(dossier, by)
    standing = current.vetoes.filter(item=item, withdrawn_at=None)
    standing.filter(at__lt=current.submitted_at).update(withdrawn_at=at)  # outdated
    if standing.exists():
        raise AlreadyVetoed
    decision = VetoDecision.objects.create(
        dossier=current,
        item=item,
        is_confirmed=is_confirmed,
        reason=reason,
        by=by,
        at=at,
    )
    _tell(current, "veto", f"{label}：{WORDS[is_confirmed]}。{reason}", by, at)
    record(
        by=by,
        action="veto.decided",
        subject=current,
        veto=label,
        is_confirmed=is_confirmed,
        reason=reason,
    )
    return decision


@transaction.atomic
def withdraw(*, decision: VetoDecision, reason: str, by: User, at: datetime) -> None:
    """The item is open again; raises ReasonIsMissing, AlreadyWithdrawn, AlreadyDecided.

    The decision itself stays on file.
    """
    _say_why(reason)
    current = _held(decision.dossier, by)
    standing = VetoDecision.objects.filter(pk=decision.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=at):
        raise AlreadyWithdrawn
    decision.withdrawn_at = at
    label = _label(decision.item)
    _tell(current, "withdraw_veto", f"{label}：{reason}", by, at)
    record(
        by=by,
        action="veto.withdrawn",
        subject=current,
        veto=label,
        is_confirmed=decision.is_confirmed,
        reason=reason,
    )


def _say_why(text: str) -> None:
    if not text.strip():
        raise ReasonIsMissing


def _label(item: str) -> str:
    try:
        return vetoes.item(item).label
    except KeyError:
        raise NoSuchItem(item) from None


def _held(dossier: Dossier, by: User) -> Dossier:
    """As it is now; raises AlreadyDecided once scoring is closed."""
    current = hold_dossier(dossier)
    if not access.may_rule(by, current):
        raise AlreadyDecided
    return current


def _tell(dossier: Dossier, move: str, words: str, by: User, at: datetime) -> None:
    Step.objects.create(
        dossier=dossier,
        at=at,
        by=by,
        action=move,
        status=dossier.status,
        opinion=words,
    )
