"""What the preview of an automatic assignment says: gaps, loads, who is linked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from applications.facts import guide_of
from applications.models import Dossier, Round
from scoring.facts.seating import PanelLine
from scoring.matching import Gap, Linked, Proposal, Question
from scoring.matching.linking import Why
from scoring.models import Expert

#: A histogram of loads has so many bars at most.
MOST_BARS = 12
WHY = {
    Why.ALONE: "没有一份申报有两名专家，专家之间没有可以对照的评分。"
    "每份申报至少 2 名专家才能比较宽严。",
    Why.BARRED: "已有的席位和回避关系使各组之间没有可以共同评审的申报。"
    "请补充与各组都没有利益关系的专家，再重新预览。",
    Why.UNFOUND: "在现有的份数上限内，没有找到把各组连起来的安排。"
    "可以放宽份数上限后重新预览，或在分派矩阵中手工调整。",
}
SETTLED = "这一类的专家组已经排满，或由随机抽取产生，自动分派不再改动。"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One dossier of the preview: who sits already, who would, what stays open."""

    dossier: Dossier
    kind: str
    seated: tuple[Expert, ...]
    added: tuple[tuple[Expert, bool], ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Load:
    """What an expert has, and would have; ``cap`` is None where there is none."""

    expert: Expert
    before: int
    after: int
    cap: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """So many experts have so many dossiers, ``least`` to ``most``."""

    least: int
    most: int
    before: int
    after: int

    @property
    def label(self) -> str:
        if self.least == self.most:
            return f"{self.least} 份"
        return f"{self.least} 至 {self.most} 份"


@dataclass(frozen=True, slots=True)
class Parts:
    """How far the experts of one kind can be compared."""

    kind: str
    experts: int
    parts: tuple[tuple[str, ...], ...]
    why: str


def proposed_lines(
    lines: Iterable[PanelLine],
    proposal: Proposal,
    experts: Mapping[int, Expert],
    fits: Iterable[tuple[int, int]],
) -> list[Proposed]:
    gaps = {gap.dossier: gap for gap in proposal.gaps}
    added: dict[int, list[tuple[Expert, bool]]] = {}
    for seat in proposal.seats:
        fit = (seat.dossier, seat.expert) in fits
        added.setdefault(seat.dossier, []).append((experts[seat.expert], fit))
    return [
        Proposed(
            line.dossier,
            line.kind,
            tuple(seat.assignment.expert for seat in line.seats),
            tuple(added.get(line.dossier.pk, ())),
            _in_words(gaps.get(line.dossier.pk), len(experts)),
        )
        for line in lines
    ]


def _in_words(gap: Gap | None, pool: int) -> str:
    """“缺 1 人：可用专家 4 人，其中与申报单位同一单位 2 人……”"""
    if gap is None:
        return ""
    kinds: Counter[str] = Counter()
    for reason, n in gap.barred.items():
        kinds[reason.partition("：")[0]] += n  # what keeps one person out is their own
    reasons = "、".join(f"{kind} {n} 人" for kind, n in kinds.items())
    among = f"，其中{reasons}" if reasons else ""
    return f"缺 {gap.missing} 人：可用专家 {pool} 人{among}"


def loads_of(
    experts: Iterable[Expert], proposal: Proposal, caps: Mapping[int, int]
) -> list[Load]:
    """Of the whole pool, in the order of codes."""
    return [
        Load(each, each.load, proposal.loads.get(each.pk, 0), caps.get(each.pk))
        for each in sorted(experts, key=lambda each: each.code)
    ]


def histogram(loads: Sequence[Load]) -> list[Bar]:
    """How many experts have how many, before and after; bars of equal breadth."""
    if not loads:
        return []
    said = [load.before for load in loads], [load.after for load in loads]
    least, most = min(map(min, said)), max(map(max, said))
    breadth = ceil((most - least + 1) / MOST_BARS)
    return [
        Bar(
            first,
            min(first + breadth - 1, most),
            *(sum(first <= n < first + breadth for n in each) for each in said),
        )
        for first in range(least, most + 1, breadth)
    ]


def parts_of(
    round: Round, question: Question, linked: Iterable[Linked], names: Mapping[int, str]
) -> list[Parts]:
    kinds = guide_of(round).kinds
    unsettled = {question.groups[d] for d, seats in question.wanted.items() if seats}
    return [
        Parts(
            kinds[each.group].label,
            sum(map(len, each.parts)),
            tuple(tuple(names[e] for e in part) for part in each.parts),
            (WHY[each.why] if each.group in unsettled else SETTLED) if each.why else "",
        )
        for each in linked
    ]
