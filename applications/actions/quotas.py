"""The province sets how many each city may recommend, until when, and who is exempt."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from applications.actions.holding import hold_dossier, hold_round
from applications.models import (
    Dossier,
    Exemption,
    RecommendationQuota,
    RecommendationTerm,
    Round,
)
from applications.presentation.delivery import NOTHING, deliveries
from applications.presentation.quotas import quota_lines
from portal.audit import record
from portal.models import User

#: A city and a kind: how many; None is no limit.
Quotas = Mapping[tuple[str, str], int | None]


class QuotaIsFull(Exception):
    """The city has recommended as many of this kind as it may."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class RoundIsOver(Exception):
    """Recommendations are no longer made in this round."""


class ExemptAlready(Exception):
    """Somebody was first: the dossier takes no place, or takes one again."""


class NothingIsOutstanding(Exception):
    """The city has reported, or has nothing to report: there is no call to press it."""


@transaction.atomic
def set_quotas(
    *, round: Round, quotas: Quotas, due_at: datetime | None, by: User
) -> None:
    """Replace the round's quotas and term; raises RoundIsOver once scoring began."""
    current = _hold_while_recommending(round.pk)
    before = {
        (each.city, each.kind): each.most
        for each in RecommendationQuota.objects.filter(round=current)
    }
    after = {key: most for key, most in quotas.items() if most is not None}
    old_due = RecommendationTerm.objects.filter(round=current).first()
    if before == after and (old_due.due_at if old_due else None) == due_at:
        return
    RecommendationQuota.objects.filter(round=current).delete()
    RecommendationQuota.objects.bulk_create(
        RecommendationQuota(round=current, city=city, kind=kind, most=most)
        for (city, kind), most in after.items()
    )
    RecommendationTerm.objects.filter(round=current).delete()
    if due_at is not None:
        RecommendationTerm.objects.create(round=current, due_at=due_at)
    record(
        by=by,
        action="city.quotas_set",
        subject=current,
        quotas_before=_words(before),
        quotas_after=_words(after),
        due=due_at,
    )


def _words(quotas: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """By city and kind, as the log keeps it."""
    words: dict[str, dict[str, int]] = {}
    for (city, kind), most in quotas.items():
        words.setdefault(city, {})[kind] = most
    return words


@transaction.atomic
def exempt(*, dossier: Dossier, reason: str, by: User, at: datetime) -> None:
    """The dossier takes none of its city's places; raises ExemptAlready, RoundIsOver.

    The round is held: nobody counts places while one is given back.
    """
    current = _hold_one(dossier)
    _, is_new = Exemption.objects.get_or_create(
        dossier=current, defaults={"reason": reason, "by": by, "at": at}
    )
    if not is_new:
        raise ExemptAlready
    record(by=by, action="dossier.exempted", subject=current, reason=reason)


@transaction.atomic
def end_exemption(*, dossier: Dossier, reason: str, by: User) -> None:
    """It takes a place again; raises ExemptAlready (it does already), RoundIsOver."""
    current = _hold_one(dossier)
    gone, _ = Exemption.objects.filter(dossier=current).delete()
    if not gone:
        raise ExemptAlready
    record(by=by, action="dossier.exemption_ended", subject=current, reason=reason)


@transaction.atomic
def remind(*, round: Round, city: str, message: str, by: User) -> None:
    """Press a city to report (催办); raises RoundIsOver or NothingIsOutstanding."""
    current = _hold_while_recommending(round.pk)
    if not deliveries([current], city).get((current.pk, city), NOTHING).lacking:
        raise NothingIsOutstanding
    record(by=by, action="city.reminded", subject=current, city=city, message=message)


def require_place(dossier: Dossier) -> None:
    """Raises QuotaIsFull; the dossier's round is held, so that the count stands."""
    if Exemption.objects.filter(dossier=dossier).exists():
        return
    lines = quota_lines(dossier.round, dossier.enterprise.city)
    for line in lines:
        if line.kind == dossier.kind and line.left == 0:
            raise QuotaIsFull(line.most or 0)


def _hold_one(dossier: Dossier) -> Dossier:
    current = hold_dossier(dossier)
    if current.round.status != Round.Status.OPEN:
        raise RoundIsOver
    return current


def _hold_while_recommending(round_id: int) -> Round:
    current = hold_round(round_id)
    if current.status != Round.Status.OPEN:
        raise RoundIsOver
    return current
