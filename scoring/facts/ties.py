"""Equal marks, and what decided between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from portal.rules.totals import DEFENCE, ORDER
from scoring.facts.lines import Line


@dataclass(frozen=True, slots=True)
class Tie:
    """Dossiers of one mark, and in words how they came to their places."""

    numbers: tuple[str, ...]
    words: str


def decided_by(one: Line, other: Line, order: Sequence[str]) -> str | None:
    """The first group, in the table's order of ties, in which the two differ."""
    order = order_for(one, order)
    return next((g for g in order if one.groups.get(g) != other.groups.get(g)), None)


def order_for(line: Line, order: Sequence[str]) -> Sequence[str]:
    """The table's order; after a defence that of the two parts of a total."""
    return ORDER if DEFENCE in line.groups else order


def ties_of(lines: Sequence[Line], order: Sequence[str]) -> tuple[Tie, ...]:
    """Every run of equal marks among the placed."""
    placed = [line for line in lines if line.place is not None]
    runs = (list(run) for _, run in groupby(placed, key=lambda line: line.mark))
    return tuple(_tie(run, order) for run in runs if len(run) > 1)


def tie_notes(lines: Sequence[Line], order: Sequence[str]) -> dict[str, str]:
    """For each dossier of a tie, what decided it."""
    return {n: tie.words for tie in ties_of(lines, order) for n in tie.numbers}


def _tie(run: list[Line], order: Sequence[str]) -> Tie:
    words = "；".join(_steps(run, order))
    return Tie(
        tuple(line.number for line in run), f"得分同为 {run[0].mark:.2f}：{words}。"
    )


def _steps(run: list[Line], order: Sequence[str]) -> Iterator[str]:
    places = [list(same) for _, same in groupby(run, key=lambda line: line.place)]
    for same in places:
        if len(same) > 1:
            yield _shared(same, order)
    for upper, lower in pairwise(places):
        yield _decided(upper, lower, order)


def _shared(same: list[Line], order: Sequence[str]) -> str:
    order = order_for(same[0], order)
    too = f"，{_quoted(order)}得分也相同" if order else ""
    return f"{_names(same)} 并列第 {same[0].place} 名{too}"


def _decided(upper: list[Line], lower: list[Line], order: Sequence[str]) -> str:
    group = decided_by(upper[0], lower[0], order) or ""
    high, low = upper[0].groups[group], lower[0].groups[group]
    return (
        f"{_names(upper)} 列 {_names(lower)} 之前，"
        f"因“{group}”得分 {high:.2f} 高于 {low:.2f}"
    )


def _names(lines: list[Line]) -> str:
    return "、".join(line.number for line in lines)


def _quoted(order: Sequence[str]) -> str:
    return "、".join(f"“{group}”" for group in order)
