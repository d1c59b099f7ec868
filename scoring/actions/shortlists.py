"""A ranking frozen, its cut line, the second official, the public notice."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from applications.facts import Finding, guide_of, is_eligible
from applications.models import Dossier, Round
from portal import rules
from portal.audit import record
from portal.models import User
from scoring.access import may_approve
from scoring.facts import findings_by_dossier, standings_of
from scoring.models import ScoreSheet, Shortlist, ShortlistEntry

State = Shortlist.State


class ListIsFrozen(Exception):
    """The ranking of this kind was frozen before."""


class NotEnoughSheets(Exception):
    """Eligible dossiers without any sheet; the message names them."""


class TieAtTheLine(Exception):
    """Equal marks straddle the cut line; the message says how to decide."""


class ListHasMovedOn(Exception):
    """Another official was first, or this one may not."""


def cut(
    standings: Sequence[rules.Standing], *, quota: int | None, minimum: Decimal | None
) -> frozenset[str]:
    """The dossiers above the line; a tie across the line is never cut in two."""
    placed = [each for each in standings if each.place is not None]
    if minimum is not None:
        placed = [each for each in placed if each.mark and each.mark >= minimum]
    if quota is not None:
        placed = [each for each in placed if each.place <= quota]
        if len(placed) > quota:
            raise TieAtTheLine(
                f"名额 {quota} 个，但并列后有 {len(placed)} 份不低于该名次，"
                "请调整名额或改用分数线。"
            )
    return frozenset(each.dossier for each in placed)


@transaction.atomic
def draw_up(
    *,
    round: Round,
    kind: str,
    quota: int | None,
    minimum: Decimal | None,
    by: User,
    at: datetime,
) -> Shortlist:
    """Freeze the ranking of one kind, with what decided each line."""
    accepted = Dossier.objects.filter(round=round, kind=kind).accepted()
    dossiers = {
        str(dossier.number): dossier
        for dossier in accepted.select_related("round", "enterprise")
    }
    findings = findings_by_dossier(dossiers.values())
    standings = standings_of(round, kind, findings)
    _complete(standings, findings)
    chosen = cut(standings, quota=quota, minimum=minimum)
    try:
        with transaction.atomic():
            shortlist = Shortlist.objects.create(
                round=round,
                kind=kind,
                cut=Shortlist.Cut.MARK if quota is None else Shortlist.Cut.QUOTA,
                quota=quota,
                minimum_mark=minimum,
                digest=digest_of(round, standings, chosen),
                drawn_up_by=by,
                drawn_up_at=at,
            )
    except IntegrityError:
        raise ListIsFrozen from None
    marks = _marks(round, kind)
    library = guide_of(round).kinds[kind].library or ""
    ShortlistEntry.objects.bulk_create(
        ShortlistEntry(
            shortlist=shortlist,
            position=position,
            **_entry(standing, dossiers, findings, marks),
            is_selected=standing.dossier in chosen,
            library=library if standing.dossier in chosen else "",
        )
        for position, standing in enumerate(standings, start=1)
    )
    record(
        by=by,
        action="shortlist.drawn_up",
        subject=shortlist,
        quota=quota,
        minimum=minimum,
        selected=len(chosen),
        digest=shortlist.digest,
    )
    return shortlist


def _complete(
    standings: Sequence[rules.Standing], findings: Mapping[str, tuple[Finding, ...]]
) -> None:
    marked = {each.dossier for each in standings if each.sheets}
    bare = [
        number
        for number, found in findings.items()
        if is_eligible(found) and number not in marked
    ]
    if bare:
        raise NotEnoughSheets(
            f"{len(bare)} 份达到门槛的申报没有有效评分表，例如 {bare[0]}，不能冻结排名。"
        )


def _marks(round: Round, kind: str) -> dict[str, list[str]]:
    """Each dossier's sheet totals, best first. One query."""
    found: dict[str, list[str]] = {}
    sheets = ScoreSheet.objects.counting().filter(
        assignment__dossier__round=round, assignment__dossier__kind=kind
    )
    for number, total in sheets.order_by("-total").values_list(
        "assignment__dossier__number", "total"
    ):
        found.setdefault(number, []).append(f"{total // 100}.{total % 100:02d}")
    return found


def _entry(
    standing: rules.Standing,
    dossiers: Mapping[str, Dossier],
    findings: Mapping[str, tuple[Finding, ...]],
    marks: Mapping[str, list[str]],
) -> dict[str, Any]:
    found = findings[standing.dossier]
    return {
        "dossier": dossiers[standing.dossier],
        "place": standing.place,
        "mark": standing.mark,
        "groups": {name: str(mark) for name, mark in standing.groups.items()},
        "marks": marks.get(standing.dossier, []),
        "sheets": standing.sheets,
        "failed": [each.clause.id for each in found if each.fails],
        "is_eligible": is_eligible(found),
    }


def digest_of(
    round: Round, standings: Sequence[rules.Standing], chosen: frozenset[str]
) -> str:
    """SHA-256 of the ranking with the rules it was made by, in canonical JSON."""
    ranking = [
        {
            "place": each.place,
            "dossier": each.dossier,
            "mark": str(each.mark) if each.mark is not None else None,
            "groups": {name: str(mark) for name, mark in each.groups.items()},
            "sheets": each.sheets,
            "selected": each.dossier in chosen,
        }
        for each in standings
    ]
    text = json.dumps(
        {"rules": round.digest, "ranking": ranking},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def approve(*, shortlist: Shortlist, by: User, at: datetime) -> None:
    """The second official; never the one who drew the list up."""
    if not may_approve(by, shortlist):
        raise ListHasMovedOn
    drawn_up = Shortlist.objects.filter(pk=shortlist.pk, state=State.DRAWN_UP)
    moved = drawn_up.exclude(drawn_up_by=by).update(
        state=State.APPROVED, approved_by=by, approved_at=at
    )
    if not moved:
        raise ListHasMovedOn
    record(by=by, action="shortlist.approved", subject=shortlist)


@transaction.atomic
def withdraw(*, shortlist: Shortlist, reason: str, by: User) -> None:
    """Undo a freeze before it is published; the audit log keeps what it was."""
    unpublished = Shortlist.objects.exclude(state=State.PUBLISHED)
    if not unpublished.filter(pk=shortlist.pk).exists():
        raise ListHasMovedOn
    record(
        by=by,
        action="shortlist.withdrawn",
        subject=shortlist,
        reason=reason,
        digest=shortlist.digest,
    )
    shortlist.entries.all().delete()
    unpublished.filter(pk=shortlist.pk).delete()


@transaction.atomic
def publish(
    *, shortlist: Shortlist, since: date, until: date, by: User, at: datetime
) -> None:
    """Put the list before the public; once every kind is out, the round is."""
    approved = Shortlist.objects.filter(pk=shortlist.pk, state=State.APPROVED)
    moved = approved.update(
        state=State.PUBLISHED,
        published_by=by,
        published_at=at,
        notice_from=since,
        notice_until=until,
    )
    if not moved:
        raise ListHasMovedOn
    record(
        by=by, action="shortlist.published", subject=shortlist, since=since, until=until
    )
    round = shortlist.round
    lists = Shortlist.objects.filter(round=round).published()
    with_dossiers = set(
        Dossier.objects.filter(round=round).accepted().values_list("kind", flat=True)
    )
    if with_dossiers <= set(lists.values_list("kind", flat=True)):
        Round.objects.filter(pk=round.pk).update(status=Round.Status.PUBLISHED)
        record(by=by, action="round.published", subject=round)
