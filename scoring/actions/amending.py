"""A list made again because objections to it were upheld (名单更正)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from applications.actions.holding import hold_round
from applications.facts import guide_of, limits_of
from applications.models import Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.access import may_amend
from scoring.actions.shortlists import draw_up
from scoring.actions.signing import ListHasMovedOn
from scoring.actions.voiding import void_letters
from scoring.facts import (
    cut_of,
    digest_of,
    frozen_lines_of,
    kept_reason,
    lines_of,
)
from scoring.facts.departed import left_of, without_departed
from scoring.facts.moves import Moved, moved_between, reopened_for
from scoring.models import Letter, Reopening, Shortlist

State = Shortlist.State
REASON = Shortlist._meta.get_field("void_reason").max_length or 0


class NotSettled(Exception):
    """Something still waits; the message says what."""


class NothingChanged(Exception):
    """The ranking and its line are as they were: the list stands."""


class SomethingChanged(Exception):
    """The ranking is another one: the list cannot stand."""


def in_the_way(shortlist: Shortlist) -> list[str]:
    """What is still to be done before a list is made again, a sentence each."""
    found = []
    if waiting := shortlist.objections.open().count():
        found.append(f"还有 {waiting} 件异议没有答复，全部答复以后再更正。")
    upheld = shortlist.objections.unsettled()
    for each in upheld.filter(reopenings=None):
        found.append(f"异议 {each.number} 成立，还没有指明哪里不对。")
    open_ones = Reopening.objects.open().filter(objection__shortlist=shortlist)
    if count := open_ones.count():
        found.append(f"还有 {count} 项重新打开的事项没有办结。")
    if shortlist.replacements.pending().exists():
        found.append("有一件退出和递补还没有公示，请先公示或者撤回。")
    if not found and not upheld.exists():
        found.append("没有成立的异议等待更正。")
    return found


@transaction.atomic
def amend(
    *,
    shortlist: Shortlist,
    quota: int | None,
    minimum: Decimal | None,
    digest: str,
    reason: str,
    by: User,
    at: datetime,
    line_reason: str = "",
) -> Shortlist:
    """Void the list and freeze the ranking anew; letters whose figures are others now
    are void with it. Who left stays away. The new list goes through every step again.

    ``digest`` is that of the ranking that was confirmed; ``line_reason`` is the old
    list's unless given. Raises NotSettled, NothingChanged, and as ``draw_up`` does.
    """
    current = _hold(shortlist, by)
    if digest == current.digest:
        raise NothingChanged
    old = frozen_lines_of(current)
    _void(current, reason, by, at)
    why = line_reason or kept_reason(current, quota, minimum)
    new = draw_up(
        round=current.round, kind=current.kind, quota=quota, minimum=minimum,
        by=by, at=at, digest=digest, line_reason=why,
    )  # fmt: skip
    _keep_away(new, left_of(current))
    found = moved_between(old, frozen_lines_of(new), reopened_for(current))
    record(
        by=by,
        action="shortlist.voided",
        subject=current,
        reason=reason,
        digest=current.digest,
        objections=_settle(current, reason, at),
        **_in_short(found),
        letters=void_letters(_to_be_told(found), reason, at),
    )
    return new


@transaction.atomic
def keep(*, shortlist: Shortlist, reason: str, by: User, at: datetime) -> None:
    """Write down that what was upheld changes nothing in the list; opinions about the
    dossiers that were looked at again are void, since they quote what was corrected.

    Raises NotSettled or SomethingChanged.
    """
    current = _hold(shortlist, by)
    lines = lines_of(current.round, current.kind)
    limits = limits_of(current.round, current.kind)
    line = {"quota": current.quota, "minimum": current.minimum_mark}
    cut = cut_of(lines, **line, limits=limits)
    if digest_of(current.round, current.kind, lines, cut) != current.digest:
        raise SomethingChanged
    touched = {each.dossier_id for each in reopened_for(current)}
    letters = void_letters(touched, reason, at, kinds=[Letter.Kind.OPINION])
    record(
        by=by,
        action="shortlist.kept",
        subject=current,
        reason=reason,
        objections=_settle(current, reason, at),
        letters=letters,
    )


def _hold(shortlist: Shortlist, by: User) -> Shortlist:
    hold_round(shortlist.round_id)
    rows = Shortlist.objects.select_for_update(of=["self"]).select_related("round")
    current = rows.filter(pk=shortlist.pk).first()
    if current is None or not may_amend(by, current):
        raise ListHasMovedOn
    if problems := in_the_way(current):
        raise NotSettled(problems[0])
    return current


def _void(shortlist: Shortlist, reason: str, by: User, at: datetime) -> None:
    """Not every kind is out any more; ``publish`` puts the round's state back."""
    void = {"voided_by": by, "voided_at": at, "void_reason": reason[:REASON]}
    mine = Shortlist.objects.filter(pk=shortlist.pk, state=State.PUBLISHED)
    if not mine.update(state=State.VOID, **void):
        raise ListHasMovedOn
    round = shortlist.round
    out = Round.objects.filter(pk=round.pk, status=Round.Status.PUBLISHED)
    if out.update(status=Round.Status.CLOSED):
        record(by=by, action="round.amended", subject=round)
    round.refresh_from_db(fields=["status"])


def _keep_away(new: Shortlist, left: Mapping[str, str]) -> None:
    """Whoever left the old list in public is not selected again."""
    before = frozen_lines_of(new)
    limits = limits_of(new.round, new.kind)
    library = guide_of(new.round).kinds[new.kind].library or ""
    after = without_departed(before, left, limits) if left else before
    for old, line in zip(before, after, strict=True):
        if line != old and line.ground is not None:
            new.entries.filter(dossier=line.dossier).update(
                is_selected=line.is_selected,
                library=library if line.is_selected else "",
                ground=rules.ground_data(line.ground),
                reserve=line.reserve,
            )


def _in_short(found: list[Moved]) -> dict[str, list[str]]:
    return {
        "enters": [each.line.number for each in found if each.move.enters],
        "drops": [each.line.number for each in found if each.move.leaves],
    }


def _to_be_told(found: list[Moved]) -> set[int]:
    """Whose letters say something else now: all, where the line that each quotes is
    another one."""
    lines = [[], []]
    for each in found:
        for side, placed in zip(lines, (each.move.old, each.move.new), strict=True):
            if placed is not None and placed.place is not None:
                side.append((placed.place, placed.mark, placed.is_selected))
    if _quoted(lines[0]) != _quoted(lines[1]):
        return {each.line.dossier.pk for each in found}
    return {
        each.line.dossier.pk
        for each in found
        if each.move.is_changed or each.is_touched
    }


def _quoted(placed: list[tuple[int, Decimal | None, bool]]) -> tuple[object, ...]:
    """How many were ranked and chosen, and the lowest mark that was."""
    marks = [
        mark for _, mark, is_selected in placed if is_selected and mark is not None
    ]
    return len(placed), len(marks), min(marks, default=None)


def _settle(shortlist: Shortlist, reason: str, at: datetime) -> list[str]:
    upheld = shortlist.objections.unsettled()
    numbers = list(upheld.order_by("pk").values_list("number", flat=True))
    upheld.update(settled_at=at, settlement=reason[:REASON])
    return numbers
