"""What the pages about one round show."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from applications import access
from applications.actions.freezing import obstacles_of
from applications.exports.rules import facts_of_round
from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from applications.presentation import table_rows
from portal import guides, rules
from portal.models import User
from portal.templatetags.portal import beijing

STATIONS = (
    (Round.Status.DRAFT, "筹备"),
    (Round.Status.OPEN, "申报与推荐"),
    (Round.Status.SCORING, "专家评审"),
    (Round.Status.CLOSED, "排名与复核"),
    (Round.Status.PUBLISHED, "公示"),
)
#: A kind's label, how many in each state that occurs, the sum.
Counts = tuple[str, list[tuple[str, int]], int]

#: What an official does next in each state that asks for one thing alone.
NEXT = {
    Round.Status.SCORING: (
        "在“专家组和评审进度”中查看进度，处理回避和补位；全部提交后结束评审。"
    ),
    Round.Status.PUBLISHED: "在“意见书和通知书”中生成并发出评审意见书和结果通知书。",
}


def trail_of(round: Round | None) -> list[tuple[str, str]]:
    """To a page about the round; to that of a new one without it."""
    own = [(round.code, round.get_absolute_url())] if round else []
    return [("批次管理", reverse("applications:rounds")), *own]


def round_page(user: User, round: Round, at: datetime) -> dict[str, Any]:
    """The context of a round's own page; one query, for the counts."""
    may_prepare = access.may_prepare(user, round)
    return {
        "round": round,
        "stations": stations_of(round),
        "next": next_of(round, at),
        "facts": list(facts_of_round(round)),
        "citations": citations_of(round),
        "table": table_of(round),
        "rows": table_rows(round),
        "counts": counts_of(round),
        "obstacles": obstacles_of(round, at) if may_prepare else (),
        "may_prepare": may_prepare,
        "may_extend": access.may_extend(user, round),
    }


def next_of(round: Round, at: datetime) -> str:
    """What is to be done at this instant, in a sentence or two."""
    match Round.Status(round.status):
        case Round.Status.DRAFT if obstacles_of(round, at):
            return "先补齐下列各项，再开放批次；开放时规则冻结。"
        case Round.Status.DRAFT:
            return "核对批次设置和指标权重，然后开放批次；开放时规则冻结。"
        case Round.Status.OPEN:
            return _next_while_open(round, at)
        case Round.Status.CLOSED:
            return _next_when_closed(round)
        case status:
            return NEXT[status]


def _next_while_open(round: Round, at: datetime) -> str:
    if round.opens_at and at < round.opens_at:
        opens = beijing(round.opens_at, "deadline")
        return f"{opens} 起接收申报，此前可以在专家库中备好专家。"
    if round.takes_dossiers(at):
        return (
            f"申报 {beijing(round.closes_at, 'deadline')} 截止。"
            "对已推荐的申报书作形式审查，已受理的可以先分派专家。"
        )
    return (
        "申报已截止。审完余下的申报书，在“专家组和评审进度”中配齐专家，然后开始评审。"
    )


def _next_when_closed(round: Round) -> str:
    """By how far the kinds' lists have come; they belong to the experts' side, so
    they are asked for by name. Two queries, three where there is a defence."""
    lists = dict(round.shortlists.values_list("kind", "state"))
    accepted = Dossier.objects.filter(round=round).accepted()
    ranked = set(accepted.order_by().values_list("kind", flat=True))
    open_kinds, states = ranked - lists.keys(), set(lists.values())
    if open_kinds and round.defence and _is_unheard(round, open_kinds):
        return (
            "在“现场答辩”中逐类召集答辩、排时间表、结束答辩；"
            "结束后在“排名和名单”中按综合得分冻结排名。"
        )
    if open_kinds:
        some = f"（还有 {len(open_kinds)} 类未冻结）" if lists else ""
        return f"在“排名和名单”中逐类核对并冻结排名{some}，由另一位同事复核后公示。"
    if "drawn_up" in states:
        return "排名已冻结：在“排名和名单”中由另一位同事复核名单，复核后公示。"
    if "approved" in states:
        return "名单已复核：在“排名和名单”中公示。"
    return "没有受理的申报，不需要排名和名单。"


def _is_unheard(round: Round, kinds: set[str]) -> bool:
    """Whether the defence of one of these is still to be held. One query."""
    ended = round.defence_calls.filter(ended_at__isnull=False)
    return bool(kinds - set(ended.values_list("kind", flat=True)))


def stations_of(round: Round) -> list[tuple[str, str]]:
    order = [state for state, _ in STATIONS]
    here = order.index(Round.Status(round.status))
    return [
        (label, "done" if i < here else "current" if i == here else "todo")
        for i, (_, label) in enumerate(STATIONS)
    ]


def citations_of(round: Round) -> list[rules.Measure]:
    """The national measures that the round cites."""
    cited = set(round.citations)
    return [
        measure
        for key in guides.on_file()
        for measure in guides.load(key).measures
        if measure.id in cited
    ]


def counts_of(round: Round) -> list[Counts]:
    """A line a kind: its label, how many in each state, the sum. One query."""
    counted = (
        Dossier.objects.filter(round=round)
        .order_by()
        .values_list("kind", "status")
        .annotate(Count("pk"))
    )
    found = {(kind, status): number for kind, status, number in counted}
    kinds = guide_of(round).kinds
    lines = []
    for kind in round.kinds:
        states = [
            (state.label, found[kind, state.value])
            for state in Dossier.Status
            if (kind, state.value) in found
        ]
        total = sum(number for _, number in states)
        lines.append((kinds[kind].label, states, total))
    return lines


def opening_of(round: Round, digest: str) -> dict[str, Any]:
    """What will be frozen, for who is about to open the round."""
    table = table_of(round)
    facts = [
        (name, value)
        for name, value in facts_of_round(round)
        if not name.startswith("规则摘要")
    ]
    leaves = len(table.indicators)
    facts.append(("评价指标表", f"{table.title}，{leaves} 项，来源逐行保留"))
    facts.append(("引用的国家指南条目", f"{len(round.citations)} 条"))
    return {
        "heading": f"开放批次：{round.code} {round.title}",
        "action": "确认开放并冻结规则",
        "cancel_url": round.get_absolute_url(),
        "consequences": [
            "下列规则连同建设指南全文、指标表和权重一并冻结，并公布摘要。",
            "申报开始时刻起，本省企业可以填报和提交。",
        ],
        "irreversible": "开放后规则不能修改；截止时间只能延后，并须写明理由。",
        "hidden": [("digest", digest)],
        "facts": facts,
        "digest": digest,
    }
