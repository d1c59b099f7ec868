"""Which marks of an expert count: the second round's where they were handed in."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import TextField
from django.db.models.functions import Cast

from portal import rules
from portal.rules.discussion import second_points
from scoring.models import ScoreSheet, SecondSheet

#: What of a sheet's row says so, in the order of ``counted_points``; points unread.
COLUMNS = (
    Cast("points", TextField()),
    "assignment__second_sheet__state",
    "assignment__second_sheet__changes",
)


def counted_points(
    points: dict[str, str], state: str | None, changes: Mapping[str, str] | None
) -> dict[str, str]:
    """A draft of the second round counts for nothing."""
    if state != SecondSheet.State.HANDED_IN:
        return points
    return second_points(points, changes or {})


def second_of(sheet: ScoreSheet) -> SecondSheet | None:
    """The answer in the second round, where there is one; its draft is none."""
    found: SecondSheet | None = getattr(sheet.assignment, "second_sheet", None)
    if found is None or found.state != SecondSheet.State.HANDED_IN:
        return None
    return found


def points_that_count(sheet: ScoreSheet) -> dict[str, str]:
    """The sheet comes with its assignment and, where there is one, the second sheet."""
    second = second_of(sheet)
    return second_points(sheet.points, second.changes if second else {})


def sum_of(sheet: ScoreSheet) -> str:
    """Its total as it counts."""
    points = map(Decimal, points_that_count(sheet).values())
    return f"{sum(points, Decimal(0)):.2f}"


def as_counted(sheet: ScoreSheet, codes: Iterable[str]) -> None:
    """In memory, these marks of a sheet as they count, the second round's if any."""
    counted = points_that_count(sheet)
    sheet.points = {**sheet.points, **{code: counted[code] for code in codes}}


def value_of(sheet: ScoreSheet, points: Mapping[str, str]) -> rules.Sheet:
    """These points of the sheet's expert as the rules take them."""
    assignment = sheet.assignment
    who = {"dossier": str(assignment.dossier), "reviewer": assignment.expert.code}
    [value] = rules.read_sheets([{**who, "points": points}])
    return value
