"""Facts that an upheld objection opened: credited as they are now, or struck out.

What rests on them is judged afresh: rulings on their clauses end, and the marks whose
facts are others now open again, on the sheets that count and nowhere else.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from applications.actions.crediting import credit, last_openings, opened_units, strike
from applications.facts import guide_of
from applications.models import Dossier
from applications.presentation.corrected import corrected
from applications.presentation.openings import FILES, Openings
from applications.presentation.outstanding import sections_for
from portal.audit import record
from portal.models import User
from portal.rules.guide import thresholds_in
from scoring.actions.reopening import StillOut, done, hold_reopening, open_one
from scoring.facts.openings import Wrong
from scoring.facts.reopened import reopened_of, units_stating
from scoring.models import Reopening, ScoreSheet

Kind = Reopening.Kind


@transaction.atomic
def settle_facts(
    *, reopening: Reopening, holds: bool, reason: str, by: User, at: datetime
) -> None:
    """``holds``: what the enterprise handed in again counts; otherwise, and where it
    handed in nothing in time, what was opened counts as not stated.

    Raises AlreadyDone, MayNotReopen, StillOut or ReasonIsMissing.
    """
    current = hold_reopening(reopening, by)
    dossier = current.dossier
    if dossier.is_recalled and (holds or not is_overdue(dossier, at)):
        raise StillOut
    openings = last_openings(dossier)
    base = openings.items[0].version.number
    do = credit if holds else strike
    do(dossier=dossier, reason=reason, by=by, at=at)
    _end_rulings(current, touched_clauses(dossier, openings), reason, by, at)
    _open_marks(current, by, at)
    said = changes_in_words(dossier, openings) if holds else "不予采信，按未填报处理"
    last = dossier.versions.count()
    done(current, f"第 {base} 版", f"第 {last} 版（{said}）", by, at)


def is_overdue(dossier: Dossier, at: datetime) -> bool:
    """Out still, though its term is over."""
    due = dossier.correction_due
    return dossier.is_recalled and due is not None and due <= at


def touched_clauses(dossier: Dossier, openings: Openings) -> frozenset[str]:
    """Clauses that rest on what was opened; its files prove all their section says."""
    opened: set[str] = set()
    for section in sections_for(dossier):
        units = {each.id for each in opened_units(openings, section)}
        if FILES in units:
            units |= {each.id for each in section.metrics} | {section.rows or FILES}
        opened |= units
    return frozenset(
        clause.id
        for clause in guide_of(dossier.round).kinds[dossier.kind].clauses
        if opened & units_stating(e.metric.id for e in thresholds_in(clause.need))
    )


def changes_in_words(dossier: Dossier, openings: Openings) -> str:
    """Field by field; what was left as it was, too."""
    items = {each.pk for each in openings.items}
    found = [each for each in corrected(dossier) if each.item.pk in items]
    words = (f"{e.item.label}：{'，'.join(e.done) or '未修改'}" for e in found)
    return "；".join(words)


def _end_rulings(
    current: Reopening, clauses: Iterable[str], reason: str, by: User, at: datetime
) -> None:
    standing = current.dossier.rulings.filter(withdrawn_at=None, clause__in=clauses)
    for each in standing:
        told = {"clause": each.clause, "is_met": each.is_met, "reason": reason}
        record(by=by, action="ruling.withdrawn", subject=current.dossier, **told)
    standing.update(withdrawn_at=at)


def _open_marks(current: Reopening, by: User, at: datetime) -> None:
    dossier = Dossier.objects.select_related("round").get(pk=current.dossier_id)
    prefetch_related_objects([dossier], "versions")
    leaving = Reopening.objects.open().filter(dossier=dossier, kind=Kind.SEAT)
    sheets = ScoreSheet.objects.counting().filter(assignment__dossier=dossier)
    rows = sheets.exclude(assignment__in=leaving.values("assignment"))
    for sheet in rows.select_related("assignment__expert").order_by("pk"):
        seat = sheet.assignment
        codes = [c for c in reopened_of(sheet, dossier) if c not in seat.reopened]
        if codes:
            wrong = Wrong(Kind.MARKS, assignment=seat.pk, codes=tuple(codes))
            open_one(current.objection, dossier, wrong, current.note, by, at)
