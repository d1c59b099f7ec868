"""Review, rectification, promotion, removal: one proposes, another confirms."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from portal import rules
from portal.audit import record
from portal.guides import library as law
from portal.models import User
from scoring.access import may_propose, may_settle
from scoring.facts.library import open_kinds, rectify_until, running_work, unreviewed
from scoring.models import (
    LibraryDecision,
    LibraryEntry,
    Rectification,
    YearlyReport,
)

Kind = LibraryDecision.Kind
State = LibraryDecision.State
#: As what a decision is written down that comes true.
DEEDS = {
    Kind.PASSED: "library.passed",
    Kind.RECTIFY: "library.rectify",
    Kind.RECTIFIED: "library.rectified",
    Kind.PROMOTED: "library.promoted",
    Kind.REMOVED: "library.removed",
}


class EntryHasMovedOn(Exception):
    """The entry's state does not allow this any more, or this one may not."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is to be decided, about which year's report, why."""

    kind: str
    reason: str
    report: YearlyReport | None = None
    workdays: int | None = None
    checklist: dict[str, bool] = field(default_factory=dict)


@transaction.atomic
def propose(
    *, entry: LibraryEntry, said: Proposed, by: User, at: datetime
) -> LibraryDecision:
    """Raises EntryHasMovedOn, also where another decision waits to be confirmed."""
    current = _hold(entry)
    reports = unreviewed(current)
    allowed = open_kinds(current, running_work(current), reports)
    if not may_propose(by, current) or said.kind not in allowed:
        raise EntryHasMovedOn
    if said.report is not None and said.report not in reports:
        raise EntryHasMovedOn
    try:
        with transaction.atomic():
            decision = LibraryDecision.objects.create(
                entry=current, report=said.report, kind=said.kind,
                checklist=said.checklist, reason=said.reason, workdays=said.workdays,
                proposed_by=by, proposed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise EntryHasMovedOn from None
    record(
        by=by,
        action="library.proposed",
        subject=current,
        decision=decision.get_kind_display(),
        reason=said.reason,
        workdays=said.workdays,
    )
    return decision


@transaction.atomic
def settle(
    *,
    decision: LibraryDecision,
    is_confirmed: bool,
    opinion: str,
    by: User,
    at: datetime,
) -> None:
    """By another official; what was decided comes true with it."""
    entry = _hold(decision.entry)
    if not may_settle(by, decision):
        raise EntryHasMovedOn
    waiting = LibraryDecision.objects.filter(pk=decision.pk, state=State.PROPOSED)
    moved = waiting.update(
        state=State.CONFIRMED if is_confirmed else State.REFUSED,
        opinion=opinion,
        settled_by=by,
        settled_at=at,
    )
    if not moved:
        raise EntryHasMovedOn
    if not is_confirmed:
        words = decision.get_kind_display()
        record(
            by=by, action="library.refused", subject=entry, decision=words,
            reason=opinion,
        )  # fmt: skip
        return
    due = _come_true(entry, decision, at)
    record(
        by=by, action=DEEDS[Kind(decision.kind)], subject=entry,
        reason=decision.reason, **due,
    )  # fmt: skip


def _come_true(
    entry: LibraryEntry, decision: LibraryDecision, at: datetime
) -> dict[str, object]:
    """Moves the entry; a rectification's last day, for what is written down."""
    day = at.astimezone(rules.BEIJING).date()
    match decision.kind:
        case Kind.RECTIFY:
            due, _ = rectify_until(day, decision.workdays or 1)
            Rectification.objects.create(decision=decision, due_on=due)
            _move(entry, state=LibraryEntry.State.RECTIFYING)
            return {"due_on": due}
        case Kind.RECTIFIED:
            _close_work(entry)
            _move(entry, state=LibraryEntry.State.IN)
        case Kind.PROMOTED:
            into = law.promoted_into(entry.guide_key)
            _move(entry, level=LibraryEntry.Level.KEY, library=into)
        case Kind.REMOVED:
            _close_work(entry)
            _move(entry, state=LibraryEntry.State.LEFT, left_on=day)
    return {}


def _move(entry: LibraryEntry, **columns: object) -> None:
    LibraryEntry.objects.filter(pk=entry.pk).update(**columns)


def _close_work(entry: LibraryEntry) -> None:
    work = Rectification.objects.running().filter(decision__entry=entry)
    work.update(state=Rectification.State.CLOSED)


def _hold(entry: LibraryEntry) -> LibraryEntry:
    return LibraryEntry.objects.select_for_update().get(pk=entry.pk)
