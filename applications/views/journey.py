"""The six stations from registration to publication, and where a dossier stands."""

from applications.models import Dossier, Round
from applications.presentation.progress import Move
from applications.presentation.standing import is_out
from portal.models import AuditEntry

STATIONS = (
    "注册并核验单位",
    "填报申报书",
    "市级主管部门推荐",
    "省级形式审查",
    "专家网上评审",
    "公示与公布",
)
Status = Dossier.Status

#: What becomes of all accepted dossiers of a round at once.
ROUND_MOVES = {
    "round.scoring_started": "开始专家评审",
    "round.scoring_closed": "专家评审结束",
    "round.published": "评审结果公示",
}

#: The station at which a dossier of this status waits.
PLACES = {
    Status.DRAFT: 1,
    Status.RETURNED: 1,
    Status.SUBMITTED: 2,
    Status.DECLINED: 2,
    Status.RECOMMENDED: 3,
    Status.REJECTED: 3,
    Status.ACCEPTED: 4,
}


def journey_of(dossier: Dossier) -> list[tuple[str, str]]:
    """(label, done | current | todo), as ``components/steps.html`` takes them."""
    here = PLACES[Status(dossier.status)]
    if here == 4 and is_out(dossier):
        here = 5
    return [
        (label, "done" if i < here else "current" if i == here else "todo")
        for i, label in enumerate(STATIONS)
    ]


def round_moves(dossier: Dossier) -> tuple[Move, ...]:
    """How its round went on with an accepted dossier, oldest first; one query."""
    if dossier.status != Status.ACCEPTED:
        return ()
    entries = AuditEntry.objects.filter(
        subject_kind=Round._meta.label_lower,
        subject_id=str(dossier.round_id),
        action__in=ROUND_MOVES,
    )
    return tuple(
        Move(each.at, "省级主管部门", ROUND_MOVES[each.action], "")
        for each in entries.order_by("pk")
    )
