"""A yearly report: saved, handed in, accepted or sent back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from portal.audit import record
from portal.models import User
from scoring.access import may_answer_report, may_report
from scoring.models import YearlyReport

State = YearlyReport.State


class ReportHasMovedOn(Exception):
    """Somebody saved, handed in or answered it meanwhile, or this one may not."""


@transaction.atomic
def save(
    *, report: YearlyReport, said: dict[str, Any], version: int, by: User, at: datetime
) -> int:
    """Keep what was typed; the new version. Raises ReportHasMovedOn."""
    current = _hold(report)
    if not may_report(by, current) or current.version != version:
        raise ReportHasMovedOn
    mine = YearlyReport.objects.filter(pk=report.pk, version=version)
    if not mine.update(version=F("version") + 1, **said):
        raise ReportHasMovedOn
    record(by=by, action="library.report_saved", subject=current)
    return version + 1


@transaction.atomic
def hand_in(
    *, report: YearlyReport, said: dict[str, Any], version: int, by: User, at: datetime
) -> None:
    """Saved and handed in as a whole."""
    save(report=report, said=said, version=version, by=by, at=at)
    YearlyReport.objects.filter(pk=report.pk).update(
        state=State.HANDED_IN, handed_in_by=by, handed_in_at=at
    )
    record(by=by, action="library.report_handed_in", subject=report)


@transaction.atomic
def answer(
    *, report: YearlyReport, is_accepted: bool, opinion: str, by: User, at: datetime
) -> None:
    """Accepted, or back to the enterprise with a reason. Raises ReportHasMovedOn."""
    current = _hold(report)
    if not may_answer_report(by, current):
        raise ReportHasMovedOn
    state = State.ACCEPTED if is_accepted else State.RETURNED
    YearlyReport.objects.filter(pk=report.pk).update(
        state=state, opinion=opinion, answered_by=by, answered_at=at,
        version=F("version") + 1,
    )  # fmt: skip
    action = "library.report_accepted" if is_accepted else "library.report_returned"
    record(by=by, action=action, subject=current, reason=opinion)


def _hold(report: YearlyReport) -> YearlyReport:
    rows = YearlyReport.objects.select_for_update(of=["self"])
    return rows.select_related("entry", "year").get(pk=report.pk)
