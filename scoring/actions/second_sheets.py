"""The second round's answers: kept while typing, handed in once; first sheets stay."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from applications.facts import table_of
from portal import rules
from portal.audit import record
from portal.models import User
from portal.rules.discussion import second_points
from scoring.actions.discussions import hold_seat
from scoring.models import Assignment, SecondSheet

State = SecondSheet.State


class AnswerIsClosed(Exception):
    """This expert has answered before."""


class AnsweredElsewhere(Exception):
    """The answer was saved from another window since this one was loaded."""


class ReasonIsMissing(Exception):
    """A changed mark has no reason; the message is the indicator's code."""


@transaction.atomic
def save(
    *,
    assignment: Assignment,
    changes: Mapping[str, str],
    reasons: Mapping[str, str],
    version: int,
    by: User,
    at: datetime,
) -> int:
    """Keep a draft of what is to change, and why; returns its new version.

    Raises DiscussionIsClosed, AnswerIsClosed, or AnsweredElsewhere where ``version`` is
    no longer the newest. Values have been checked by the form.
    """
    current = _current(assignment, version, at)
    _write(current, changes=dict(changes), reasons=dict(reasons), updated_at=at)
    if current.changes != changes:
        record(
            by=by,
            action="second_sheet.marked",
            subject=current,
            marks=_pairs(assignment.sheet.points, current.changes, changes),
        )
    return version + 1


def _pairs(
    first: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, list[str]]:
    """Which marks are now other than they were, from what to what."""
    old, new = second_points(first, before), second_points(first, after)
    return {code: [old[code], new[code]] for code in old if old[code] != new[code]}


def _current(assignment: Assignment, version: int, at: datetime) -> SecondSheet:
    """The draft as it is now; nobody else writes it until the transaction ends."""
    discussion = hold_seat(assignment, at)
    current, _ = SecondSheet.objects.get_or_create(
        assignment=assignment, defaults={"discussion": discussion}
    )
    if current.state != State.DRAFT:
        raise AnswerIsClosed
    if current.version != version:
        raise AnsweredElsewhere
    return current


def _write(current: SecondSheet, **values: Any) -> None:
    mine = SecondSheet.objects.filter(
        pk=current.pk, state=State.DRAFT, version=current.version
    )
    if not mine.update(version=F("version") + 1, **values):
        raise AnsweredElsewhere


@transaction.atomic
def hand_in(
    *, assignment: Assignment, version: int, by: User, at: datetime
) -> SecondSheet:
    """Fix the answer and its total; without a change the first marks are kept.

    A reason that belongs to no change goes. Raises ReasonIsMissing, rules.ScoreError
    where a mark is wrong, or as ``save`` does.
    """
    current = _current(assignment, version, at)
    for code in current.changes:
        if not current.reasons.get(code):
            raise ReasonIsMissing(code)
    first = assignment.sheet.points
    mark = _mark(assignment, second_points(first, current.changes))
    _write(
        current,
        reasons={code: current.reasons[code] for code in current.changes},
        state=State.HANDED_IN,
        total=int(mark * 100),
        handed_in_at=at,
        updated_at=at,
    )
    record(
        by=by,
        action="second_sheet.handed_in",
        subject=current,
        mark=str(mark),
        first_mark=str(_mark(assignment, first)),
    )
    return current


def _mark(assignment: Assignment, points: Mapping[str, str]) -> Decimal:
    """What the points come to; raises rules.ScoreError where one is wrong."""
    dossier = assignment.dossier
    said = {"dossier": str(dossier), "reviewer": assignment.expert.code}
    [sheet] = rules.read_sheets([{**said, "points": points}])
    rules.check_sheet(sheet, table_of(dossier.round))
    return rules.mark_of(sheet.points)
