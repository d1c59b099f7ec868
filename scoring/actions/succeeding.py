"""Who leaves a list that is public, and who follows: proposed, dropped, published."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from applications.actions.holding import hold_round
from applications.facts import guide_of
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.access import may_confirm_change, may_drop, may_replace
from scoring.actions.entering import enter
from scoring.actions.noticing import NoticeIsRunning, ObjectionsAreOpen, day_of
from scoring.actions.proofs import kept_or_gone, receive
from scoring.actions.signing import ListHasMovedOn, sign_first
from scoring.actions.voiding import void_letters
from scoring.facts.departing import Departure
from scoring.facts.successors import entries_of, successors_of
from scoring.models import Replacement, Shortlist, ShortlistEntry

State = Replacement.State


class AnotherFollows(Exception):
    """The one who was confirmed is not the next of the reserve any more."""


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
    received = receive(said.proof) if said.proof else None
    with kept_or_gone() as keep, transaction.atomic():
        replacement = _proposed(_hold_list(shortlist), leaver, said, by, at)
        try:
            if received is None:
                replacement.save()
            else:
                for name, value in received.columns.items():
                    setattr(replacement, name, value)
                keep(replacement, received.content)
        except IntegrityError:  # one at a time, which the row itself says
            raise ListHasMovedOn from None
        sign_first(shortlist=replacement, by=by, at=at)
        record(
            by=by,
            action="replacement.proposed",
            subject=replacement,
            reason=said.reason,
            **_named(replacement),
        )
    return replacement


def _proposed(
    current: Shortlist,
    leaver: ShortlistEntry,
    said: Departure,
    by: User,
    at: datetime,
) -> Replacement:
    """Not saved yet."""
    entries = entries_of(current)
    entry = next((each for each in entries if each.pk == leaver.pk), None)
    if entry is None or not may_replace(by, current, entry):
        raise ListHasMovedOn
    found = successors_of(current, entry, entries)
    if said.follower not in ([each.pk for each in found.able] or [None]):
        raise AnotherFollows
    return Replacement(
        shortlist=current,
        leaver=entry,
        follower_id=said.follower,
        ground=said.ground,
        reason=said.reason,
        choice=said.choice if len(found.able) > 1 else "",
        passed=[list(each) for each in found.passed],
        steps=current.steps,
        stage=1,
        drawn_up_by=by,
        drawn_up_at=at,
    )


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
    _settle(current, at)
    record(
        by=by,
        action="replacement.published",
        subject=current,
        since=since,
        until=until,
        letters=letters,
        **_named(current),
    )


def _settle(current: Replacement, at: datetime) -> None:
    """A list that is final is not amended: what was upheld against one who follows
    ends with its departure."""
    if current.shortlist.confirmed_at is not None:
        upheld = current.shortlist.objections.unsettled()
        upheld.filter(dossier=current.leaver.dossier_id).update(
            settled_at=at, settlement=_void_reason(current)
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
    """Make the one who follows final after its own notice; not while an objection to
    it is open, or upheld and without consequence.

    Raises NoticeIsRunning, ObjectionsAreOpen, ListHasMovedOn.
    """
    shortlist = _hold_list(replacement.shortlist)
    current = Replacement.objects.select_related("follower").get(pk=replacement.pk)
    if not may_confirm_change(by, current) or current.follower is None:
        raise ListHasMovedOn
    if current.notice_until is None or day_of(at) <= current.notice_until:
        raise NoticeIsRunning
    theirs = shortlist.objections.filter(dossier=current.follower.dossier_id)
    if theirs.open().exists() or theirs.unsettled().exists():
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
