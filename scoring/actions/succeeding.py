"""Who leaves a list that is public, and who follows: proposed, dropped, published."""

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from applications.actions.holding import hold_round
from applications.facts import guide_of
from portal import rules, scanning
from portal.audit import record
from portal.models import User
from scoring.access import may_confirm_change, may_drop, may_replace
from scoring.actions.entering import enter
from scoring.actions.noticing import NoticeIsRunning, ObjectionsAreOpen, day_of
from scoring.actions.objecting import Infected
from scoring.actions.signing import ListHasMovedOn, sign_first
from scoring.actions.voiding import void_letters
from scoring.facts.departing import Departure
from scoring.facts.objected import Proof
from scoring.facts.successors import entries_of, successors_of
from scoring.models import Replacement, Shortlist, ShortlistEntry

State = Replacement.State


class AnotherFollows(Exception):
    """The one who was confirmed is not the next of the reserve any more."""


@transaction.atomic
def propose(
    *,
    shortlist: Shortlist,
    leaver: ShortlistEntry,
    said: Departure,
    by: User,
    at: datetime,
) -> Replacement:
    """Sign the first step of a departure; the list stays as it is until it is public.

    Raises ListHasMovedOn, AnotherFollows, Infected.
    """
    current = _hold_list(shortlist)
    entries = entries_of(current)
    entry = next((each for each in entries if each.pk == leaver.pk), None)
    if entry is None or not may_replace(by, current, entry):
        raise ListHasMovedOn
    found = successors_of(current, entry, entries)
    if said.follower not in ([each.pk for each in found.able] or [None]):
        raise AnotherFollows
    replacement = Replacement(
        shortlist=current,
        leaver=entry,
        passed=[list(each) for each in found.passed],
        steps=current.steps,
        stage=1,
        drawn_up_by=by,
        drawn_up_at=at,
    )
    _say(replacement, said, is_tied=len(found.able) > 1)
    _keep(replacement, said.proof)
    sign_first(shortlist=replacement, by=by, at=at)
    record(
        by=by,
        action="replacement.proposed",
        subject=replacement,
        reason=said.reason,
        **_named(replacement),
    )
    return replacement


def _say(replacement: Replacement, said: Departure, *, is_tied: bool) -> None:
    replacement.follower_id = said.follower
    replacement.ground, replacement.reason = said.ground, said.reason
    replacement.choice = said.choice if is_tied else ""


def _keep(replacement: Replacement, proof: Proof | None) -> None:
    """With its evidence; one at a time, which the row itself says."""
    if proof is not None:
        content = proof.file.read()
        found = scanning.scan(content)
        if found.state == scanning.State.INFECTED:
            raise Infected(proof.name)
        replacement.name = proof.name
        replacement.content_type = proof.content_type
        replacement.sha256 = hashlib.sha256(content).hexdigest()
        replacement.scan_state = found.state.value
        proof.file.seek(0)
        replacement.file.save(proof.name, proof.file, save=False)
    try:
        with transaction.atomic():
            replacement.save()
    except IntegrityError:
        raise ListHasMovedOn from None


@transaction.atomic
def drop(*, replacement: Replacement, reason: str, by: User, at: datetime) -> None:
    """Take a proposal back before the public has seen it; it stays on file."""
    _hold_list(replacement.shortlist)
    pending = Replacement.objects.pending().filter(pk=replacement.pk)
    if not may_drop(by, replacement) or not pending.update(state=State.DROPPED):
        raise ListHasMovedOn
    record(
        by=by,
        action="replacement.dropped",
        subject=replacement,
        reason=reason,
        **_named(replacement),
    )


