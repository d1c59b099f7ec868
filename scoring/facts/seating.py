"""The panels of a round, dossier by dossier, as pages and proposals show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from scoring.facts.barring import ties_between
from scoring.facts.duty import off_duty
from scoring.facts.progress import Progress, progress_of
from scoring.facts.reopened import read_versions
from scoring.models import Assignment, ScoreSheet


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One expert of a panel; ``tie`` and ``out`` came up after they were assigned."""

    assignment: Assignment
    progress: Progress
    tie: str
    out: str


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One dossier with its panel."""

    dossier: Dossier
    kind: str
    seats: tuple[SeatLine, ...]
    left: tuple[Assignment, ...]
    gap: int


def narrowed(
    rows: QuerySet[Dossier], round: Round, wanted: dict[str, Any]
) -> QuerySet[Dossier]:
    """Those that a form of filters asks for, by number; rows come with ``seated``."""
    if word := wanted.get("q", "").strip():
        rows = rows.filter(
            Q(number__icontains=word) | Q(enterprise__name__icontains=word)
        )
    if kind := wanted.get("kind"):
        rows = rows.filter(kind=kind)
    if wanted.get("only") == "gap":
        rows = rows.filter(seated__lt=round.panel_size)
    if wanted.get("only") == "missing":
        standing = Q(assignments__state__in=Assignment.STANDING)
        done = Q(assignments__sheet__state=ScoreSheet.State.HANDED_IN)
        handed_in = Count("assignments", filter=standing & done)
        rows = rows.annotate(handed_in=handed_in).filter(seated__gt=F("handed_in"))
    return rows.order_by("number")


def panel_lines(
    round: Round, dossiers: Iterable[Dossier], day: date
) -> list[PanelLine]:
    """Four queries, one more where dossiers were recalled; ``day`` is today."""
    found = Assignment.objects.select_related("expert__user", "sheet").order_by("pk")
    rows = list(
        Dossier.objects.filter(pk__in=[dossier.pk for dossier in dossiers])
        .for_list()
        .prefetch_related(Prefetch("assignments", found))
        .order_by("number")
    )
    seated = [each for row in rows for each in row.assignments.all()]
    read_versions(seated)
    experts = list({each.expert_id: each.expert for each in seated}.values())
    ties, out = ties_between(rows, experts), off_duty(experts, day)
    return [_line(round, row, ties, out) for row in rows]


def _line(
    round: Round,
    dossier: Dossier,
    ties: dict[tuple[int, int], str],
    out: dict[int, str],
) -> PanelLine:
    dossier.round = round
    count = len(table_of(round).indicators)
    standing, left = [], []
    for each in dossier.assignments.all():
        each.dossier = dossier
        (standing if each.state in Assignment.STANDING else left).append(each)
    return PanelLine(
        dossier,
        guide_of(round).kinds[dossier.kind].label,
        tuple(
            SeatLine(
                each,
                progress_of(each, count),
                ties.get((dossier.pk, each.expert_id), ""),
                out.get(each.expert_id, ""),
            )
            for each in standing
        ),
        tuple(left),
        max(0, round.panel_size - len(standing)),
    )
