"""A list before the public whose first states a figure that is objected to."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from applications.actions import dossiers
from applications.models import Dossier, Round
from portal.models import User
from scoring.actions import noticing, rechecking, reopening, shortlists
from scoring.actions.facts_again import settle_facts
from scoring.facts.openings import Wrong
from scoring.facts.reopened import Answer, latest_version
from scoring.models import Assignment, Objection, Reopening, ScoreSheet, Shortlist
from tests.applications.filing import fill, make_whole_dossier
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_enterprise,
    make_round,
    make_sheet,
    make_user,
)
from tests.scoring.amended import SINCE, UNTIL, upheld
from tests.scoring.closed_rounds import frozen_at, make_officials, make_plan
from tests.scoring.test_objective import with_scales

CODE, CLAUSE, DEVICES = "3.1.1", "devices", "access--connected_devices"
NOTE = "现场核查只有部分设备联网（示例）。"
SOON, LATE = NOW + timedelta(days=1), NOW + timedelta(days=30)


def make_disputed(
    at: datetime = NOW, since: date = SINCE, until: date = UNTIL
) -> tuple[Shortlist, tuple[User, User]]:
    """Of two the first is selected; it states 1,000 devices, and has 2 points for
    them. With 1 point the second would be first."""
    officials = make_officials("jiangsu")
    round = with_scales(make_round(province="jiangsu"))
    make_plan(round, "经办", "处")
    for devices, points, less in ((1000, "2", "0.5"), (60, "1", "0")):
        name = f"示例{devices}有限公司"
        owner = make_user(email=f"firm{devices}@example.com")
        firm = make_enterprise(owner, province="jiangsu", name=name)
        dossier = make_whole_dossier(owner, round=round, enterprise=firm)
        figures = {**dossier.document["metrics"], "staff": 9, "served_smes": 5}
        fill(dossier, **{**figures, "connected_devices": devices})
        dossiers.submit(dossier=dossier, by=owner, at=at, declared=True)
        marks = full_points(round)
        marks |= {CODE: points, "1.1.1": str(Decimal(marks["1.1.1"]) - Decimal(less))}
        make_sheet(make_assignment(dossier=dossier), points=marks)
    Dossier.objects.update(status=Dossier.Status.ACCEPTED)
    Round.objects.update(status=Round.Status.CLOSED)
    drawn = frozen_at(
        round=Round.objects.get(), kind=Dossier.objects.first().kind, quota=1,
        minimum=None, by=officials[0], at=at,
    )  # fmt: skip
    shortlists.approve(shortlist=drawn, by=officials[1], at=at)
    noticing.publish(shortlist=drawn, since=since, until=until, by=officials[0], at=at)
    drawn.refresh_from_db()
    return drawn, officials


def first_of(shortlist: Shortlist) -> Dossier:
    return shortlist.entries.select_related("dossier__round").get(place=1).dossier


def open_facts(shortlist: Shortlist, by: User, *units: str) -> Reopening:
    """The figure of the first, or what else is named."""
    objection = upheld(shortlist, by, first_of(shortlist).number)
    wrong = Wrong(Reopening.Kind.FACTS, codes=units or (DEVICES,))
    [row] = reopen(objection, by, wrong)
    return row


def reopen(objection: Objection, by: User, *wrong: Wrong) -> list[Reopening]:
    return reopening.reopen(
        objection=objection, dossier=objection.dossier, wrong=wrong, note=NOTE,
        by=by, at=NOW, workdays=3,
    )  # fmt: skip


def put_right(row: Reopening, devices: int = 60) -> Dossier:
    dossier = Dossier.objects.select_related("round").get(pk=row.dossier_id)
    owner = dossier.started_by
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": devices}},
        version=dossier.version, by=owner, at=SOON,
    )  # fmt: skip
    dossiers.submit(dossier=dossier, by=owner, at=SOON, declared=True)
    return dossier


def settle(row: Reopening, by: User, *, holds: bool = True, at=SOON) -> None:
    settle_facts(reopening=row, holds=holds, reason="已核对（示例）。", by=by, at=at)
    row.refresh_from_db()


def seat_of(dossier: Dossier) -> Assignment:
    return dossier.assignments.select_related("expert__user").get()


def recheck(dossier: Dossier, points: str) -> None:
    seat = seat_of(dossier)
    sheet = ScoreSheet.objects.get(assignment=seat)
    fresh = Dossier.objects.get(pk=dossier.pk)
    rechecking.recheck(
        sheet=sheet, answers={CODE: Answer(points, "按更正后的内容。")},
        facts=latest_version(fresh), version=sheet.version, by=seat.expert.user,
        at=SOON,
    )  # fmt: skip
