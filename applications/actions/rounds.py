"""What officials do with a round: prepare it, open it, extend its deadline."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from applications.actions.freezing import digest_of, obstacles_of
from applications.actions.holding import hold_round
from applications.models import Round
from portal import guides
from portal.audit import record
from portal.models import User

ATTEMPTS = 5


class RoundIsFrozen(Exception):
    """The round was opened before, perhaps by a colleague this very moment."""


class RoundIsNotReady(Exception):
    """Something that opening needs is missing; ``obstacles`` are sentences."""

    def __init__(self, obstacles: tuple[str, ...]) -> None:
        super().__init__("；".join(obstacles))
        self.obstacles = obstacles


class RulesHaveChanged(Exception):
    """The rules are no longer those whose digest was confirmed."""


class DeadlineIsNotLater(Exception):
    """A deadline can only be put off, and only to an instant that is to come."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an official decides about a round, but for its indicator table."""

    title: str
    year: int
    kinds: list[str]
    quotas: dict[str, int]
    rule: dict[str, Any]
    panel_size: int
    is_blind: bool = False
    contact: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    citations: list[str] = field(default_factory=list)


def create(*, plan: Plan, table: dict[str, Any], by: User) -> Round:
    """A round of the official's province by its newest guide, under the next code."""
    head = code_head(by.province, plan.year)
    for attempt in range(ATTEMPTS):
        try:
            return _create(plan, table, f"{head}{_next(head)}", by)
        except IntegrityError:  # a colleague took the same number this moment
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError


@transaction.atomic
def _create(plan: Plan, table: dict[str, Any], code: str, by: User) -> Round:
    round = Round.objects.create(
        **asdict(plan),
        code=code,
        province=by.province,
        guide_key=guides.key_of(by.province),
        table=table,
        created_by=by,
    )
    record(by=by, action="round.created", subject=round, code=code, **asdict(plan))
    return round


def code_head(province: str, year: int) -> str:
    """``JL2026-`` of jilin; the guide gives the abbreviation."""
    return f"{guides.load(province).abbreviation}{year}-"


def _next(head: str) -> int:
    taken = Round.objects.filter(code__startswith=head).values_list("code", flat=True)
    numbers = (code.removeprefix(head) for code in taken)
    return max((int(n) for n in numbers if n.isdecimal()), default=0) + 1


@transaction.atomic
def edit(
    *, round: Round, plan: Plan, table: dict[str, Any] | None = None, by: User
) -> None:
    """Change a round that is still being prepared; raises RoundIsFrozen.

    ``table`` replaces its indicator table; None leaves that as it is.
    """
    changed = asdict(plan) if table is None else {**asdict(plan), "table": table}
    current = hold_round(round.pk)
    before = {name: getattr(current, name) for name in changed}
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        **changed
    )
    if not moved:
        raise RoundIsFrozen
    round.refresh_from_db()
    differing = [name for name in changed if before[name] != changed[name]]
    record(
        by=by,
        action="round.edited",
        subject=round,
        changes={
            name: {"before": before[name], "after": changed[name]}
            for name in differing
            if name != "table"
        },
        table=changed["table"]["id"] if "table" in differing else None,
    )


@transaction.atomic
def open_round(*, round: Round, digest: str, by: User, at: datetime) -> None:
    """Freeze the rules and open the round.

    ``digest`` is the one that the official confirmed. Raises RoundIsFrozen,
    RulesHaveChanged or RoundIsNotReady. ``round`` is brought up to date.
    """
    current = hold_round(round.pk)
    if current.status != Round.Status.DRAFT:
        raise RoundIsFrozen
    if digest_of(current) != digest:
        raise RulesHaveChanged
    if obstacles := obstacles_of(current, at):
        raise RoundIsNotReady(obstacles)
    moved = Round.objects.filter(pk=round.pk, status=Round.Status.DRAFT).update(
        status=Round.Status.OPEN,
        guide_text=guides.text_of(current.guide_key),
        digest=digest,
        frozen_at=at,
    )
    if not moved:
        raise RoundIsFrozen
    round.refresh_from_db()
    record(
        by=by,
        action="round.opened",
        subject=round,
        digest=digest,
        opens_at=round.opens_at,
        closes_at=round.closes_at,
    )


@transaction.atomic
def extend(
    *, round: Round, closes_at: datetime, reason: str, by: User, at: datetime
) -> None:
    """Put the closing instant off; raises DeadlineIsNotLater or RoundIsFrozen."""
    current = hold_round(round.pk)
    if current.status != Round.Status.OPEN:
        raise RoundIsFrozen
    before = current.closes_at
    if before is None or closes_at <= before or closes_at <= at:
        raise DeadlineIsNotLater
    moved = Round.objects.filter(
        pk=round.pk, status=Round.Status.OPEN, closes_at=before
    ).update(closes_at=closes_at)
    if not moved:
        raise DeadlineIsNotLater
    round.refresh_from_db()
    record(
        by=by,
        action="round.deadline_extended",
        subject=round,
        before=before,
        after=closes_at,
        reason=reason,
    )
