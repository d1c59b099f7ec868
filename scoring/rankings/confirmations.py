"""What officials are told before they freeze, approve, publish or undo a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.facts import (
    gap_in_words,
    grounds_in_words,
    line_in_words,
    line_reason_of,
)
from scoring.rankings.ranked import Ranked, address_of, trail_to


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a list: its name, the button, what follows, what cannot be undone."""

    heading: str
    action: str
    consequences: Sequence[str]
    irreversible: str = ""
    is_dangerous: bool = False


DRAWING_UP = Step(
    "冻结排名",
    "确认冻结",
    (
        "名次、得分、各专家评分、条款核对结论和入围线按下列内容固定，并记下摘要。",
        "名单转由下一环节复核，各环节由不同人员签署；公示以前，企业和公众都看不到。",
        "公示以前发现差错的，可以写明理由撤回冻结。",
    ),
)
APPROVAL = Step(
    "复核名单",
    "确认复核",
    (
        "您确认名次、得分和入围线无误，同意下列单位拟入选。",
        "您的姓名、意见和时间记入名单的审签记录和审计记录，不能修改。",
        "名单转到下一环节；最后一个环节签署后，名单可以公示。",
    ),
)
RETURN = Step(
    "退回名单",
    "确认退回",
    (
        "名单退回所选的环节，该环节和以后各环节的签署一并失效，须重新签署。",
        "退回经办的，由经办人核对后重新送审，或者撤回冻结、改正后重新冻结。",
        "您的姓名和理由记入名单的审签记录和审计记录。",
    ),
    is_dangerous=True,
)
PUBLICATION = Step(
    "公示名单",
    "确认公示",
    (
        "公示页立即对所有人可见，不需登录；只列单位和平台，不列名次和得分。",
        "参加评审的企业可以看到本单位的得分和入围线（按名额划线的，即入围末位的"
        "得分），看不到其他单位的名次和各项得分。",
        "下面填写的联系方式印在公示页、结果页和以后的文书上。",
    ),
    irreversible="名单公示以后不能撤回；公示期内异议成立的，才能更正。",
)
PROLONGATION = Step(
    "延后公示结束日期",
    "确认延后",
    (
        "公示结束日期改到增加的工作日之后，公示页立即写明原定日期、现定日期和理由。",
        "公示期只能延后，不能提前。",
    ),
)
CONFIRMATION = Step(
    "确定名单",
    "确认确定",
    (
        "公示已经结束，下列单位由拟入选改为入选，公示页写明名单已确定。",
        "入选平台列入平台库，在“入选平台库”公开。",
        "以后生成的文书写“入选”，不再写“拟入选”。",
    ),
    irreversible="名单确定以后不再受理对它的异议，也不能再延后公示。",
)
WITHDRAWAL = Step(
    "撤回冻结",
    "确认撤回",
    (
        "这份冻结的名单作废，复核一并失效；排名回到未冻结状态，可以重新冻结。",
        "按这份名单生成、尚未发出的评审意见书和结果通知书一并作废。",
        "原名单的摘要、拟入选单位和撤回理由留在审计记录中。",
    ),
    is_dangerous=True,
)


def about(
    found: Ranked,
    step: Step,
    hidden: Sequence[tuple[str, str]] = (),
    turn: str = "",
) -> dict[str, Any]:
    """The confirmation page's context; its digest is posted along and compared.

    ``turn`` is the step of the approval at which it is asked.
    """
    back = address_of("ranking", found.round, found.kind)
    label = f"{found.label}排名"
    return {
        "heading": f"{step.heading}{f'（{turn}）' if turn else ''} · {found.label}",
        "action": step.action,
        "consequences": step.consequences,
        "irreversible": step.irreversible,
        "danger": step.is_dangerous,
        "cancel_url": back,
        "hidden": [*hidden, ("digest", found.digest)],
        "trail": [*trail_to(found.round, found.kind), (label, back)],
        "round": found.round,
        "label": found.label,
        "selected": found.selected,
        "passed": _passed(found),
        "reserve": "、".join(found.cut.reserve) if found.cut else "",
        "placed": sum(line.place is not None for line in found.lines),
        "line": line_in_words(found.cut) if found.cut else "",
        "off_rules": line_reason_of(found.round, found.shortlist)
        if found.shortlist
        else "",
        "gap": gap_in_words(found.cut, found.table.ties) if found.cut else "",
        "digest": found.digest,
    }


def _passed(found: Ranked) -> list[tuple[str, str]]:
    """Whom the rules of selection keep out or bring in, each with why."""
    words = grounds_in_words(found.cut)
    return [
        (
            f"第 {each.place} 名 {each.number} {each.dossier.enterprise}",
            words[each.number],
        )
        for each in found.lines
        if each.number in words
    ]
