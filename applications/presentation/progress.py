"""Where a dossier is: states and moves in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from applications.models import Dossier, Step

Status = Dossier.Status

TONES = {
    Status.DRAFT: "muted",
    Status.SUBMITTED: "info",
    Status.RETURNED: "warn",
    Status.RECOMMENDED: "info",
    Status.DECLINED: "err",
    Status.ACCEPTED: "ok",
    Status.REJECTED: "err",
}

#: What the moves are called that ``Step.action`` names by their verbs.
MOVES = {
    "start": "开始填报",
    "submit": "提交申报书",
    "return": "退回补正",
    "extend": "延长补正期限",
    "end_recall": "恢复提交时的内容",
    "credit": "采信更正后的内容",
    "strike": "不予采信，按未填报处理",
    "take_back": "企业撤回",
    "recommend": "市级推荐",
    "decline": "市级不予推荐",
    "accept": "省级受理",
    "reject": "省级不予受理",
    "withdraw": "市级撤回推荐",
    "rule": "认定条款",
    "withdraw_ruling": "撤销条款认定",
    "veto": "一票否决认定",
    "withdraw_veto": "撤销一票否决认定",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the timeline."""

    at: datetime
    by: str
    word: str
    opinion: str


def tone_of(dossier: Dossier) -> str:
    """The tone of the badge that names its state."""
    return TONES[Status(dossier.status)]


def moves_of(steps: Iterable[Step]) -> tuple[Move, ...]:
    """The timeline, oldest first; ``steps`` come with ``by``."""
    return tuple(
        Move(
            step.at,
            f"{step.by.name}（{step.by.get_role_display()}）",
            MOVES.get(step.action, step.action),
            step.opinion,
        )
        for step in steps
    )
