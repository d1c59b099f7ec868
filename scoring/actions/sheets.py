"""Score sheets: saved while typing, checked and handed in once, then fixed."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from applications.facts import table_of
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.models import Assignment, ScoreSheet

State = ScoreSheet.State


class SheetIsClosed(Exception):
    """Handed in before, or scoring is over, or the assignment has ended."""


class SavedElsewhere(Exception):
    """The sheet was saved from another window since this one was loaded."""


def sheet_for(assignment: Assignment) -> ScoreSheet:
    """The assignment's sheet, made when the expert first opens the dossier."""
    sheet, _ = ScoreSheet.objects.get_or_create(assignment=assignment)
    return sheet


def open_sheets(sheet: ScoreSheet):
    """This sheet, as long as it may still be written: the condition of each write."""
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
    writable = open_sheets(sheet)
    moved = writable.filter(version=version).update(
        points=dict(points),
        comments=dict(comments),
        remark=remark,
        version=F("version") + 1,
        updated_at=at,
    )
    if moved:
        _audit_marks(sheet, points, by)
        return version + 1
    raise SavedElsewhere if writable.exists() else SheetIsClosed


def _audit_marks(sheet: ScoreSheet, points: Mapping[str, str], by: User) -> None:
    """Which marks changed, from what to what; comments are not marks."""
    before = sheet.points
    changed = {
        code: [before.get(code), points.get(code)]
        for code in sorted({*before, *points})
        if before.get(code) != points.get(code)
    }
    if changed:
        record(by=by, action="sheet.marked", subject=sheet, marks=changed)


@transaction.atomic
def hand_in(*, sheet: ScoreSheet, version: int, by: User, at: datetime) -> None:
    """Fix the sheet and its total.

    Raises rules.ScoreError where an indicator is open or wrong, SheetIsClosed or
    SavedElsewhere as ``save`` does.
    """
    writable = open_sheets(sheet)
    current = writable.filter(version=version).first()
    if current is None:
        raise SavedElsewhere if writable.exists() else SheetIsClosed
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
    moved = writable.filter(version=version).update(
        state=State.HANDED_IN,
        total=int(mark * 100),
        handed_in_at=at,
        version=F("version") + 1,
    )
    if not moved:
        raise SheetIsClosed
    record(by=by, action="sheet.handed_in", subject=sheet, mark=str(Decimal(mark)))
