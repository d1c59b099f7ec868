"""Rounds that have come to their end: ranked, approved, published, for letters."""

from datetime import date
from decimal import Decimal
from typing import Any

from applications.models import Dossier, Round
from portal import guides, rules
from portal.models import User
from scoring.actions import shortlists
from scoring.models import Shortlist
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
from tests.scoring.closed_rounds import frozen_at, make_plan

COMMENT = "案例真实，可复制性较好，建议补充近一年的运行数据。"
REMARK = "平台定位清楚，服务中小企业成效明显；安全防护和数据治理还可加强。"


def strong_document(guide: rules.Guide, **metrics: Any) -> dict[str, Any]:
    """A document that meets every clause of a guide, but for what is said."""
    words = guides.vocabulary()
    row = {id: _plenty(metric) for id, metric in words.rows["industries"].items()}
    return {
        "metrics": {
            **{
                metric.id: _plenty(metric)
                for metric in words.metrics.values()
                if not metric.is_capability
            },
            **metrics,
        },
        "capabilities": {id: {"answer": "yes"} for id in guide.capabilities},
        "industries": [{**row, "name": f"示例行业{n}"} for n in range(12)],
        "domains": [_row("domains", n) for n in range(12)],
        "parks": [_row("parks", n) for n in range(3)],
    }


def _row(scope: str, number: int) -> dict[str, Any]:
    row = guides.vocabulary().rows[scope]
    return {**{id: _plenty(m) for id, m in row.items()}, "name": f"示例{number}"}


def _plenty(metric: rules.Metric) -> Any:
    match metric.type:
        case "bool":
            return True
        case "choice":
            return metric.choices[0]
        case "text":
            return "示例"
    return 90 if metric.unit == "%" else 9999


def ranked_round(
    marks: tuple[str, ...] = ("0.95", "0.9", "0.8"),
    *,
    weak: int = 1,
    quota: int = 2,
    experts: int = 3,
    names: tuple[str, ...] = (),
    published: bool = True,
    **fields: Any,
) -> Round:
    """A published Jilin round: a dossier a mark, then ``weak`` ineligible ones."""
    round = make_round(status=Round.Status.SCORING, **fields)
    guide = guides.load(round.guide_key)
    panel = [make_expert(province=round.province) for _ in range(experts)]
    for number, share in enumerate((*marks, *["0.7"] * weak)):
        document = strong_document(guide)
        if number >= len(marks):
            document["capabilities"] = {}
        enterprise = {"name": names[number]} if number < len(names) else {}
        member = make_user()
        dossier = make_dossier(
            member,
            enterprise=make_enterprise(member, **enterprise),
            round=round,
            status=Dossier.Status.ACCEPTED,
            document=document,
        )
        for place, expert in enumerate(panel):
            share_of_this_one = str(Decimal(share) - Decimal(place) / 50)
            make_sheet(
                make_assignment(dossier=dossier, expert=expert),
                points=full_points(round, share_of_this_one),
                comments=dict.fromkeys([round.table["indicators"][0]["code"]], COMMENT),
                remark=REMARK if place else f"总体较好。{expert.user.name}",
            )
    Round.objects.filter(pk=round.pk).update(status=Round.Status.CLOSED)
    round.refresh_from_db()
    _decide(round, quota, published)
    return round


def _decide(round: Round, quota: int, published: bool) -> Shortlist:
    first, second = (make_user(User.Role.OFFICIAL) for _ in range(2))
    make_plan(round, "经办", "处")
    shortlist = frozen_at(
        round=round, kind="industry", quota=quota, minimum=None, by=first, at=NOW
    )
    shortlists.approve(shortlist=shortlist, by=second, at=NOW)
    if published:
        shortlist.refresh_from_db()
        shortlists.publish(
            shortlist=shortlist,
            since=date(2026, 11, 20),
            until=date(2026, 11, 26),
            by=second,
            at=NOW,
        )
    return shortlist
