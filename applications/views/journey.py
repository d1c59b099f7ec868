"""The six stations from registration to publication, and where a dossier stands."""

from applications.models import Dossier, Round

STATIONS = (
    "注册并核验单位",
    "填报申报书",
    "市级主管部门推荐",
    "省级形式审查",
    "专家网上评审",
    "公示与公布",
)
Status = Dossier.Status

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
    if here == 4 and dossier.round.status == Round.Status.PUBLISHED:
        here = 5
    return [
        (label, "done" if i < here else "current" if i == here else "todo")
        for i, label in enumerate(STATIONS)
    ]
