"""Dossiers that wait for somebody: the same choice for a count and for its list."""

from collections.abc import Callable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.models import (
    Dossier,
    FormalCheck,
    Round,
    VetoDecision,
    VetoReview,
)
from portal import guides
from portal.guides import vetoes

Status = Dossier.Status
Dossiers = QuerySet[Dossier]


def unchecked(dossiers: Dossiers) -> Dossiers:
    """With the city, and not every item of its checks is answered."""
    return _with_the_city(dossiers).exclude(_CHECKED)


def ready(dossiers: Dossiers) -> Dossiers:
    """With the city, and nothing is left but to decide."""
    return _with_the_city(dossiers).filter(_CHECKED)


def undecided(dossiers: Dossiers) -> Dossiers:
    """With the province, and a veto item is admitted or doubted without a decision."""
    stages = [Round.Status.OPEN, Round.Status.SCORING]
    open_items = Q(pk__in=[])
    for item in vetoes.items():
        here = {"dossier": OuterRef("pk"), "item": item.id}
        admitted = Q(**{f"document__profile__{item.field}__in": list(item.among)})
        doubted = Exists(VetoReview.objects.in_force().filter(**here, agrees=False))
        decided = Exists(VetoDecision.objects.in_force().filter(**here))
        open_items |= (admitted | Q(doubted)) & ~Q(decided)
    return dossiers.filter(
        open_items,
        status__in=[Status.RECOMMENDED, Status.ACCEPTED],
        round__status__in=stages,
    )


def _with_the_city(dossiers: Dossiers) -> Dossiers:
    checks, items = guides.checks(), vetoes.items()
    return dossiers.filter(
        status=Status.SUBMITTED, round__status=Round.Status.OPEN
    ).alias(
        checked=_answered(FormalCheck.objects.in_force(), [c["id"] for c in checks]),
        reviewed=_answered(VetoReview.objects.in_force(), [i.id for i in items]),
    )


def _answered(rows: QuerySet, items: list[str]) -> Coalesce:
    """How many of these items have an answer that stands."""
    mine = rows.filter(dossier=OuterRef("pk"), item__in=items).order_by()
    return Coalesce(
        Subquery(mine.values("dossier").annotate(n=Count("pk")).values("n")), 0
    )


_CHECKED = Q(checked=len(guides.checks()), reviewed=len(vetoes.items()))

#: What a queue may be narrowed to, besides a state: its words, and the choice.
WAITS: dict[str, tuple[str, Callable[[Dossiers], Dossiers]]] = {
    "check": ("核对未完成", unchecked),
    "ready": ("核对完成，待推荐", ready),
    "veto": ("一票否决事项待认定", undecided),
}


def waits_facet(*names: str) -> list[tuple[str, str]]:
    return [(name, WAITS[name][0]) for name in names]
