"""How far each city of a round has come, for the province and for the city itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from applications.facts import guide_of
from applications.models import Dossier, RecommendationTerm, Round
from applications.presentation.delivery import NOTHING, Delivery, deliveries
from applications.presentation.quotas import QuotaLine, quota_lines, quotas_by_city
from portal.models import AuditEntry

REMINDED = "city.reminded"


@dataclass(frozen=True, slots=True)
class CityLine:
    """One city: what it has done and owes, its places, whether it is late."""

    city: str
    delivery: Delivery
    quotas: list[QuotaLine]
    is_late: bool
    reminded_at: datetime | None
    reminders: int


@dataclass(frozen=True, slots=True)
class CityPlaces:
    """One round as its city sees it: its places, until when, what it still owes."""

    round: Round
    lines: list[QuotaLine]
    due_at: datetime | None
    is_late: bool
    lacking: list[str]

    @property
    def is_open(self) -> bool:
        return self.round.status == Round.Status.OPEN


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
    """A line a city; eight queries however many there are."""
    cities = cities_of(round)
    done = deliveries([round])
    quotas = quotas_by_city(round, cities)
    reminded = _reminded(round)
    lines = []
    for city in cities:
        delivery = done.get((round.pk, city), NOTHING)
        said = reminded.get(city, [])
        lines.append(
            CityLine(
                city,
                delivery,
                quotas[city],
                delivery.is_late(due_at, at),
                max(said, default=None),
                len(said),
            )
        )
    return lines


def places_of(rounds: Iterable[Round], city: str, at: datetime) -> list[CityPlaces]:
    """What a city sees above its queue: each round that takes recommendations.

    Four queries, and three a round.
    """
    rounds = list(rounds)
    done = deliveries(rounds, city)
    found = []
    for round in rounds:
        due_at = due_of(round)
        delivery = done.get((round.pk, city), NOTHING)
        late = delivery.is_late(due_at, at)
        lines = quota_lines(round, city)
        found.append(CityPlaces(round, lines, due_at, late, delivery.lacking))
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
