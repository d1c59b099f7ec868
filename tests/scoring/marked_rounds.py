"""Closed rounds whose dossiers share their experts, for the analysis of a ranking."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from applications.models import Dossier, Round
from scoring.models import Expert
from scoring.rankings.analysis import Analysis
from tests.factories import (
    make_assignment,
    make_dossier,
    make_enterprise,
    make_expert,
    make_sheet,
    make_user,
)
from tests.scoring.closed_rounds import KIND, capable_document

#: Shares of full marks by dossier and expert; Z-3 is the strict one, and of A-04 the
#: first expert thinks the world.
SHARES = {
    "A-01": ("0.90", "0.92", "0.80"),
    "A-02": ("0.85", "0.86", "0.75"),
    "A-03": ("0.84", "0.85", "0.74"),
    "A-04": ("0.95", "0.65", "0.55"),
    "A-05": ("0.60", "0.61", "0.50"),
    "A-06": ("0.50", "0.52", "0.41"),
}


def points_of(round: Round, share: str, **groups: str) -> dict[str, str]:
    """The share of every weight, another one for the groups that are named."""
    return {
        leaf["code"]: str(
            (Decimal(leaf["weight"]) * Decimal(groups.get(leaf["path"][0], share)))
            .quantize(Decimal("0.1"), ROUND_DOWN)
        )
        for leaf in round.table["indicators"]
    }  # fmt: skip


def make_marked(
    round: Round,
    number: str,
    experts: Sequence[Expert],
    shares: Sequence[str],
    **groups: str,
) -> Dossier:
    member = make_user()
    dossier = make_dossier(
        member,
        round=round,
        kind=KIND,
        number=number,
        status=Dossier.Status.ACCEPTED,
        enterprise=make_enterprise(member, name=f"示例{number}有限公司"),
        document=capable_document(),
    )
    for expert, share in zip(experts, shares, strict=True):
        seat = make_assignment(dossier=dossier, expert=expert)
        make_sheet(seat, points=points_of(round, share, **groups))
    return dossier


def make_panel(
    round: Round, shares: Mapping[str, Sequence[str]] = SHARES
) -> list[Dossier]:
    """Every dossier marked by the same three experts."""
    experts = [make_expert(code=f"Z-{n}") for n in (1, 2, 3)]
    return [make_marked(round, name, experts, each) for name, each in shares.items()]


def make_pair(round: Round) -> Round:
    """Two about the line: one better in one group, one in another."""
    experts = [make_expert(code=f"Z-{n}") for n in (1, 2, 3)]
    three = ["0.8"] * 3
    make_marked(round, "A-01", experts, ["0.95"] * 3)
    make_marked(round, "A-02", experts, three, 服务能力="0.95", 经营能力="0.7")
    make_marked(round, "A-03", experts, three, 服务能力="0.7", 经营能力="0.95")
    return round


def weights_of(found: Analysis, **changes: str) -> dict[str, str]:
    names = {group: name for name, group in found.form.names.items()}
    own = {group: f"{weight:f}" for group, weight in found.form.own.items()}
    return {names[group]: value for group, value in {**own, **changes}.items()}
