"""When a city has reported (报送): one rule, for its own pages and the province's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from applications.models import Dossier, RecommendationSheet, Round
from applications.presentation.recommending import list_digest, listed_by_city

Status = Dossier.Status
Place = tuple[int, str]  # a round and a city
RULE = (
    "报送指：本市待审核的申报书都已办理，有推荐的已上传盖章件，且上传后汇总表没有变动；"
    "到期没有做到的为逾期。退回企业补正的不计在内。"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one city has done in one round, and so what it still owes."""

    waiting: int = 0
    returned: int = 0
    listed: int = 0
    sheet: RecommendationSheet | None = None
    is_stale: bool = False

    @property
    def lacking(self) -> list[str]:
        """What is outstanding, in words; empty for who has reported."""
        found = [f"{self.waiting} 份申报书待审核"] if self.waiting else []
        if self.listed and self.sheet is None:
            found.append("盖章件未上传")
        elif self.listed and self.is_stale:
            found.append("盖章后汇总表有变动，须重新盖章上传")
        return found

    def is_late(self, due_at: datetime | None, at: datetime) -> bool:
        return due_at is not None and due_at <= at and bool(self.lacking)


NOTHING = Delivery()


def deliveries(rounds: Iterable[Round], city: str = "") -> dict[Place, Delivery]:
    """By round and city, for who has anything; of one ``city``, or of all.

    Four queries, however many rounds and cities there are; three without lists.
    """
    rounds = list(rounds)
    counts = _counts(_of(Dossier.objects.all(), rounds, "enterprise__city", city))
    sheets: dict[Place, RecommendationSheet] = {}
    for each in _of(RecommendationSheet.objects.all(), rounds, "city", city)[::-1]:
        sheets[each.round_id, each.city] = each
    lists = listed_by_city(rounds, city)
    by_pk = {each.pk: each for each in rounds}
    found = {}
    for place in {place for place, _ in counts} | set(sheets) | set(lists):
        round_id, name = place
        sheet, lines = sheets.get(place), lists.get(place, [])
        found[place] = Delivery(
            counts.get((place, Status.SUBMITTED), 0),
            counts.get((place, Status.RETURNED), 0),
            len(lines),
            sheet,
            sheet is not None
            and sheet.list_digest != list_digest(by_pk[round_id], name, lines),
        )
    return found


def _of(rows: QuerySet, rounds: list[Round], name: str, city: str) -> QuerySet:
    rows = rows.filter(round__in=rounds)
    return rows.filter(**{name: city}) if city else rows


def _counts(dossiers: QuerySet[Dossier]) -> dict[tuple[Place, str], int]:
    counted = (
        dossiers.filter(status__in=[Status.SUBMITTED, Status.RETURNED])
        .order_by()
        .values_list("round_id", "enterprise__city", "status")
        .annotate(Count("pk"))
    )
    return {((round, city), status): n for round, city, status, n in counted}
