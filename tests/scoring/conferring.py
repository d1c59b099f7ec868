"""Rounds with a limit on how far experts may stand apart, and dossiers beyond it."""

from datetime import timedelta
from typing import Any

from applications.models import Dossier, Round
from portal.models import User
from scoring.actions import discussions, second_sheets
from scoring.models import Assignment, Discussion
from tests.factories import NOW, make_round, make_user
from tests.scoring.closed_rounds import make_ranked

DUE = NOW + timedelta(days=5)
LIMIT = {"spread": "15"}


def make_conferring_round(**fields: Any) -> Round:
    """Scoring, with 15 points between the totals allowed."""
    return make_round(**{"status": Round.Status.SCORING, "review": LIMIT, **fields})


def make_apart(round: Round, number: str = "A-01", *shares: str) -> Dossier:
    """All sheets are in; 20 points and more lie between two of them."""
    return make_ranked(round, number, *(shares or ("0.9", "0.7", "0.8")))


def seats_of(dossier: Dossier) -> list[Assignment]:
    rows = Assignment.objects.filter(dossier=dossier).order_by("pk")
    related = ("expert__user", "dossier__round", "dossier__enterprise", "sheet")
    return list(rows.select_related(*related, "second_sheet"))


def opened(dossier: Dossier, by: User | None = None) -> Discussion:
    [discussion] = discussions.open_discussions(
        round=dossier.round,
        keys=[dossier.key],
        due_at=DUE,
        by=by or make_user(User.Role.OFFICIAL),
        at=NOW,
    )
    return discussion


def answer(assignment: Assignment, **changes: str) -> None:
    """Hand in; ``i4_1_5="2"`` changes the mark of 4.1.5."""
    codes = {name[1:].replace("_", "."): mark for name, mark in changes.items()}
    by = assignment.expert.user
    version = second_sheets.save(
        assignment=assignment,
        changes=codes,
        reasons=dict.fromkeys(codes, "会商后认为原评分偏高（示例）"),
        version=1,
        by=by,
        at=NOW,
    )
    second_sheets.hand_in(assignment=assignment, version=version, by=by, at=NOW)
