"""Score sheets: saved while typing, checked and handed in once, then fixed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import F, QuerySet

from applications.facts import table_of
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.models import Assignment, ScoreSheet

State = ScoreSheet.State


class SheetIsClosed(Exception):
    """Handed in before, or scoring is over, or the assignment has ended."""


class SavedElsewhere(Exception):
    """The sheet was saved from another window since this one was loaded."""


def sheet_for(assignment: Assignment) -> ScoreSheet:
    """The assignment's sheet, made when the expert first saves it."""
    found: ScoreSheet | None = getattr(assignment, "sheet", None)
    if found is None or found.pk is None:
        found, _ = ScoreSheet.objects.get_or_create(assignment=assignment)
        found.assignment = assignment
    return found


def open_sheets(sheet: ScoreSheet) -> QuerySet[ScoreSheet]:
    """This sheet, as long as it may still be written.

    For reading under ``hold_assignment``, never for an update: its joins would not be
    looked at again.
    """
    return ScoreSheet.objects.filter(
        pk=sheet.pk,
        state=State.DRAFT,
        assignment__state=Assignment.State.DECLARED,
        assignment__dossier__round__status=Round.Status.SCORING,
    )


@transaction.atomic
def save(
    *,
    sheet: ScoreSheet,
    points: Mapping[str, str],
    comments: Mapping[str, str],
    remark: str,
    version: int,
    by: User,
    at: datetime,
) -> int:
    """Keep a draft; returns its new version.

    Raises SheetIsClosed, or SavedElsewhere where ``version`` is no longer the newest.
    Values have been checked by the form; a draft may have gaps.
    """
    current = _current(sheet, version)
    _write(
        current,
        points=dict(points),
        comments=dict(comments),
        remark=remark,
        updated_at=at,
    )
    _audit_marks(sheet, current.points, points, by)
    return version + 1


def _current(sheet: ScoreSheet, version: int) -> ScoreSheet:
    """The sheet as it is now; nobody else writes it until the transaction ends."""
    hold_assignment(sheet.assignment_id)
    current = open_sheets(sheet).filter(version=version).first()
    return current or _refuse(sheet)


def _refuse(sheet: ScoreSheet) -> NoReturn:
    raise SavedElsewhere if open_sheets(sheet).exists() else SheetIsClosed


def _write(current: ScoreSheet, **values: Any) -> None:
    """Over the version that was read, a draft until now."""
    mine = ScoreSheet.objects.filter(
        pk=current.pk, state=State.DRAFT, version=current.version
    )
    if not mine.update(version=F("version") + 1, **values):
        _refuse(current)


def _audit_marks(
    sheet: ScoreSheet, before: Mapping[str, str], after: Mapping[str, str], by: User
) -> None:
    """Which marks changed, from what to what; comments are not marks."""
    changed = {
        code: [before.get(code), after.get(code)]
        for code in sorted({*before, *after})
        if before.get(code) != after.get(code)
    }
    if changed:
        record(by=by, action="sheet.marked", subject=sheet, marks=changed)


@transaction.atomic
def hand_in(*, sheet: ScoreSheet, version: int, by: User, at: datetime) -> None:
    """Fix the sheet and its total.

    Raises rules.ScoreError where an indicator is open or wrong, SheetIsClosed or
    SavedElsewhere as ``save`` does.
    """
    current = _current(sheet, version)
    dossier = sheet.assignment.dossier
    [checked] = rules.read_sheets(
        [
            {
                "dossier": str(dossier),
                "reviewer": sheet.assignment.expert.code,
                "points": current.points,
            }
        ]
    )
    rules.check_sheet(checked, table_of(dossier.round))
    mark = rules.mark_of(checked.points)
    _write(
        current,
        state=State.HANDED_IN,
        total=int(mark * 100),
        handed_in_at=at,
        updated_at=at,
    )
    record(by=by, action="sheet.handed_in", subject=sheet, mark=str(mark))
