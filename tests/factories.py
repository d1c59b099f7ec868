"""One valid row each: plain functions, named after what they make."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import count
from typing import Any

from applications.actions.versions import keep_version
from applications.models import Dossier, Enterprise, Evidence, Membership, Round
from portal import guides, rules
from portal.guides import deciding, vetoes
from portal.models import User
from portal.rules.codes import body_check, check
from scoring.models import Assignment, Expert, ScoreSheet, StepDuty

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"

_numbers = count(1)


def credit_code(n: int) -> str:
    """A valid code of nobody: area 220100, subject number ``n``."""
    subject = f"MA{n:06d}"
    first = f"91220100{subject}{body_check(subject)}"
    return first + check(first)


def make_user(role: str = User.Role.ENTERPRISE, **fields: Any) -> User:
    """An official holds each of the usual steps, or those of ``duties`` alone."""
    n = next(_numbers)
    if role in {User.Role.CITY, User.Role.OFFICIAL, User.Role.EXPERT}:
        fields.setdefault("province", "jilin")
    if role == User.Role.CITY:
        fields.setdefault("city", "长春市")
    fields.setdefault("name", f"示例用户{n}")
    fields.setdefault("email", f"user{n}@example.com")
    duties = fields.pop("duties", deciding.defaults()["steps"])
    user = User.objects.create_user(password=PASSWORD, role=role, **fields)
    if role == User.Role.OFFICIAL:
        StepDuty.objects.bulk_create(StepDuty(person=user, step=s) for s in duties)
    return user


def make_enterprise(member: User | None = None, **fields: Any) -> Enterprise:
    n = next(_numbers)
    fields.setdefault("name", f"示例工业互联网科技{n}有限公司")
    fields.setdefault("credit_code", credit_code(n))
    fields.setdefault("province", "jilin")
    fields.setdefault("city", "长春市")
    enterprise = Enterprise.objects.create(**fields)
    if member is not None:
        Membership.objects.create(
            user=member, enterprise=enterprise, is_administrator=True
        )
    return enterprise


def table_data(key: str = "jilin") -> dict[str, Any]:
    """The table of a guide as a round keeps it."""
    table = guides.load(key).table
    assert table is not None
    return rules.table_data(table)


def make_round(**fields: Any) -> Round:
    """An open round of Jilin that takes dossiers at NOW."""
    n = next(_numbers)
    province = fields.setdefault("province", "jilin")
    guide = guides.load(province)
    defaults: dict[str, Any] = {
        "code": f"R{n}",
        "title": f"2026年第{n}批省级工业互联网平台遴选（示例）",
        "year": 2026,
        "status": Round.Status.OPEN,
        "guide_key": guide.key,
        "guide_text": guides.text_of(guide.key),
        "kinds": list(guide.kinds),
        "quotas": dict.fromkeys(guide.kinds, 2),
        "table": table_data(),
        "rule": {"method": "mean"},
        "opens_at": NOW - timedelta(days=10),
        "closes_at": NOW + timedelta(days=10),
        "digest": "0" * 64,
        "frozen_at": NOW - timedelta(days=11),
    }
    return Round.objects.create(**{**defaults, **fields})


def make_dossier(member: User | None = None, **fields: Any) -> Dossier:
    """A draft of the industry kind; ``status=…`` gives one that was handed in."""
    n = next(_numbers)
    member = member or make_user()
    if "enterprise" not in fields:
        held = Membership.objects.filter(user=member).first()
        fields["enterprise"] = held.enterprise if held else make_enterprise(member)
    if "round" not in fields:
        fields["round"] = make_round()
    fields.setdefault("kind", "industry")
    fields.setdefault("platform", f"示例平台{n}")
    if fields.get("status", Dossier.Status.DRAFT) != Dossier.Status.DRAFT:
        fields.setdefault("submitted_at", NOW)
        fields.setdefault("submitted_by", member)
        fields.setdefault("number", f"N{n:05d}")
    dossier = Dossier.objects.create(started_by=member, **fields)
    if dossier.status == Dossier.Status.SUBMITTED:
        make_checks(dossier)
    if dossier.submitted_at:
        keep_version(dossier=dossier, by=dossier.submitted_by, at=dossier.submitted_at)
    return dossier


def make_checks(dossier: Dossier, **fields: Any) -> None:
    """Every item of the city's formal check passed, unless told otherwise, and no
    doubt about the veto items."""
    fields = {"passed": True, "by": dossier.started_by, "at": NOW, **fields}
    for each in guides.checks():
        dossier.checks.create(item=each["id"], **fields)
    found = {"agrees": True, "by": fields["by"], "at": fields["at"]}
    for item in vetoes.items():
        dossier.veto_reviews.create(item=item.id, **found)


def make_evidence(dossier: Dossier, **fields: Any) -> Evidence:
    n = next(_numbers)
    defaults: dict[str, Any] = {
        "section": "attachments",
        "name": f"佐证{n}.pdf",
        "content_type": "application/pdf",
        "size": 9,
        "sha256": f"{n:064x}",
        "uploaded_by": dossier.started_by,
        "uploaded_at": NOW,
    }
    return Evidence.objects.create(dossier=dossier, **{**defaults, **fields})


def make_expert(**fields: Any) -> Expert:
    n = next(_numbers)
    fields.setdefault("province", "jilin")
    fields.setdefault("code", f"Z{n:03d}")
    fields.setdefault("employer", f"示例研究院{n}")
    if "user" not in fields:
        fields["user"] = make_user(User.Role.EXPERT, province=fields["province"])
    return Expert.objects.create(**fields)


def make_assignment(**fields: Any) -> Assignment:
    """A standing assignment whose expert has declared no conflict."""
    if "dossier" not in fields:
        fields["dossier"] = make_dossier(
            status=Dossier.Status.ACCEPTED,
            round=make_round(status=Round.Status.SCORING),
        )
    fields.setdefault("expert", None)
    fields["expert"] = fields["expert"] or make_expert()
    fields.setdefault("state", Assignment.State.DECLARED)
    fields.setdefault("declared_at", NOW)
    if "assigned_by" not in fields:
        fields["assigned_by"] = make_user(User.Role.OFFICIAL)
    return Assignment.objects.create(assigned_at=NOW, **fields)


def full_points(round: Round, share: str = "1") -> dict[str, str]:
    """The same share of every weight, cut to the step of a mark."""
    return {
        leaf["code"]: str(
            (Decimal(leaf["weight"]) * Decimal(share)).quantize(
                Decimal("0.1"), ROUND_DOWN
            )
        )
        for leaf in round.table["indicators"]
    }


def make_sheet(assignment: Assignment, **fields: Any) -> ScoreSheet:
    """A sheet handed in with full marks, unless told otherwise."""
    if "points" not in fields:
        fields["points"] = full_points(assignment.dossier.round)
    fields.setdefault("state", ScoreSheet.State.HANDED_IN)
    if fields["state"] == ScoreSheet.State.HANDED_IN:
        fields.setdefault(
            "total", int(100 * sum(map(Decimal, fields["points"].values())))
        )
        fields.setdefault("handed_in_at", NOW)
    return ScoreSheet.objects.create(assignment=assignment, **fields)
