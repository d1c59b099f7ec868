"""Marks looked at again because the facts under them were corrected (复核)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from applications.facts import table_of
from applications.models import Dossier
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignment
from scoring.actions.reopened_seats import close_seat
from scoring.actions.sheets import SavedElsewhere, SheetIsClosed
from scoring.facts.objective import CONTESTED, decided, objectives_of
from scoring.facts.reopened import (
    Answer,
    as_read_by_experts,
    latest_version,
    reopened_of,
)
from scoring.facts.second_round import as_counted, second_of, sum_of
from scoring.models import Assignment, ScoreSheet, SecondSheet


class CorrectedAgain(Exception):
    """The dossier was corrected once more since the page was made."""


class AnswersAreMissing(ValueError):
    """Not exactly the reopened indicators are answered, or a reason is missing."""


@transaction.atomic
def recheck(
    *,
    sheet: ScoreSheet,
    answers: Mapping[str, Answer],
    facts: int,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Answer every reopened indicator, and nothing else; a sheet that was handed in is
    handed in again with its new total.

    ``facts`` is the version of the dossier that was shown. Raises SheetIsClosed,
    SavedElsewhere, CorrectedAgain, AnswersAreMissing or rules.ScoreError.
    """
    hold_assignment(sheet.assignment_id)
    current = _current(sheet, version)
    assignment = current.assignment
    dossier = as_read_by_experts(assignment.dossier_id)
    if latest_version(dossier) != facts:
        raise CorrectedAgain
    reopened = reopened_of(current, dossier)
    if not reopened or set(answers) != set(reopened):
        raise AnswersAreMissing("请对每一项重新打开的指标作答；其他指标不能修改。")
    second, counted = second_of(current), total_of(current)
    as_counted(current, answers)
    after = _checked(current, dossier, answers)
    _write(current, after, _history(current, answers, facts, at), facts, at)
    if second is not None:
        _fold(second, answers, after["points"], at)
    _record(current, answers, facts, after["total"], by)
    if assignment.reopened_at is not None:
        now = total_of(_reread(sheet))
        close_seat(assignment, before=counted, after=now, by=by, at=at)


def _record(
    current: ScoreSheet,
    answers: Mapping[str, Answer],
    facts: int,
    total: int | None,
    by: User,
) -> None:
    changed = {code: [current.points[code], each.points]
               for code, each in answers.items()
               if current.points[code] != each.points}  # fmt: skip
    record(
        by=by,
        action="sheet.rechecked",
        subject=current,
        version=facts,
        codes=sorted(answers),
        marks=changed,
        mark=None if total is None else str(Decimal(total) / 100),
    )


def total_of(sheet: ScoreSheet) -> str:
    """As it counts, in words."""
    return f"{sum_of(sheet)} 分"


def _reread(sheet: ScoreSheet) -> ScoreSheet:
    rows = ScoreSheet.objects.select_related("assignment__second_sheet")
    return rows.get(pk=sheet.pk)


def _fold(
    second: SecondSheet,
    codes: Iterable[str],
    points: Mapping[str, str],
    at: datetime,
) -> None:
    """The second round's marks that were looked at again stand on the sheet itself
    now; what they were is in its history."""
    left = {code: mark for code, mark in second.changes.items() if code not in codes}
    total = sum(map(Decimal, {**points, **left}.values()), Decimal(0))
    SecondSheet.objects.filter(pk=second.pk).update(
        changes=left, total=int(total * 100), version=F("version") + 1, updated_at=at
    )


def _current(sheet: ScoreSheet, version: int) -> ScoreSheet:
    """Draft or handed in, of an expert who still scores; in a statement of its own."""
    related = ("assignment__expert", "assignment__second_sheet")
    rows = ScoreSheet.objects.select_related(*related).filter(
        pk=sheet.pk,
        assignment__state=Assignment.State.DECLARED,
        assignment__in=Assignment.objects.scoring(),
    )
    current = rows.first()
    if current is None:
        raise SheetIsClosed
    if current.version != version:
        raise SavedElsewhere
    return current


def _checked(
    current: ScoreSheet, dossier: Dossier, answers: Mapping[str, Answer]
) -> dict[str, Any]:
    """The values to be written; what was computed is reckoned from the new facts."""
    points, bands = dict(current.points), objectives_of(dossier)
    comments = dict(current.comments)
    leaves = {each.code: each for each in table_of(dossier.round).indicators}
    for code, answer in answers.items():
        given = Decimal(answer.points)
        if problem := rules.points_problem(given, leaves[code]):
            raise AnswersAreMissing(f"指标 {code}：{problem}")
        band = bands.get(code)
        is_contest = band is not None and band.answered(answer.points) == CONTESTED
        is_confirmed = band is not None and band.points and not is_contest
        moved = given != Decimal(points[code])
        if (is_contest or (moved and not is_confirmed)) and not answer.reason.strip():
            raise AnswersAreMissing(f"指标 {code}：请写明理由。")
        points[code] = rules.plain(given)
        if answer.reason.strip():
            comments.setdefault(code, answer.reason.strip())
    is_final = current.state == ScoreSheet.State.HANDED_IN
    total = sum(map(Decimal, points.values()), Decimal(0)) if is_final else None
    return {
        "points": points,
        "comments": comments,
        "objective": decided(bands, points) if is_final else current.objective,
        "total": None if total is None else int(total * 100),
    }


def _history(
    current: ScoreSheet, answers: Mapping[str, Answer], facts: int, at: datetime
) -> list[dict[str, Any]]:
    """Both marks of each, after those of earlier corrections."""
    new = [
        {
            "version": facts,
            "code": code,
            "old": current.points[code],
            "new": rules.plain(Decimal(answer.points)),
            "reason": answer.reason.strip(),
            "at": at.isoformat(),
        }
        for code, answer in answers.items()
    ]
    return [*current.rechecks, *new]


def _write(
    current: ScoreSheet,
    after: dict[str, Any],
    history: list[dict[str, Any]],
    facts: int,
    at: datetime,
) -> None:
    new = history[len(current.rechecks) :]
    fresh = {each["code"]: facts for each in new} if facts else {}
    seen = {**current.seen, **fresh}
    is_final = current.state == ScoreSheet.State.HANDED_IN
    mine = ScoreSheet.objects.filter(
        pk=current.pk, version=current.version, state=current.state
    )
    if not mine.update(
        **after,
        seen=seen,
        rechecks=history,
        version=F("version") + 1,
        updated_at=at,
        handed_in_at=at if is_final else None,
    ):
        raise SavedElsewhere
