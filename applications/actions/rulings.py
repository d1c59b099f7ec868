"""An official's ruling on a clause that is judged from evidence."""

from datetime import datetime

from django.db import transaction

from applications import access
from applications.actions.decisions import AlreadyDecided, ReasonIsMissing
from applications.actions.holding import hold_dossier
from applications.facts import Finding, findings_of
from applications.models import Dossier, Ruling, Step
from portal.audit import record
from portal.models import User
from portal.rules import Outcome

WORDS = {True: "达到", False: "未达到"}


class AlreadyRuled(Exception):
    """There is a ruling in force on this clause; it is withdrawn first."""


class NoSuchClause(LookupError):
    """The guide has no such clause for this kind of platform."""


class ChangesNothing(ValueError):
    """The ruling says what the figures say already."""


class AlreadyWithdrawn(Exception):
    """Somebody withdrew this ruling before."""


@transaction.atomic
def rule_on(
    *,
    dossier: Dossier,
    clause: str,
    is_met: bool,
    reason: str,
    by: User,
    at: datetime,
) -> Ruling:
    """Overrule what the figures come to; both values stay written.

    Raises NoSuchClause, ReasonIsMissing, ChangesNothing, AlreadyRuled, or
    AlreadyDecided where the time for rulings is over.
    """
    if not reason.strip():
        raise ReasonIsMissing
    current = _locked(dossier, by)
    finding = _finding(current, clause, is_met)
    computed = finding.verdict.outcome
    ruling = Ruling.objects.create(
        dossier=current,
        clause=clause,
        computed=computed.value,
        is_met=is_met,
        reason=reason,
        by=by,
        at=at,
    )
    told = f"{finding.clause.source}：认定为{WORDS[is_met]}。{reason}"
    _tell(current, "rule", told, by, at)
    record(
        by=by,
        action="clause.ruled",
        subject=current,
        clause=clause,
        computed=computed.value,
        is_met=is_met,
        reason=reason,
    )
    return ruling


@transaction.atomic
def withdraw_ruling(*, ruling: Ruling, reason: str, by: User, at: datetime) -> None:
    """Let the figures speak again; raises AlreadyWithdrawn or AlreadyDecided."""
    if not reason.strip():
        raise ReasonIsMissing
    current = _locked(ruling.dossier, by)
    moved = Ruling.objects.filter(pk=ruling.pk, withdrawn_at=None).update(
        withdrawn_at=at
    )
    if not moved:
        raise AlreadyWithdrawn
    ruling.withdrawn_at = at
    _tell(current, "withdraw_ruling", reason, by, at)
    record(
        by=by,
        action="ruling.withdrawn",
        subject=current,
        clause=ruling.clause,
        is_met=ruling.is_met,
        reason=reason,
    )


def _finding(dossier: Dossier, clause: str, is_met: bool) -> Finding:
    """What the figures come to for this clause, where a ruling can change it."""
    found = {each.clause.id: each for each in findings_of(dossier)}
    if clause not in found:
        raise NoSuchClause(clause)
    finding = found[clause]
    if finding.ruling is not None:
        raise AlreadyRuled
    if finding.verdict.outcome is (Outcome.MET if is_met else Outcome.UNMET):
        raise ChangesNothing
    return finding


def _locked(dossier: Dossier, by: User) -> Dossier:
    """As it is now: no ruling once scoring is closed. Raises AlreadyDecided."""
    current = hold_dossier(dossier)
    if not access.may_rule(by, current):
        raise AlreadyDecided
    return current


def _tell(dossier: Dossier, move: str, opinion: str, by: User, at: datetime) -> None:
    Step.objects.create(
        dossier=dossier,
        at=at,
        by=by,
        action=move,
        status=dossier.status,
        opinion=opinion,
    )
