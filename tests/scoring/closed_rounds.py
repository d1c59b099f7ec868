"""Closed rounds of Jilin, with dossiers as strong and as eligible as asked for."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from applications.models import Dossier, Round
from portal import guides
from portal.models import User
from scoring.actions import shortlists
from scoring.models import DecisionPlan, Shortlist
from tests.factories import (
    NOW,
    full_points,
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_round,
    make_sheet,
    make_user,
)

KIND = "industry"
#: Two leaves of equal step, the first of the group that breaks ties first.
SERVICE, BUSINESS = "4.1.5", "1.1.1"
OFF_RULES = "第 2 名并列，压在入围线上（示例）"
#: A mandatory clause of this kind and the ability that meets it.
SECURITY, CAP_SECURITY = "security", "cap_security_mechanism"


def make_closed_round(*steps: str, **fields: Any) -> Round:
    """Its lists go through ``steps``: two, unless told otherwise."""
    fields.setdefault("status", Round.Status.CLOSED)
    round = make_round(**fields)
    make_plan(round, *(steps or ("经办", "处")))
    return round


def make_plan(round: Round, *steps: str) -> DecisionPlan:
    return DecisionPlan.objects.create(
        round=round, steps=list(steps), set_at=NOW,
        set_by=make_user(User.Role.OFFICIAL, province=round.province),
    )  # fmt: skip


def frozen_at(**fields: Any) -> Shortlist:
    """Drawn up by any line: the reason that one off the rules' quota wants is here."""
    return shortlists.draw_up(**{"line_reason": OFF_RULES, **fields})


def capable_document(*lacking: str) -> dict[str, Any]:
    """Every ability of the guide, but for those named."""
    answers = {
        id: {"answer": "no" if id in lacking else "yes", "statement": "示例"}
        for id in guides.load("jilin").capabilities
    }
    return {
        "metrics": {},
        "industries": [],
        "domains": [],
        "parks": [],
        "capabilities": answers,
    }


def make_ranked(
    round: Round,
    number: str,
    *shares: str,
    lacking: Sequence[str] = (),
    moved: str = "0",
    **fields: Any,
) -> Dossier:
    """An accepted dossier with one sheet a share of full marks.

    ``moved`` points go from the group that breaks ties to another: the mark stays.
    """
    member = make_user()
    if "enterprise" not in fields:
        name = f"示例{number}有限公司"
        fields["enterprise"] = make_enterprise(member, name=name)
    dossier = make_dossier(
        member,
        round=round,
        kind=fields.pop("kind", KIND),
        number=number,
        status=Dossier.Status.ACCEPTED,
        document=capable_document(*lacking),
        **fields,
    )
    for share in shares:
        points = full_points(round, share)
        points[SERVICE] = str(Decimal(points[SERVICE]) - Decimal(moved))
        points[BUSINESS] = str(Decimal(points[BUSINESS]) + Decimal(moved))
        assignment = make_assignment(dossier=dossier, expert=make_expert())
        make_sheet(assignment, points=points)
    return dossier


def make_officials(province: str = "jilin") -> tuple[User, User]:
    first, second = (
        make_user(User.Role.OFFICIAL, province=province, name=f"示例{n}处长")
        for n in ("王", "李")
    )
    return first, second


def make_three(round: Round) -> list[Dossier]:
    """Three of clearly different marks, best first."""
    shares = {"A-01": "0.9", "A-02": "0.8", "A-03": "0.7"}
    return [make_ranked(round, number, share) for number, share in shares.items()]
