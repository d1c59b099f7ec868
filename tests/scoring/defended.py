"""Rounds of Jilin with an on-site defence, as far along as a test asks for."""

from datetime import datetime, timedelta

from applications.models import Dossier, Round
from portal.models import User
from portal.rules import BEIJING
from scoring.actions import defence_course, defence_sheets, defences
from scoring.facts.defences import to_call
from scoring.facts.timetables import Plan
from scoring.models import Assignment, Defence, DefenceCall, DefenceSheet
from tests.factories import NOW, make_user
from tests.scoring.closed_rounds import KIND, make_closed_round

RULES = {
    "weight": "30",
    "sheet": [
        {"name": "平台演示", "points": "60", "about": "现场演示（示例）"},
        {"name": "回答提问", "points": "40", "about": ""},
    ],
    "absence": "zero",
    "bring": "演示电脑（示例）",
}
PLACE = "示例会议室 301"


def make_defended_round(*, more: dict | None = None, **fields) -> Round:
    return make_closed_round(defence={**RULES, **(more or {})}, **fields)


def make_official(province: str = "jilin") -> User:
    return make_user(User.Role.OFFICIAL, province=province)


def called(round: Round, by: User, kind: str = KIND) -> DefenceCall:
    numbers = [line.number for line in to_call(round, kind)]
    return defences.call_in(round=round, kind=kind, numbers=numbers, by=by, at=NOW)


def plan(at: datetime = NOW, **fields) -> Plan:
    """From nine o'clock on that day in Beijing."""
    day = at.astimezone(BEIJING).date()
    usual = {"minutes": 20, "rest": 5, "per_day": 12, "place": PLACE}
    return Plan(day=day, begins=timedelta(hours=9), **{**usual, **fields})


def timed(call: DefenceCall, by: User, at: datetime = NOW, **fields) -> None:
    defences.set_timetable(call=call, plan=plan(at, **fields), by=by, at=at)


def seats_of(dossier: Dossier) -> list[Assignment]:
    rows = dossier.assignments.select_related("expert__user", "dossier__round")
    return list(rows.order_by("pk"))


def marked(dossier: Dossier, *pairs: tuple[str, str], at: datetime = NOW) -> None:
    """One sheet handed in a pair of points, by the dossier's experts in turn."""
    for seat, points in zip(seats_of(dossier), pairs, strict=False):
        mark_defence(seat, points, at)


def mark_defence(
    seat: Assignment, points: tuple[str, str], at: datetime = NOW
) -> DefenceSheet:
    given = dict(zip("12", points, strict=True))
    version = defence_sheets.save(
        assignment=seat,
        points=given,
        comments={"1": "演示属实（示例）", "2": "回答清楚（示例）"},
        version=1,
        by=seat.expert.user,
        at=at,
    )
    return defence_sheets.hand_in(
        assignment=seat, version=version, by=seat.expert.user, at=at
    )


def missed(dossier: Dossier, by: User) -> None:
    defence = Defence.objects.get(dossier=dossier)
    defence_course.miss(defence=defence, reason="未到场（示例）", by=by, at=NOW)


def ended(call: DefenceCall, by: User, reason: str = "") -> None:
    defence_course.end(call=call, reason=reason, by=by, at=NOW)
