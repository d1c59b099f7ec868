"""Marks of a defence: kept while typing, handed in once; or the expert stands back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from applications.facts import defence_of
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.models import Assignment, Defence, DefenceSheet

State = DefenceSheet.State


class DefenceSheetIsClosed(Exception):
    """Handed in or stood back before, not yet the day, missed, or ended."""


class DefenceSavedElsewhere(Exception):
    """The sheet was saved from another window since this one was loaded."""


class CommentIsMissing(Exception):
    """Every item wants a comment; the message names the first without."""


def _current(assignment: Assignment, version: int, at: datetime) -> DefenceSheet:
    """The draft as it is now; nobody else writes it until the transaction ends."""
    defence = _held(assignment)
    if not defence.takes_marks(at):
        raise DefenceSheetIsClosed
    current = _sheet(assignment, defence)
    if current.state != State.DRAFT:
        raise DefenceSheetIsClosed
    if current.version != version:
        raise DefenceSavedElsewhere
    return current


def _held(assignment: Assignment) -> Defence:
    """Its dossier's defence, of an expert who sits there; under the expert's lock."""
    hold_assignment(assignment.pk)
    seated = Assignment.objects.defending().filter(pk=assignment.pk)
    defences = Defence.objects.select_related("call")
    found = defences.filter(dossier__assignments__in=seated).first()
    if found is None:
        raise DefenceSheetIsClosed
    return found


def _sheet(assignment: Assignment, defence: Defence) -> DefenceSheet:
    found, _ = DefenceSheet.objects.get_or_create(
        assignment=assignment, defaults={"defence": defence}
    )
    return found


def _write(current: DefenceSheet, **values: Any) -> None:
    mine = DefenceSheet.objects.filter(
        pk=current.pk, state=State.DRAFT, version=current.version
    )
    if not mine.update(version=F("version") + 1, **values):
        raise DefenceSavedElsewhere


@transaction.atomic
def save(
    *,
    assignment: Assignment,
    points: Mapping[str, str],
    comments: Mapping[str, str],
    version: int,
    by: User,
    at: datetime,
) -> int:
    """Keep a draft; returns its new version. Values have been checked by the form."""
    current = _current(assignment, version, at)
    before = current.points
    _write(current, points=dict(points), comments=dict(comments), updated_at=at)
    changed = {
        code: [before.get(code), points.get(code)]
        for code in sorted({*before, *points})
        if before.get(code) != points.get(code)
    }
    if changed:
        record(by=by, action="defence_sheet.marked", subject=current, marks=changed)
    return version + 1


@transaction.atomic
def hand_in(
    *, assignment: Assignment, version: int, by: User, at: datetime
) -> DefenceSheet:
    """Fix the sheet and its total; raises rules.ScoreError, CommentIsMissing, or as
    ``save`` does."""
    current = _current(assignment, version, at)
    defence = defence_of(assignment.dossier.round)
    assert defence is not None
    said = {"dossier": str(assignment.dossier), "reviewer": assignment.expert.code}
    [sheet] = rules.read_sheets([{**said, "points": current.points}])
    rules.check_sheet(sheet, defence.table)
    for item in defence.table.indicators:
        if not current.comments.get(item.code):
            raise CommentIsMissing(item.label)
    mark = rules.mark_of(sheet.points)
    _write(
        current,
        state=State.HANDED_IN,
        total=int(mark * 100),
        handed_in_at=at,
        updated_at=at,
    )
    record(by=by, action="defence_sheet.handed_in", subject=current, mark=str(mark))
    return current


@transaction.atomic
def stand_back(*, assignment: Assignment, reason: str, by: User, at: datetime) -> None:
    """The expert marks the document alone: the applicant became known since."""
    defence = _held(assignment)
    if defence.call.ended_at is not None:
        raise DefenceSheetIsClosed
    current = _sheet(assignment, defence)
    if current.state == State.RECUSED:
        raise DefenceSheetIsClosed
    DefenceSheet.objects.filter(pk=current.pk).update(
        state=State.RECUSED,
        reason=reason,
        total=None,
        handed_in_at=None,
        updated_at=at,
        version=F("version") + 1,
    )
    record(
        by=by,
        action="defence_sheet.recused",
        subject=current,
        reason=reason,
        was=current.state,
    )
