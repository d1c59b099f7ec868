"""A filled template taken over into a dossier: whole, or not at all."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from applications import access
from applications.actions.dossiers import StaleVersion, TooLate, save_section
from applications.models import Dossier
from portal.audit import record
from portal.models import User

Values = Mapping[str, Any]


@transaction.atomic
def take_over(
    *,
    dossier: Dossier,
    sections: Mapping[str, Values],
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Write the sections of a workbook down, each as one that was typed.

    ``version`` is the one that the preview showed: whatever was saved since, in any
    section, raises StaleVersion; TooLate after the deadline. Nothing is half written.
    """
    rows = Dossier.objects.select_related("round").select_for_update(of=["self"])
    current = rows.get(pk=dossier.pk)
    if not access.may_edit(by, current, at):
        raise TooLate
    if current.version != version:
        raise StaleVersion(*_last(current.document.get("saved", {}).values()))
    for section, values in sections.items():
        save_section(
            dossier=current,
            section=section,
            values=values,
            version=current.version,
            by=by,
            at=at,
        )
    record(by=by, action="dossier.imported", subject=current, sections=sorted(sections))


def _last(stamps: Iterable[Values]) -> tuple[str, str]:
    """Who saved last, and when."""
    newest = max(stamps, key=lambda each: each["version"], default={})
    return newest.get("by", ""), newest.get("at", "")
