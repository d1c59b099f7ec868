"""A ranking frozen, and a freeze undone; ``signing`` and ``noticing`` come after."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from applications.actions.holding import hold_round
from applications.facts import guide_of, limits_of
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from portal.statements import insert
from scoring.access import may_draw_up
from scoring.actions.noticing import publish
from scoring.actions.signing import ListHasMovedOn, approve, return_to, sign_first
from scoring.facts import (
    Cut,
    Line,
    LineNotDrawn,
    LineUnexplained,
    cut_of,
    digest_of,
    explained,
    is_undefended,
    lines_of,
)
from scoring.models import DecisionPlan, Letter, Shortlist, ShortlistEntry

__all__ = [
    "LineNotDrawn",
    "LineUnexplained",
    "ListHasMovedOn",
    "ListIsFrozen",
    "NotDefended",
    "NotEnoughSheets",
    "RankingHasChanged",
    "approve",
    "draw_up",
    "publish",
    "return_to",
    "withdraw",
]

State = Shortlist.State


class ListIsFrozen(Exception):
    """The ranking of this kind was frozen before."""


class NotEnoughSheets(Exception):
    """Eligible dossiers without any sheet; the message names them."""


class NotDefended(Exception):
    """The round has a defence, and this kind's is not ended."""


class RankingHasChanged(Exception):
    """The ranking is no longer the one that was looked at and confirmed."""


@transaction.atomic
def draw_up(
    *,
    round: Round,
    kind: str,
    quota: int | None,
    minimum: Decimal | None,
    by: User,
    at: datetime,
    digest: str | None = None,
    line_reason: str = "",
) -> Shortlist:
    """Freeze the ranking of one kind, with what decided each line.

    ``digest`` is that of the ranking that was confirmed, where somebody looked at one;
    ``line_reason`` why the line is not the quota of the rules. Raises ListIsFrozen,
    NotDefended, NotEnoughSheets, LineNotDrawn, LineUnexplained, RankingHasChanged, and
    ListHasMovedOn where the round's scoring is not closed or the step is another's.
    """
    if not may_draw_up(by, hold_round(round.pk)):
        raise ListHasMovedOn
    why = explained(round, kind, quota, line_reason)
    lines = lines_of(round, kind)
    if is_undefended(round, kind, lines):
        raise NotDefended
    _complete(lines)
    limits = limits_of(round, kind)
    cut = cut_of(lines, quota=quota, minimum=minimum, limits=limits)
    found = digest_of(round, kind, lines, cut)
    if digest is not None and digest != found:
        raise RankingHasChanged
    shortlist = _create(round, kind, cut, found, why, by, at)
    sign_first(shortlist=shortlist, by=by, at=at)
    insert(ShortlistEntry, ENTRY, _entries(shortlist, lines, cut))
    _record(shortlist, cut, by)
    return shortlist


def _record(shortlist: Shortlist, cut: Cut, by: User) -> None:
    why = shortlist.line_reason
    record(
        by=by,
        action="shortlist.drawn_up",
        subject=shortlist,
        quota=cut.quota,
        minimum=cut.minimum,
        selected=len(cut.chosen),
        digest=shortlist.digest,
        **({"line_reason": why} if why else {}),
    )


def _complete(lines: Sequence[Line]) -> None:
    bare = [line.number for line in lines if line.is_eligible and not line.sheets]
    if bare:
        raise NotEnoughSheets(
            f"{len(bare)} 份达到门槛的申报没有有效评分表，例如 {bare[0]}，"
            "不能冻结排名。"
        )


def _create(
    round: Round, kind: str, cut: Cut, digest: str, why: str, by: User, at: datetime
) -> Shortlist:
    try:
        with transaction.atomic():
            return Shortlist.objects.create(
                round=round,
                kind=kind,
                cut=Shortlist.Cut.MARK if cut.quota is None else Shortlist.Cut.QUOTA,
                quota=cut.quota,
                minimum_mark=cut.minimum,
                line_reason=why,
                digest=digest,
                steps=DecisionPlan.objects.of(round).steps,
                stage=1,
                drawn_up_by=by,
                drawn_up_at=at,
            )
    except IntegrityError:
        if Shortlist.objects.standing().filter(round=round, kind=kind).exists():
            raise ListIsFrozen from None
        raise


#: What a line of the list writes down, in the order of ``_entries``.
ENTRY = (
    *("shortlist", "dossier", "position", "place", "mark", "groups", "marks"),
    *("sheets", "document_mark", "defence_mark", "outside"),
    *("failed", "is_eligible", "is_selected", "library"),
    *("ground", "reserve"),
)


def _entries(
    shortlist: Shortlist, lines: Sequence[Line], cut: Cut
) -> Iterator[tuple[Any, ...]]:
    library = guide_of(shortlist.round).kinds[shortlist.kind].library or ""
    grounds = {number: rules.ground_data(each) for number, each in cut.grounds.items()}
    waiting = {number: place for place, number in enumerate(cut.reserve, start=1)}
    for position, line in enumerate(lines, start=1):
        is_chosen = line.number in cut.chosen
        yield (
            *(shortlist.pk, line.dossier.pk, position, line.place, line.mark),
            {name: f"{mark:.2f}" for name, mark in line.groups.items()},
            [f"{mark:.2f}" for mark in line.marks],
            *(line.sheets, line.document, line.defence, line.outside),
            [each.clause.id for each in line.failing],
            *(line.is_eligible, is_chosen, library if is_chosen else ""),
            *(grounds.get(line.number, {}), waiting.get(line.number)),
        )


@transaction.atomic
def withdraw(*, shortlist: Shortlist, reason: str, by: User) -> None:
    """Undo a freeze before it is published; the audit log keeps what it was.

    Letters written by this list have not been issued yet; they would be untrue.
    """
    # Held until the end, so that nobody publishes or writes letters by what is being
    # taken apart.
    hold_round(shortlist.round_id)
    unpublished = Shortlist.objects.exclude(state__in=Shortlist.SHOWN)
    held = unpublished.select_for_update().filter(pk=shortlist.pk).first()
    if held is None:
        raise ListHasMovedOn
    chosen = held.entries.filter(is_selected=True).order_by("dossier__number")
    record(
        by=by,
        action="shortlist.withdrawn",
        subject=held,
        reason=reason,
        state=held.state,
        digest=held.digest,
        selected=list(chosen.values_list("dossier__number", flat=True)),
        letters=_void_letters(held),
    )
    held.entries.all().delete()
    held.trail.all().delete()
    held.delete()


def _void_letters(shortlist: Shortlist) -> list[str]:
    """Take back what was written by the list; the numbers of these letters."""
    written = Letter.objects.filter(
        dossier__shortlist_entries__shortlist=shortlist,
        kind__in=[Letter.Kind.OPINION, Letter.Kind.RESULT],
        issued_at=None,
        voided_at=None,
    )
    letters = list(written.select_for_update(of=["self"]).order_by("pk"))
    for letter in letters:
        if letter.pdf:
            transaction.on_commit(partial(letter.pdf.storage.delete, letter.pdf.name))
        letter.delete()
    return [letter.number for letter in letters]
