"""Something put right while experts score (评审期间补正): recalled, ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from applications import access
from applications.actions.corrections import Wanted, named, write_down
from applications.actions.decisions import (
    AlreadyDecided,
    DeadlineIsPast,
    say_why,
    tell,
)
from applications.actions.holding import hold_dossier
from applications.models import Dossier, DossierVersion, Evidence
from portal.models import User

Status = Dossier.Status


@transaction.atomic
def recall(
    *,
    dossier: Dossier,
    reasons: str,
    items: Iterable[Wanted],
    due: datetime,
    by: User,
    at: datetime,
) -> None:
    """Open what ``items`` name until ``due``; score sheets stay as they are.

    Experts go on with what was handed in. Handed in again, the dossier is theirs at
    once, and what its changes touch opens again on their sheets. Rulings stay: they
    may still be withdrawn. Raises AlreadyDecided (also once the experts confer),
    ReasonIsMissing, NothingIsNamed or DeadlineIsPast.
    """
    items = named(items, reasons)
    if due <= at:
        raise DeadlineIsPast
    current = hold_dossier(dossier)
    if not access.may_recall(by, current):
        raise AlreadyDecided
    send_out(
        dossier=dossier, reasons=reasons, items=items, due=due, by=by, at=at,
        action="dossier.recalled",
    )  # fmt: skip


def send_out(
    *,
    dossier: Dossier,
    reasons: str,
    items: Sequence[Wanted],
    due: datetime,
    by: User,
    at: datetime,
    action: str,
    **told: Any,
) -> None:
    """Within a transaction that holds the dossier, by who has looked whether it may
    be; raises AlreadyDecided where it is out already."""
    last = dossier.versions.latest("number").number
    _move(
        dossier,
        Status.ACCEPTED,
        status=Status.RETURNED,
        correction_due=due,
        correction_extended_at=None,
        recalled_version=dossier.recalled_version or last,
    )
    step = tell(
        dossier, "return", reasons, by, at, action=action,
        reasons=reasons, items=[each.label for each in items], due=due, **told,
    )  # fmt: skip
    write_down(step, items)


@transaction.atomic
def end_recall(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """Overdue: what was handed in last stands, down to its files.

    Raises AlreadyDecided (handed in this moment, or not yet due) or ReasonIsMissing.
    """
    say_why(reason)
    current = hold_dossier(dossier)
    if not access.may_end_recall(by, current, at):
        raise AlreadyDecided
    last = current.versions.latest("number")
    document = last.document
    _move(
        dossier,
        Status.RETURNED,
        status=Status.ACCEPTED,
        document=document,
        platform=document.get("profile", {}).get("platform_name", ""),
        version=current.version + 1,
    )
    put_back(last, at)
    tell(
        dossier, "end_recall", reason, by, at,
        action="dossier.recall_ended", reason=reason, version=last.number,
    )  # fmt: skip


def _move(dossier: Dossier, before: Status, **fields: Any) -> None:
    """Within a transaction that holds the dossier."""
    if not Dossier.objects.filter(pk=dossier.pk, status=before).update(**fields):
        raise AlreadyDecided
    for name, value in fields.items():
        setattr(dossier, name, value)


_in_place_first = F("removed_at").asc(nulls_first=True)


def put_back(last: DossierVersion, at: datetime) -> None:
    """The version's files, on the pages that it names, and no others."""
    rows = Evidence.objects.filter(dossier=last.dossier_id)
    kept = []
    for file in last.evidence:
        place = {key: file[key] for key in ("section", "clause", "sha256")}
        row = rows.filter(**place).order_by(_in_place_first, "pk").first()
        if row is not None:
            kept.append(row.pk)
            rows.filter(pk=row.pk).update(removed_at=None, pages=file["pages"])
    rows.filter(removed_at=None).exclude(pk__in=kept).update(removed_at=at)
