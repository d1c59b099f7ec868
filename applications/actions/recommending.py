"""A city's list: recommended as a batch, put in order, taken back in time."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from applications.actions.decisions import AlreadyDecided, next_order, recommend
from applications.actions.holding import hold_round
from applications.models import Dossier, Round, Step
from applications.presentation.recommending import (
    Planned,
    listed,
    order_version,
    plan_of,
    recommended_in,
)
from portal.audit import record
from portal.models import User

Status = Dossier.Status


class BatchIsRefused(Exception):
    """Nobody was recommended: ``plan`` says what each one lacks."""

    def __init__(self, plan: list[Planned]) -> None:
        super().__init__(len(plan))
        self.plan = plan


class OrderHasChanged(Exception):
    """A colleague changed the list meanwhile; nothing is saved."""


class OrderIsNotWhole(ValueError):
    """The places of a kind are 1, 2, 3 …, each once."""


@transaction.atomic
def recommend_all(
    *, dossiers: list[Dossier], opinions: Mapping[int, str], by: User, at: datetime
) -> list[Dossier]:
    """Recommend all, in the order given, or none; raises BatchIsRefused.

    ``opinions`` by primary key. The rounds are held first, so that quotas and orders
    are counted once and stand until the batch does.
    """
    for round_id in sorted({each.round_id for each in dossiers}):
        hold_round(round_id)
    pks = [each.pk for each in dossiers]
    found = Dossier.objects.select_related("round", "enterprise").in_bulk(pks)
    current = [found[pk] for pk in pks]
    plan = plan_of(current)
    if any(each.obstacles for each in plan):
        raise BatchIsRefused(plan)
    for each in current:
        recommend(
            dossier=each,
            order=next_order(each),
            opinion=opinions[each.pk],
            by=by,
            at=at,
        )
    return current


@transaction.atomic
def withdraw(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """Take a recommendation back until the province acted; those behind move up.

    Raises AlreadyDecided: the round went on, or the province decided or ruled.
    """
    round = hold_round(dossier.round_id)
    if round.status != Round.Status.OPEN:
        raise AlreadyDecided
    if dossier.rulings.filter(withdrawn_at=None).exists():
        raise AlreadyDecided
    if dossier.vetoes.in_force().exists():
        raise AlreadyDecided
    order = Dossier.objects.get(pk=dossier.pk).recommended_order
    moved = Dossier.objects.filter(pk=dossier.pk, status=Status.RECOMMENDED).update(
        status=Status.SUBMITTED, recommended_order=None, city_opinion=""
    )
    if not moved:
        raise AlreadyDecided
    moved_up = _close_gap(round, dossier, order or 0)
    dossier.refresh_from_db()
    Step.objects.create(
        dossier=dossier,
        at=at,
        by=by,
        action="withdraw",
        status=dossier.status,
        opinion=reason,
    )
    record(
        by=by,
        action="dossier.recommendation_withdrawn",
        subject=dossier,
        reason=reason,
        order_before=order,
        moved_up=moved_up,
    )


def _close_gap(round: Round, dossier: Dossier, order: int) -> list[dict[str, object]]:
    behind = recommended_in(round, dossier.enterprise.city).filter(
        kind=dossier.kind, recommended_order__gt=order
    )
    moved = []
    for place, other in enumerate(behind.order_by("recommended_order"), order):
        Dossier.objects.filter(pk=other.pk).update(recommended_order=place)
        moved.append({"number": other.number, "order": place})
    return moved


@transaction.atomic
def reorder(
    *, round: Round, city: str, orders: Mapping[str, int], version: str, by: User
) -> None:
    """Put each kind's list in this order; ``orders`` by key, all of the list.

    Raises AlreadyDecided (scoring began), OrderHasChanged, OrderIsNotWhole.
    """
    current = hold_round(round.pk)
    if current.status != Round.Status.OPEN:
        raise AlreadyDecided
    rows = listed(current, recommended_in(current, city).for_list())
    if order_version(rows) != version or {row.dossier.key for row in rows} != {*orders}:
        raise OrderHasChanged
    kinds = {row.dossier.kind for row in rows}
    for kind in kinds:
        places = sorted(orders[r.dossier.key] for r in rows if r.dossier.kind == kind)
        if places != list(range(1, len(places) + 1)):
            raise OrderIsNotWhole
    changes = {}
    for row in rows:
        before, after = row.dossier.recommended_order, orders[row.dossier.key]
        if before != after:
            Dossier.objects.filter(pk=row.dossier.pk).update(recommended_order=after)
            changes[row.dossier.number] = [before, after]
    if changes:
        record(
            by=by, action="city.reordered", subject=current, city=city, changes=changes
        )
