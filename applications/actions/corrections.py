"""A dossier sent back to be put right in what is named, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from applications.actions.decisions import (
    AlreadyDecided,
    DeadlineIsPast,
    move,
    say_why,
    tell,
)
from applications.actions.holding import hold_dossier
from applications.models import CorrectionItem, Dossier, Round, Step
from portal.models import User

Status = Dossier.Status


class NothingIsNamed(ValueError):
    """A return names what is to be put right, each with a note."""


class ReturnedBefore(Exception):
    """All is to be said at once: city or province has had its return."""


class ExtendedBefore(Exception):
    """A deadline for correction is extended once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to be put right; ``unit`` is "" for all of the section."""

    section: str
    unit: str
    label: str
    note: str


@transaction.atomic
def return_for_correction(
    *,
    dossier: Dossier,
    reasons: str,
    items: Iterable[Wanted],
    due: datetime,
    by: User,
    at: datetime,
) -> None:
    """Send the dossier back until ``due``; only what ``items`` name opens again.

    A city returns what was submitted, an official what was recommended, which loses
    its place in the city's order. Rulings were made on what is now to change: they end.
    Raises AlreadyDecided, ReturnedBefore, ReasonIsMissing, NothingIsNamed or
    DeadlineIsPast.
    """
    items = named(items, reasons)
    if due <= at:
        raise DeadlineIsPast
    if not may_return_again(hold_dossier(dossier), by):
        raise ReturnedBefore
    before = {"order_before": dossier.recommended_order}
    move(
        dossier,
        Status.SUBMITTED if by.is_city else Status.RECOMMENDED,
        Status.RETURNED,
        correction_due=due,
        correction_extended_at=None,
        recommended_order=None,
        city_opinion="",
    )
    step = tell(
        dossier, "return", reasons, by, at, action="dossier.returned",
        reasons=reasons, items=[each.label for each in items], due=due,
        rulings_ended=_end_rulings(dossier, at),
        **before,
    )  # fmt: skip
    write_down(step, items)


def named(items: Iterable[Wanted], reasons: str) -> list[Wanted]:
    say_why(reasons)
    found = list(items)
    if not found or not all(each.note.strip() for each in found):
        raise NothingIsNamed
    return found


def _end_rulings(dossier: Dossier, at: datetime) -> list[str]:
    """The clauses on which there was one."""
    standing = dossier.rulings.filter(withdrawn_at=None)
    clauses = list(standing.values_list("clause", flat=True))
    standing.update(withdrawn_at=at)
    return clauses


def write_down(step: Step, items: Iterable[Wanted]) -> None:
    version = step.dossier.versions.latest("number")
    CorrectionItem.objects.bulk_create(
        CorrectionItem(
            step=step,
            version=version,
            section=each.section,
            unit=each.unit,
            label=each.label,
            note=each.note.strip(),
        )
        for each in items
    )


def may_return_again(dossier: Dossier, by: User) -> bool:
    """Whether this side, city or province, has a return left; one query."""
    returns = dossier.steps.filter(action="return", by__role=by.role)
    return returns.count() < settings.CORRECTION_RETURNS


@transaction.atomic
def extend(
    *, dossier: Dossier, due: datetime, reason: str, by: User, at: datetime
) -> None:
    """Give more time, once a return, even where the deadline has passed.

    Raises ReasonIsMissing, AlreadyDecided, ExtendedBefore, or DeadlineIsPast where
    ``due`` is not later than the deadline and now.
    """
    say_why(reason)
    current = hold_dossier(dossier)
    before = current.correction_due
    if current.status != Status.RETURNED or current.round.status != Round.Status.OPEN:
        raise AlreadyDecided
    if current.correction_extended_at is not None:
        raise ExtendedBefore
    if before is None or due <= max(at, before):
        raise DeadlineIsPast
    move(
        dossier,
        Status.RETURNED,
        Status.RETURNED,
        correction_due=due,
        correction_extended_at=at,
    )
    tell(
        dossier,
        "extend",
        reason,
        by,
        at,
        action="dossier.correction_extended",
        reason=reason,
        changes={"due": [before, due]},
    )
