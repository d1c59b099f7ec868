"""How many places a city has in a round, a kind each, and how many are taken."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from applications.facts import guide_of
from applications.models import Dossier, RecommendationQuota, Round
from portal.statements import Ready


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """One kind's places: ``most`` is None where the province set no limit."""

    kind: str
    label: str
    taken: int
    exempt: int
    most: int | None

    @property
    def left(self) -> int | None:
        return None if self.most is None else max(self.most - self.taken, 0)

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.taken > self.most

    def __str__(self) -> str:
        limit = "不限名额" if self.most is None else f"名额 {self.most}"
        free = f"（另有 {self.exempt} 家不占名额）" if self.exempt else ""
        return f"已推荐 {self.taken} / {limit}{free}"


def quota_lines(round: Round, city: str) -> list[QuotaLine]:
    """A line a kind of the round; two queries."""
    return quotas_by_city(round, [city])[city]


def quotas_by_city(round: Round, cities: list[str]) -> dict[str, list[QuotaLine]]:
    """Each city's lines; two queries however many cities there are."""
    limits = {(city, kind): most for city, kind, most in _MOST.rows(round.pk)}
    taken = {
        (city, kind): (taken, free) for city, kind, taken, free in _TAKEN.rows(round.pk)
    }
    kinds = guide_of(round).kinds
    return {
        city: [
            QuotaLine(
                kind,
                kinds[kind].label,
                *taken.get((city, kind), (0, 0)),
                limits.get((city, kind)),
            )
            for kind in round.kinds
        ]
        for city in cities
    }


def _limits() -> QuerySet[RecommendationQuota, Any]:
    quotas = RecommendationQuota.objects.filter(round=_A_ROUND)
    return quotas.values_list("city", "kind", "most")


def _taken() -> QuerySet[Dossier, Any]:
    """How many were recommended, and how many of them take no place."""
    return (
        Dossier.objects.filter(round=_A_ROUND, recommended_order__isnull=False)
        .order_by()
        .values_list("enterprise__city", "kind")
        .annotate(
            taken=Count("pk", filter=Q(exemption=None)),
            free=Count("pk", filter=Q(exemption__isnull=False)),
        )
    )


_A_ROUND = -1
_MOST, _TAKEN = Ready(_limits, _A_ROUND), Ready(_taken, _A_ROUND)
