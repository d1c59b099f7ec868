"""How far a list has come on its way from hand to hand, in words."""

from dataclasses import dataclass

from applications.models import Round
from portal.models import User
from scoring.models import DecisionPlan, Paper, Shortlist, StepDuty
from scoring.models.deciding import SignedStep

SIGNED = (
    "名单的各个环节须由不同的人员签署。您已冻结或签署过这份名单，"
    "请本省另一位省级工作人员登录后办理。"
)


@dataclass(frozen=True, slots=True)
class Hand:
    """One line of the history: who did what with the list at which step."""

    step: SignedStep
    word: str

    @property
    def has_fallen(self) -> bool:
        """Signed, and undone by a return since."""
        is_signature = self.step.action == SignedStep.Action.SIGNED
        return is_signature and not self.step.is_standing


def history_of(shortlist: Paper) -> list[Hand]:
    """Every signature and return in order, from the prefetched trail."""
    return [Hand(step, _word(shortlist, step)) for step in shortlist.trail.all()]


def _word(shortlist: Paper, step: SignedStep) -> str:
    if step.action == SignedStep.Action.RETURNED:
        return f"退回“{shortlist.steps[step.back_to - 1]}”环节"
    return "送审" if step.number == 1 else "签署"


def stations_of(shortlist: Paper) -> list[tuple[str, str]]:
    """The steps and what of them is done, then the notice, for the component."""
    done = shortlist.stage
    if shortlist.state in Shortlist.SHOWN:
        done = len(shortlist.steps) + 1
    names = [*shortlist.steps, "公示"]
    now = {True: "done", False: "todo"}
    return [
        (name, "current" if place == done else now[place < done])
        for place, name in enumerate(names)
    ]


def why_not(user: User, shortlist: Paper) -> str:
    """Why the step whose turn it is is not this official's to sign; two queries."""
    if shortlist.is_back_with_its_author:
        return (
            f"名单已退回“{shortlist.step}”，由经办人{shortlist.drawn_up_by}"
            "核对后重新送审；也可以撤回冻结后重新办理。"
        )
    if user.pk == shortlist.drawn_up_by_id or user.pk in shortlist.signers():
        return SIGNED
    who = _who(shortlist.round.province, shortlist.step)
    return f"名单现在到“{shortlist.step}”环节，由担任这一环节的工作人员签署：{who}。"


def why_not_freeze(round: Round) -> str:
    """Why freezing is not everybody's; two queries."""
    first = DecisionPlan.objects.of(round).steps[0]
    who = _who(round.province, first)
    return f"冻结排名由担任“{first}”环节的工作人员办理：{who}。"


def _who(province: str, step: str) -> str:
    names = "、".join(holders(province, step))
    return names or "目前没有在职人员，请系统管理员在“审签职责”中指定"


def holders(province: str, step: str) -> list[str]:
    """The names of who holds a step; one query."""
    rows = StepDuty.objects.filter(step=step, person__province=province)
    active = rows.filter(person__is_active=True).order_by("person_id")
    return list(active.values_list("person__name", flat=True))
