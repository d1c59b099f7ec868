"""What a filled workbook would do to the panels of a round, row by row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from applications.models import Dossier, Round
from portal.filing_book import Problem
from scoring.actions import panels
from scoring.actions.reseating import HAS_SHEET, Pair, Refusal, rehearse
from scoring.facts.panel_book import SHEET, Entry, as_issued, column_of
from scoring.models import Assignment, Expert

REMEDIES = {
    HAS_SHEET: "请把这位专家填回；确需撤回的，在这份申报的专家组页面单独办理。",
    panels.BY_LOT: "请把这一行改回原样，或删去这一行。",
}
ANOTHER = "请换一位专家，或清空这一格。"


@dataclass(frozen=True)
class SeatPlan:
    """All that the rows would change; applied whole, and with no cell refused."""

    add: list[Pair] = field(default_factory=list)
    drop: dict[Pair, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True)
class _Ground:
    """The round as it is: dossiers by number, who sits there, experts by code."""

    size: int
    dossiers: Mapping[str, Dossier]
    seated: Mapping[int, set[str]]
    experts: Mapping[str, int]

    def place(self, entry: Entry, item: str) -> str:
        return f"{column_of(item, self.size)}{entry.row}"


def plan_of(round: Round, entries: Sequence[Entry], at: datetime) -> SeatPlan:
    """Row by row what would be added and taken back; ten queries."""
    ground = _ground(round)
    numbers = Counter(entry.number for entry in entries)
    plan, asked, same = SeatPlan(), {}, 0
    for entry in entries:
        problems = list(_misfits(entry, ground, numbers))
        plan.problems.extend(problems)
        if problems:
            continue
        dossier = ground.dossiers[entry.number].pk
        asked[dossier] = entry
        now, wanted = ground.seated.get(dossier, set()), set(entry.seats.values())
        same += now == wanted
        plan.add.extend((dossier, ground.experts[c]) for c in sorted(wanted - now))
        for code in sorted(now - wanted):
            plan.drop[dossier, ground.experts[code]] = entry.reason
    refused = rehearse(round, plan.add, [*plan.drop], at)
    plan.problems.extend(
        _refused(each, asked[each.dossier], ground) for each in refused
    )
    return SeatPlan(plan.add, plan.drop, plan.problems, same)


def _ground(round: Round) -> _Ground:
    rows = Assignment.objects.standing().filter(dossier__round=round)
    seated: dict[int, set[str]] = {}
    for dossier, code in rows.values_list("dossier", "expert__code"):
        seated.setdefault(dossier, set()).add(code)
    pool = Expert.objects.filter(province=round.province)
    return _Ground(
        round.panel_size,
        {str(each.number): each for each in panels.seats_of(round)},
        seated,
        dict(pool.order_by("code").values_list("code", "pk")),
    )


def _misfits(
    entry: Entry, ground: _Ground, numbers: Mapping[str, int]
) -> Iterator[Problem]:
    """Why the row cannot be read as a panel of this round."""
    dossier = ground.dossiers.get(entry.number)
    place = ground.place(entry, "number")
    if dossier is None:
        rule = "本批次没有这个编号的已受理申报。"
        yield _problem(place, entry.number, rule, "请核对编号，或删去这一行。")
        return
    if numbers[entry.number] > 1:
        rule = "同一份申报出现了几行。"
        yield _problem(place, entry.number, rule, "一份申报只占一行，请删去多余的。")
        return
    times = Counter(entry.seats.values())
    for item, code in entry.seats.items():
        if code not in ground.experts:
            rule = "本省专家库中没有这个编号。"
            remedy = "编号见“专家”工作表，请核对。"
            yield _problem(ground.place(entry, item), code, rule, remedy)
        elif times[code] > 1:
            rule = "同一位专家在这一行填了几次。"
            yield _problem(ground.place(entry, item), code, rule, "只留一处。")
    yield from _changes(entry, ground, ground.seated.get(dossier.pk, set()))


def _changes(entry: Entry, ground: _Ground, now: set[str]) -> Iterator[Problem]:
    """Who changes a panel has seen it as it is, and says why somebody leaves."""
    wanted = set(entry.seats.values())
    if wanted == now:
        return
    if entry.before != as_issued([*now]):
        rule = f"下载以后，这份申报的专家组已有变化，现为：{as_issued([*now])}。"
        remedy = "请重新下载分派表，按现在的专家组填写。"
        yield _problem(ground.place(entry, "before"), entry.before, rule, remedy)
    elif (leaving := sorted(now - wanted)) and not entry.reason:
        rule = f"撤回 {'、'.join(leaving)} 没有写理由。"
        remedy = "请写明撤回理由，或把编号填回。"
        yield _problem(ground.place(entry, "reason"), "", rule, remedy)


def _refused(refusal: Refusal, entry: Entry, ground: _Ground) -> Problem:
    """At the cell of the expert's code; of one who leaves, at the reason's."""
    codes = {pk: code for code, pk in ground.experts.items()}
    code = codes[refusal.expert]
    item = next((id for id, said in entry.seats.items() if said == code), "reason")
    remedy = REMEDIES.get(refusal.reason, ANOTHER)
    if refusal.reason.startswith("已满"):
        remedy = "请换一位专家，或先放宽份数上限。"
    rule = f"{code} 与 {entry.number}：{refusal.reason.partition('，请')[0]}。"
    return _problem(ground.place(entry, item), code, rule, remedy)


def _problem(place: str, found: str, rule: str, remedy: str) -> Problem:
    return Problem(SHEET, place, f"“{found}”" if found else "空白", rule, remedy)
