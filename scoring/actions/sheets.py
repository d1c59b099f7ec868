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
from scoring.actions.reopened_seats import close_seat
from scoring.facts.objective import (
    CONTESTED,
    Objectives,
    decided,
    objectives_of,
    unreasoned,
)
from scoring.facts.reasons import unexplained
from scoring.facts.reopened import as_read_by_experts, reopened_of
from scoring.models import Assignment, ScoreSheet

State = ScoreSheet.State


class SheetIsClosed(Exception):
    """Handed in before, or scoring is over, or the assignment has ended."""


class SavedElsewhere(Exception):
    """The sheet was saved from another window since this one was loaded."""


class CommentsAreMissing(Exception):
    """Marks beyond the round's limits without a comment; says which."""


class FactsHaveChanged(Exception):
    """A correction opened marks again; the message is their codes."""


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
        assignment__in=Assignment.objects.scoring(),
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
    facts: int = 0,
) -> int:
    """Keep a draft; returns its new version.

    Raises SheetIsClosed, or SavedElsewhere where ``version`` is no longer the newest.
    Values have been checked by the form; a draft may have gaps. ``facts`` is the
    version that was before the expert, of a dossier corrected during scoring.
    """
    current = _current(sheet, version)
    _write(
        current,
        points=dict(points),
        comments=dict(comments),
        remark=remark,
        seen=_seen(current, points, facts),
        updated_at=at,
    )
    _audit_marks(sheet, current.points, points, by)
    return version + 1


def _seen(current: ScoreSheet, points: Mapping[str, str], facts: int) -> dict[str, int]:
    """Of what facts each mark was given; a mark that stood before keeps its own."""
    kept = {code: seen for code, seen in current.seen.items() if code in points}
    new = [code for code in points if code not in current.points] if facts else []
    return {**kept, **dict.fromkeys(new, facts)}


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


def _check_contests(bands: Objectives, current: ScoreSheet) -> None:
    if codes := unreasoned(bands, current.points, current.comments):
        raise CommentsAreMissing(
            f"客观项 {'、'.join(codes)} 的得分与公布分档不同，没有写理由。"
            "请在评语中写明理由，或改为确认分档得分，再提交。"
        )


def _check_reasons(round: Round, current: ScoreSheet, bands: Objectives) -> None:
    missing = unexplained(round, current.points, current.comments, bands)
    if missing:
        codes = "、".join(each.code for each in missing)
        raise CommentsAreMissing(f"指标 {codes} 按本批次规定须写评语。请补写后再提交。")


@transaction.atomic
def hand_in(*, sheet: ScoreSheet, version: int, by: User, at: datetime) -> None:
    """Fix the sheet and its total.

    Raises rules.ScoreError where an indicator is open or wrong, CommentsAreMissing
    where the round or a contest asks for reasons, FactsHaveChanged where marks
    stand on what was corrected, SheetIsClosed or SavedElsewhere as ``save`` does.
    """
    current = _current(sheet, version)
    dossier = as_read_by_experts(sheet.assignment.dossier_id)
    if reopened := reopened_of(current, dossier):
        raise FactsHaveChanged("、".join(reopened))
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
    bands = objectives_of(dossier)
    _check_reasons(dossier.round, current, bands)
    _check_contests(bands, current)
    mark = rules.mark_of(checked.points)
    _write(
        current,
        state=State.HANDED_IN,
        total=int(mark * 100),
        objective=decided(bands, current.points),
        handed_in_at=at,
        updated_at=at,
    )
    given = decided(bands, current.points).items()
    contested = [code for code, each in given if each["answer"] == CONTESTED]
    told = {"mark": str(mark), "contested": contested}
    record(by=by, action="sheet.handed_in", subject=sheet, **told)
    if sheet.assignment.reopened_at is not None:
        close_seat(sheet.assignment, before="", after=f"{mark:.2f} 分", by=by, at=at)
