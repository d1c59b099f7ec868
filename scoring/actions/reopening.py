"""What an upheld objection touches: opened by name, and judged again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.conf import settings
from django.db import transaction

from applications.actions.corrections import Wanted
from applications.actions.decisions import AlreadyDecided
from applications.actions.holding import hold_dossier, hold_round
from applications.actions.judging_again import clause_again, veto_again
from applications.actions.recalling import send_out
from applications.facts import guide_of, table_of
from applications.models import Dossier
from applications.presentation.nameable import nameable_in
from portal import rules, workcalendar
from portal.audit import record
from portal.guides import vetoes
from portal.models import User
from scoring.access import may_reopen
from scoring.facts.openings import Wrong
from scoring.models import Assignment, Objection, Reopening, ScoreSheet, ShortlistEntry

Kind = Reopening.Kind
LONGEST = 300
CLOSING = time(18)


class MayNotReopen(Exception):
    """The objection is not upheld, or was settled, or the list has moved on."""


class NothingIsNamed(ValueError):
    """An upheld objection says what is wrong."""


class NotThere(LookupError):
    """The dossier, the clause, the item, the sheet or the indicator is not there."""


class AlreadyOpen(Exception):
    """Somebody opened this before, and it is not done yet."""


class StillOut(Exception):
    """The facts under it are being put right at this time."""


class AlreadyDone(Exception):
    """It was judged again before."""


@transaction.atomic
def reopen(
    *,
    objection: Objection,
    dossier: Dossier,
    wrong: Sequence[Wrong],
    note: str,
    by: User,
    at: datetime,
    workdays: int | None = None,
) -> list[Reopening]:
    """Open exactly what is named, and nothing else; facts for so many workdays.

    Raises MayNotReopen, NothingIsNamed, NotThere or AlreadyOpen.
    """
    if not wrong or not note.strip():
        raise NothingIsNamed
    round = hold_round(objection.shortlist.round_id)
    current = Objection.objects.select_related("shortlist").get(pk=objection.pk)
    listed = ShortlistEntry.objects.filter(
        shortlist=current.shortlist_id, dossier=dossier.pk
    )
    if not may_reopen(by, current):
        raise MayNotReopen
    if not listed.exists():
        raise NotThere(f"名单中没有申报 {dossier}。")
    held = hold_dossier(dossier)
    held.round = round
    due = end_of_term(at, workdays or settings.CORRECTION_WORKDAYS)
    return [open_one(current, held, each, note, by, at, due) for each in wrong]


def end_of_term(at: datetime, workdays: int) -> datetime:
    """The last workday at the hour at which other corrections close, in Beijing."""
    last = workcalendar.add_workdays(at.astimezone(rules.BEIJING).date(), workdays)
    return datetime.combine(last, CLOSING, rules.BEIJING)


def open_one(
    objection: Objection, dossier: Dossier, each: Wrong, note: str, by: User,
    at: datetime, due: datetime | None = None,
) -> Reopening:  # fmt: skip
    """Within a transaction that holds the dossier; ``due`` is for facts."""
    _refuse_twice(dossier, each)
    if each.kind == Kind.FACTS and due is not None:
        return _open_facts(objection, dossier, each, note.strip(), by, at, due)
    seat = _seat(dossier, each) if each.kind in Reopening.OF_A_SEAT else None
    if seat is None:
        _check_target(dossier, each)
    row = Reopening.objects.create(
        objection=objection,
        dossier=dossier,
        kind=each.kind,
        target=each.target,
        assignment=seat,
        codes=list(each.codes),
        note=note.strip(),
        opened_by=by,
        opened_at=at,
    )
    expert = seat.expert.code if seat else ""
    role = "expert" if each.kind == Kind.MARKS else "leaves"
    record(
        by=by,
        action=f"reopening.{each.kind}",
        subject=dossier,
        objection=objection.number,
        clause=each.target,
        codes=list(each.codes),
        reason=note.strip(),
        **({role: expert} if expert else {}),
    )
    if seat is not None and each.kind == Kind.MARKS:
        _open_marks(seat, each.codes, note.strip(), at)
    return row


def _open_facts(
    objection: Objection, dossier: Dossier, each: Wrong, note: str, by: User,
    at: datetime, due: datetime,
) -> Reopening:  # fmt: skip
    """Sent back to its enterprise, who may change these fields and no others."""
    named = [one for one in nameable_in(dossier) if one.id in each.codes]
    if not named or len(named) != len(set(each.codes)):
        raise NotThere("没有这一栏目，请刷新后重新选择。")
    items = [Wanted(one.section, one.unit, one.full_label, note) for one in named]
    try:
        send_out(
            dossier=dossier, reasons=note, items=items, due=due, by=by, at=at,
            action="reopening.facts", objection=objection.number,
        )  # fmt: skip
    except AlreadyDecided:
        raise AlreadyOpen from None
    return Reopening.objects.create(
        objection=objection,
        dossier=dossier,
        kind=Kind.FACTS,
        codes=[one.label for one in items],
        note=note,
        opened_by=by,
        opened_at=at,
    )


def _seat(dossier: Dossier, each: Wrong) -> Assignment:
    """One that counts, with the indicators that are named."""
    rows = Assignment.objects.standing().select_related("expert")
    counting = rows.filter(dossier=dossier.pk, sheet__state=ScoreSheet.State.HANDED_IN)
    seat = counting.filter(pk=each.assignment).first()
    known = {leaf.code for leaf in table_of(dossier.round).indicators}
    is_named = bool(each.codes) or each.kind == Kind.SEAT
    if seat is None or not is_named or not known.issuperset(each.codes):
        raise NotThere("这份评分表或指标不存在，请刷新后重新选择。")
    return seat


def _check_target(dossier: Dossier, each: Wrong) -> None:
    guide = guide_of(dossier.round)
    clauses = {each.id for each in guide.kinds[dossier.kind].clauses}
    items = {item.id for item in vetoes.items()}
    if each.target not in (clauses if each.kind == Kind.CLAUSE else items):
        raise NotThere("没有这一条款或否决事项，请刷新后重新选择。")


def _refuse_twice(dossier: Dossier, each: Wrong) -> None:
    """What waits for an answer is not asked again; marks may be opened one by one."""
    waiting = Reopening.objects.open().filter(dossier=dossier, kind=each.kind)
    same = waiting.filter(target=each.target, assignment=each.assignment)
    codes = {code for row in same for code in row.codes}
    if same.exists() and (each.kind != Kind.MARKS or codes & set(each.codes)):
        raise AlreadyOpen


def _open_marks(
    seat: Assignment, codes: Iterable[str], note: str, at: datetime
) -> None:
    held = Assignment.objects.select_for_update(of=["self"]).get(pk=seat.pk)
    why = {**held.reopened, **dict.fromkeys(codes, note)}
    Assignment.objects.filter(pk=seat.pk).update(reopened=why, reopened_at=at)


@transaction.atomic
def judge_again(
    *, reopening: Reopening, holds: bool, reason: str, by: User, at: datetime
) -> None:
    """A clause met or not, a veto confirmed or not: ``holds`` says which.

    Raises AlreadyDone, MayNotReopen, StillOut or ReasonIsMissing.
    """
    current = hold_reopening(reopening, by)
    if current.dossier.is_recalled:
        raise StillOut
    what = {"reason": reason, "by": by, "at": at}
    if current.kind == Kind.CLAUSE:
        before, after = clause_again(
            dossier=current.dossier, clause=current.target, is_met=holds, **what
        )
    else:
        before, after = veto_again(
            dossier=current.dossier, item=current.target, is_confirmed=holds, **what
        )
    done(current, before, after, by, at)


def hold_reopening(reopening: Reopening, by: User) -> Reopening:
    """As it is now, and its dossier with it; raises AlreadyDone or MayNotReopen."""
    dossier = hold_dossier(reopening.dossier)
    rows = Reopening.objects.select_for_update(of=["self"])
    current = rows.select_related("objection__shortlist").get(pk=reopening.pk)
    if current.done_at is not None:
        raise AlreadyDone
    if not may_reopen(by, current.objection):
        raise MayNotReopen
    current.dossier = dossier
    return current


def done(reopening: Reopening, before: str, after: str, by: User, at: datetime) -> None:
    reopening.before, reopening.after = before[:LONGEST], after[:LONGEST]
    reopening.done_by, reopening.done_at = by, at
    reopening.save(update_fields=["before", "after", "done_by", "done_at"])
    record(
        by=by, action="reopening.done", subject=reopening, before=before, after=after
    )
