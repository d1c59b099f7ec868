"""A dossier that was accepted, recalled during scoring and handed in again."""

from datetime import timedelta

from applications.actions import corrections, dossiers, recalling
from applications.models import Dossier, Round
from portal.models import User
from scoring.models import Assignment
from tests.applications.filing import fill, make_whole_dossier
from tests.factories import NOW, make_assignment, make_round, make_user
from tests.scoring.test_objective import with_scales

DUE = NOW + timedelta(days=5)
SOON = NOW + timedelta(days=1)
DEVICES = corrections.Wanted(
    "access", "connected_devices", "设备：联网设备", "与清单不一致。"
)
REVENUE = corrections.Wanted(
    "economics", "annual_platform_revenue", "年营业收入", "请按审计报告填写。"
)


def make_official() -> User:
    return make_user(User.Role.OFFICIAL, province="jiangsu")


def make_scored(owner: User, seats: int = 1, **fields: object) -> list[Assignment]:
    """An accepted dossier of 60 devices in scoring, with its experts."""
    round = with_scales(make_round(province="jiangsu", **fields))
    dossier = make_whole_dossier(owner, round=round)
    figures = {**dossier.document["metrics"], "staff": 9, "served_smes": 5}
    fill(dossier, **figures)
    dossiers.submit(dossier=dossier, by=owner, at=NOW, declared=True)
    Dossier.objects.update(status=Dossier.Status.ACCEPTED)
    Round.objects.filter(pk=round.pk).update(status=Round.Status.SCORING)
    fresh = Dossier.objects.select_related("round", "enterprise").get()
    return [make_assignment(dossier=fresh) for _ in range(seats)]


def recall(dossier: Dossier, by: User, *items: corrections.Wanted) -> Dossier:
    recalling.recall(
        dossier=dossier, reasons="请改", items=items or [DEVICES], due=DUE,
        by=by, at=NOW,
    )  # fmt: skip
    return Dossier.objects.select_related("round", "enterprise").get(pk=dossier.pk)


def put_right(dossier: Dossier, owner: User, devices: int = 1000) -> None:
    dossiers.save_section(
        dossier=dossier, section="access",
        values={"metrics": {"connected_devices": devices}},
        version=dossier.version, by=owner, at=SOON,
    )  # fmt: skip


def hand_in_again(dossier: Dossier, owner: User) -> None:
    dossiers.submit(dossier=dossier, by=owner, at=SOON, declared=True)


def corrected(dossier: Dossier, owner: User, by: User, devices: int = 1000) -> None:
    """Recalled, put right and handed in, all at once."""
    out = recall(dossier, by)
    put_right(out, owner, devices)
    hand_in_again(out, owner)
