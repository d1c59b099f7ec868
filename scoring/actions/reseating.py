"""Many seats changed at once: some experts added, some taken back; all, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from applications.models import Dossier, Round
from portal import rules
from portal.audit import record_each
from portal.models import User
from scoring.actions import panels
from scoring.facts.barring import SEATED, barred_pairs
from scoring.facts.caps import caps_of, is_full
from scoring.models import Assignment, Expert

Pair = tuple[int, int]

HAS_SHEET = "已开始评分，请在这份申报的专家组页面单独撤回"
NOT_SEATED = "已不在专家组中"
NOT_ACCEPTED = "不是本批次已受理的申报"
NOT_IN_POOL = "不在本省可用的专家库中，或已暂停评审"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that cannot be, and why."""

    dossier: int
    expert: int
    reason: str


class Refused(Exception):
    """Nothing was written; ``refusals`` is why."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0].reason)
        self.refusals = refusals


def rehearse(
    round: Round, add: Sequence[Pair], drop: Sequence[Pair], at: datetime
) -> list[Refusal]:
    """What stands against these changes, the drops done first. Seven queries."""
    return _Rehearsal(round, [*add, *drop], at).refusals(add, drop)


@transaction.atomic
def reseat(
    *,
    round: Round,
    add: Sequence[Pair],
    drop: Mapping[Pair, str],
    by: User,
    at: datetime,
) -> None:
    """Take ``drop`` back, each for its reason; seat ``add``.

    Raises Refused, whereupon nothing is written, or panels.NotNow.
    """
    panels.hold_open(round)
    _hold(round, drop)
    found = _Rehearsal(round, [*add, *drop], at)
    if refusals := found.refusals(add, [*drop]):
        raise Refused(refusals)
    _withdraw(found, drop, by, at)
    panels.apply(round=round, seats=add, by=by, at=at)


def _withdraw(
    found: "_Rehearsal", drop: Mapping[Pair, str], by: User, at: datetime
) -> None:
    """A statement for each reason, and the entries."""
    for reason in dict.fromkeys(drop.values()):
        leaving = [found.standing[pair].pk for pair in drop if drop[pair] == reason]
        Assignment.objects.filter(pk__in=leaving).update(
            state=Assignment.State.WITHDRAWN, ended_at=at, reason=reason
        )
    deeds = (
        (
            found.dossiers[pair[0]],
            {"expert": found.standing[pair].expert.code, "reason": reason},
        )
        for pair, reason in drop.items()
    )
    record_each(by=by, action="panel.withdrawn", deeds=deeds)


def _hold(round: Round, drop: Iterable[Pair]) -> None:
    """No sheet is begun on a seat that is being taken back."""
    rows = Assignment.objects.filter(
        dossier__round=round, dossier__in={dossier for dossier, _ in drop}
    )
    list(rows.order_by("pk").select_for_update(of=["self"]).values_list("pk"))


class _Rehearsal:
    """The dossiers and experts concerned, as they are at this instant."""

    def __init__(self, round: Round, pairs: Sequence[Pair], at: datetime) -> None:
        self.round = round
        wanted = {dossier for dossier, _ in pairs}
        people = {expert for _, expert in pairs}
        dossiers = panels.seats_of(round).filter(pk__in=wanted)
        self.dossiers: dict[int, Dossier] = {each.pk: each for each in dossiers}
        pool = panels.pool_of(round).filter(pk__in=people)
        self.experts: dict[int, Expert] = {each.pk: each for each in pool}
        self.barred = barred_pairs(
            [*self.dossiers.values()], [*self.experts.values()], _day(at)
        )
        self.caps = caps_of(round, self.experts.values())
        self.loads = {each.pk: each.load for each in self.experts.values()}
        standing = Assignment.objects.standing().filter(dossier__in=wanted)
        self.standing = {
            (each.dossier_id, each.expert_id): each
            for each in standing.select_related("expert", "sheet")
        }

    def refusals(self, add: Sequence[Pair], drop: Sequence[Pair]) -> list[Refusal]:
        found = []
        for judge, pairs in ((self._drop, drop), (self._add, add)):
            for pair in pairs:
                if reason := judge(*pair):
                    found.append(Refusal(*pair, reason))
        return found

    def _drop(self, dossier: int, expert: int) -> str:
        held, seat = self.dossiers.get(dossier), self.standing.get((dossier, expert))
        if held is None:
            return NOT_ACCEPTED
        if seat is None:
            return NOT_SEATED
        if held.by_lot:
            return panels.BY_LOT
        if hasattr(seat, "sheet"):
            return HAS_SHEET
        held.seated -= 1
        if expert in self.loads:
            self.loads[expert] -= 1
        return ""

    def _add(self, dossier: int, expert: int) -> str:
        held = self.dossiers.get(dossier)
        if held is None:
            return NOT_ACCEPTED
        if expert not in self.experts:
            return NOT_IN_POOL
        reason = (
            (panels.BY_LOT if held.by_lot else "")
            or self.barred.get((dossier, expert), "")
            or panels.full(held, self.round)
            or is_full(self.loads[expert], self.caps.get(expert))
        )
        if not reason:
            held.seated += 1
            self.loads[expert] += 1
            self.barred[dossier, expert] = SEATED
        return reason


def _day(at: datetime) -> date:
    return at.astimezone(rules.BEIJING).date()
