"""An old list beside the new one: who enters, who leaves, what moved, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portal.rules.moves import Move, Placed, moves
from scoring.facts.cuts import Cut
from scoring.facts.lines import Line
from scoring.models import Reopening, Shortlist

AROUND = "其他申报的结果变化，位置随之变动"


@dataclass(frozen=True, slots=True)
class Moved:
    """One dossier in both lists; ``why`` is what was reopened of it."""

    move: Move
    line: Line
    why: tuple[str, ...]

    @property
    def is_touched(self) -> bool:
        return bool(self.why)

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.why or ((AROUND,) if self.move.is_changed else ())

    @property
    def word(self) -> str:
        """What became of it, in a word or two."""
        if self.move.enters:
            return "进入名单"
        if self.move.leaves:
            return "退出名单"
        climbed = self.move.climbed
        if climbed:
            return f"升 {climbed} 位" if climbed > 0 else f"降 {-climbed} 位"
        return "名次不变" if climbed == 0 else "不参加排名"

    @property
    def tone(self) -> str:
        if self.move.enters:
            return "ok"
        return "err" if self.move.leaves else "muted"

    @property
    def gain(self) -> str:
        """By how much the mark moved, signed; "" where it did not."""
        gained = self.move.gained
        return f"{gained:+.2f}" if gained else ""


def as_cut(lines: Iterable[Line], cut: Cut) -> list[Line]:
    """Live lines as a list would freeze them under this cut."""
    waiting = {number: place for place, number in enumerate(cut.reserve, start=1)}
    return [
        replace(
            line,
            is_selected=line.number in cut.chosen,
            ground=cut.grounds.get(line.number),
            reserve=waiting.get(line.number),
        )
        for line in lines
    ]


def placed_of(line: Line) -> Placed:
    """What a list and its letters tell of a dossier."""
    groups = tuple(f"{name} {mark:.2f}" for name, mark in line.groups.items())
    marks = tuple(f"{mark:.2f}" for mark in line.marks)
    failing = tuple(each.clause.id for each in line.failing)
    figures = (groups, marks, failing, line.ground, line.reserve)
    return Placed(line.place, line.mark, line.is_selected, figures)


def moved_between(
    old: Iterable[Line],
    new: Iterable[Line],
    reopened: Iterable[Reopening],
) -> list[Moved]:
    """A line a dossier; live ones ``as_cut``."""
    before, after = ({each.number: each for each in lines} for lines in (old, new))
    why = reasons_of(reopened)
    found = moves(
        {number: placed_of(each) for number, each in before.items()},
        {number: placed_of(each) for number, each in after.items()},
    )
    return [
        Moved(
            each,
            after.get(each.dossier) or before[each.dossier],
            tuple(why.get(each.dossier, ())),
        )
        for each in found
    ]


def reasons_of(reopened: Iterable[Reopening]) -> Mapping[str, list[str]]:
    """By a dossier's number; they come with their objection and their dossier."""
    found: dict[str, list[str]] = {}
    for each in reopened:
        said = f"异议 {each.objection.number}：{what_of(each)}"
        if each.after:
            said += f"，{each.before} → {each.after}"
        found.setdefault(str(each.dossier.number), []).append(said)
    return found


def what_of(each: Reopening) -> str:
    """Which of its verdicts or marks, in words, without who gave them."""
    if each.kind == Reopening.Kind.MARKS:
        return f"专家评分，指标 {'、'.join(each.codes)}"
    if each.kind == Reopening.Kind.FACTS:
        return f"申报内容（{'、'.join(each.codes)}）"
    return each.get_kind_display()


def reopened_for(shortlist: Shortlist) -> list[Reopening]:
    """Whatever the objections to a list opened, in order; one query."""
    rows = Reopening.objects.filter(objection__shortlist=shortlist)
    related = ("objection", "dossier", "assignment__expert", "replacement__expert")
    return list(rows.select_related(*related).defer("dossier__document"))
