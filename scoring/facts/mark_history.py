"""An expert's own earlier marks, as the audit log wrote them with every save."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from portal import rules
from portal.models import AuditEntry
from scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark, changed by one save; blank is no mark. ``entry`` names the save."""

    entry: int
    at: datetime
    code: str
    label: str
    old: str
    new: str


def saves_of(sheet: ScoreSheet) -> QuerySet[AuditEntry]:
    """Every save that changed a mark, the newest first."""
    kind = ScoreSheet._meta.label_lower
    return AuditEntry.objects.filter(
        subject_kind=kind, subject_id=str(sheet.pk), action="sheet.marked"
    ).order_by("-pk")


def changes_in(
    saves: QuerySet[AuditEntry], table: rules.IndicatorTable
) -> Iterator[MarkChange]:
    """Mark by mark, in the table's order within one save; one query."""
    for save in saves:
        marks = save.detail["marks"]
        for leaf in table.indicators:
            if leaf.code in marks:
                old, new = marks[leaf.code]
                yield MarkChange(
                    save.pk, save.at, leaf.code, leaf.label, old or "", new or ""
                )
