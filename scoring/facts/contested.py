"""Objective indicators whose published bands some expert contests."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from applications.facts import table_of
from applications.models import Dossier, Round
from portal import rules
from scoring.facts.objective import CONTESTED, answer_to
from scoring.facts.second_round import points_that_count
from scoring.models import ScoreSheet, SecondSheet


@dataclass(frozen=True, slots=True)
class Contest:
    """What one expert gave instead, and why."""

    expert: str
    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contested:
    """One indicator of one dossier: the stated figure, its band, who contests it."""

    dossier: Dossier
    indicator: rules.Indicator
    figure: str
    band: str
    computed: str
    contests: list[Contest] = field(default_factory=list)


def has_bands(round: Round) -> bool:
    """Whether any points of the round follow from figures; no query."""
    return any(each.scale for each in table_of(round).indicators)


def contested_in(round: Round) -> list[Contested]:
    """By number and place in the table; one query, of the sheets that may hold any."""
    leaves = table_of(round).indicators
    found: dict[tuple[int, str], Contested] = {}
    for sheet in _sheets(round):
        points = points_that_count(sheet)
        for leaf in leaves:
            kept = sheet.objective.get(leaf.code)
            given = points.get(leaf.code, "")
            if not kept or not given or answer_to(kept["computed"], given) != CONTESTED:
                continue
            dossier = sheet.assignment.dossier
            line = found.setdefault(
                (dossier.pk, leaf.code),
                Contested(
                    dossier, leaf, kept["figure"], kept["band"], kept["computed"]
                ),
            )
            line.contests.append(_contest(sheet, leaf.code, given))
    places = {leaf.code: place for place, leaf in enumerate(leaves)}
    return sorted(found.values(), key=lambda each: _order(each, places))


def _order(line: Contested, places: dict[str, int]) -> tuple[str, int]:
    return str(line.dossier.number), places[line.indicator.code]


def _sheets(round: Round) -> Iterable[ScoreSheet]:
    """The first answer is in the row; the second round may have changed any."""
    rows: QuerySet[ScoreSheet] = ScoreSheet.objects.counting().filter(
        Q(objective__icontains=CONTESTED)
        | Q(assignment__second_sheet__state=SecondSheet.State.HANDED_IN),
        assignment__dossier__round=round,
    )
    related = (
        "assignment__dossier__enterprise",
        "assignment__expert",
        "assignment__second_sheet",
    )
    rows = rows.select_related(*related).defer("assignment__dossier__document")
    return rows.order_by("assignment__dossier__number", "assignment__expert__code")


def _contest(sheet: ScoreSheet, code: str, given: str) -> Contest:
    second = getattr(sheet.assignment, "second_sheet", None)
    changed = second and code in second.changes and given != sheet.points.get(code)
    reason = second.reasons.get(code, "") if changed else sheet.comments.get(code, "")
    return Contest(sheet.assignment.expert.code, given, reason)
