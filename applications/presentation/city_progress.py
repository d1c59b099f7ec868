"""How far each city of a round has come, for the province and for the city itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from applications.facts import guide_of
from applications.models import (
    Dossier,
    RecommendationSheet,
    RecommendationTerm,
    Round,
)
from applications.presentation.quotas import QuotaLine, quota_lines, quotas_by_city
from portal.models import AuditEntry

Status = Dossier.Status
REMINDED = "city.reminded"


@dataclass(frozen=True, slots=True)
class CityLine:
    """One city: what waits, what it recommended, its stamp, whether it is late."""

    city: str
    waiting: int
    returned: int
    quotas: list[QuotaLine]
    sheet: RecommendationSheet | None
    is_late: bool
    reminded_at: datetime | None
    reminders: int

    @property
    def taken(self) -> int:
        return sum(line.taken + line.exempt for line in self.quotas)


def cities_of(round: Round) -> list[str]:
    """All that the guide names, and those of dossiers that came from elsewhere."""
    named = list(guide_of(round).cities.values())
    filed = (
        Dossier.objects.handed_in()
        .filter(round=round)
        .order_by("enterprise__city")
        .values_list("enterprise__city", flat=True)
        .distinct()
    )
    return list(dict.fromkeys([*named, *filed]))


def due_of(round: Round) -> datetime | None:
    term = RecommendationTerm.objects.filter(round=round).first()
    return term.due_at if term else None


def city_lines(round: Round, due_at: datetime | None, at: datetime) -> list[CityLine]:
    """A line a city; six queries however many there are.

    Late is who, after the term, still has dossiers waiting or no stamped list.
    """
    cities = cities_of(round)
    counts = _counts(round)
    quotas = quotas_by_city(round, cities)
    sheets: dict[str, RecommendationSheet] = {}
    for each in RecommendationSheet.objects.filter(round=round).order_by("pk"):
        sheets[each.city] = each
    reminded = _reminded(round)
    past = due_at is not None and due_at <= at
    lines = []
    for city in cities:
        waiting = counts.get((city, Status.SUBMITTED), 0)
        taken = sum(line.taken + line.exempt for line in quotas[city])
        owes = waiting > 0 or (taken > 0 and city not in sheets)
        said = reminded.get(city, [])
        lines.append(
            CityLine(
                city,
                waiting,
                counts.get((city, Status.RETURNED), 0),
                quotas[city],
                sheets.get(city),
                past and owes,
                max(said, default=None),
                len(said),
            )
        )
    return lines


def places_of(
    rounds: Iterable[Round], city: str, at: datetime
) -> list[tuple[Round, list[QuotaLine], datetime | None, bool]]:
    """What a city sees above its queue: each round that takes recommendations.

    Four queries a round.
    """
    found = []
    for round in rounds:
        due_at = due_of(round)
        late = due_at is not None and due_at <= at and _waits(round, city)
        found.append((round, quota_lines(round, city), due_at, late))
    return found


def days_left(due_at: datetime | None, at: datetime) -> str:
    """“还有 3 天”, “不足 1 天”, “已过 2 天”."""
    if due_at is None:
        return "未设期限"
    left = due_at - at
    if left <= timedelta():
        return (
            f"已过 {max((at - due_at).days, 0)} 天"
            if left < timedelta(-1)
            else "已过期限"
        )
    return f"还有 {left.days} 天" if left.days else "不足 1 天"


def _waits(round: Round, city: str) -> bool:
    return Dossier.objects.filter(
        round=round, enterprise__city=city, status=Status.SUBMITTED
    ).exists()


def _counts(round: Round) -> dict[tuple[str, str], int]:
    counted = (
        Dossier.objects.handed_in()
        .filter(round=round)
        .order_by()
        .values_list("enterprise__city", "status")
        .annotate(Count("pk"))
    )
    return {(city, status): number for city, status, number in counted}


def _reminded(round: Round) -> dict[str, list[datetime]]:
    """When each city was pressed, out of the log that has it anyway."""
    entries = AuditEntry.objects.filter(
        action=REMINDED,
        subject_kind=round._meta.label_lower,
        subject_id=str(round.pk),
    )
    found: dict[str, list[datetime]] = {}
    for entry in entries:
        found.setdefault(entry.detail["city"], []).append(entry.at)
    return found