@transaction.atomic
def publish(
    *, replacement: Replacement, since: date, until: date, by: User, at: datetime
) -> None:
    """Change the list before the public: one leaves, the next has its own notice."""
    shortlist = _hold_list(replacement.shortlist)
    approved = Replacement.objects.filter(pk=replacement.pk, state=State.APPROVED)
    moved = approved.update(
        state=State.PUBLISHED,
        published_by=by,
        published_at=at,
        notice_from=since,
        notice_until=until,
    )
    if not moved:
        raise ListHasMovedOn
    current = Replacement.objects.select_related(
        "leaver__dossier", "follower__dossier"
    ).get(pk=replacement.pk)
    current.shortlist = shortlist
    _change(current)
    letters = void_letters(_concerned(current), _void_reason(current), at)
    record(
        by=by,
        action="replacement.published",
        subject=current,
        since=since,
        until=until,
        letters=letters,
        **_named(current),
    )


def _change(current: Replacement) -> None:
    """The lines of both; what they were is kept with the replacement."""
    leaver, follower = current.leaver, current.follower
    before = {str(each.pk): _was(each) for each in (leaver, follower) if each}
    Replacement.objects.filter(pk=current.pk).update(before=before)
    places = (follower.place or 0,) if follower else ()
    _set(leaver, False, "", rules.Ground(rules.Why.LEFT, places=places))
    if follower:
        guide = guide_of(current.shortlist.round)
        library = guide.kinds[current.shortlist.kind].library or ""
        came = rules.Ground(rules.Why.FOLLOWS, places=(leaver.place or 0,))
        _set(follower, True, library, came)
    Shortlist.objects.filter(pk=current.shortlist_id).update(replaced=F("replaced") + 1)


def _was(entry: ShortlistEntry) -> dict[str, object]:
    return {"ground": entry.ground, "reserve": entry.reserve, "library": entry.library}


def _set(
    entry: ShortlistEntry, is_selected: bool, library: str, ground: rules.Ground
) -> None:
    ShortlistEntry.objects.filter(pk=entry.pk).update(
        is_selected=is_selected,
        library=library,
        ground=rules.ground_data(ground),
        reserve=None,
    )


@transaction.atomic
def confirm(*, replacement: Replacement, by: User, at: datetime) -> None:
    """Make the one who follows final after its own notice.

    Raises NoticeIsRunning, ObjectionsAreOpen, ListHasMovedOn.
    """
    shortlist = _hold_list(replacement.shortlist)
    current = Replacement.objects.select_related("follower").get(pk=replacement.pk)
    if not may_confirm_change(by, current) or current.follower is None:
        raise ListHasMovedOn
    if current.notice_until is None or day_of(at) <= current.notice_until:
        raise NoticeIsRunning
    theirs = shortlist.objections.open().filter(dossier=current.follower.dossier_id)
    if theirs.exists():
        raise ObjectionsAreOpen
    waiting = Replacement.objects.published().filter(pk=current.pk, confirmed_at=None)
    if not waiting.update(confirmed_by=by, confirmed_at=at):
        raise ListHasMovedOn
    record(by=by, action="replacement.confirmed", subject=current, **_named(current))
    enter(shortlist=shortlist, by=by, at=at)


def _concerned(current: Replacement) -> list[int]:
    entries = (current.leaver, current.follower)
    return [each.dossier_id for each in entries if each is not None]


def _void_reason(current: Replacement) -> str:
    return f"名单公示后{current.get_ground_display()}和递补，原文书作废。"


def _named(replacement: Replacement) -> dict[str, str]:
    follower = replacement.follower
    return {
        "leaver": str(replacement.leaver.dossier.number),
        "follower": str(follower.dossier.number) if follower else "",
    }


def _hold_list(shortlist: Shortlist) -> Shortlist:
    """The list as it is now, its round held before it."""
    round = hold_round(shortlist.round_id)
    rows = Shortlist.objects.select_for_update(of=["self"])
    current = rows.filter(pk=shortlist.pk).first()
    if current is None or current.state != Shortlist.State.PUBLISHED:
        raise ListHasMovedOn
    current.round = round
    return current
