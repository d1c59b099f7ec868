"""Equal marks, and what decided between them."""

from collections.abc import Sequence
from itertools import pairwise

from scoring.facts.lines import Line


def decided_by(one: Line, other: Line, order: Sequence[str]) -> str | None:
    """The first group, in the table's order of ties, in which the two differ."""
    return next((g for g in order if one.groups.get(g) != other.groups.get(g)), None)


def tie_notes(lines: Sequence[Line], order: Sequence[str]) -> dict[str, str]:
    """For each placed line of equal mark with a neighbour, what decided its place."""
    placed = [line for line in lines if line.place is not None]
    notes: dict[str, list[str]] = {}
    for upper, lower in pairwise(placed):
        if upper.mark != lower.mark:
            continue
        for one, other in ((upper, lower), (lower, upper)):
            note = _note(one, other, order)
            mine = notes.setdefault(one.number, [])
            if note not in mine:
                mine.append(note)
    return {number: "；".join(found) for number, found in notes.items()}


def _note(one: Line, other: Line, order: Sequence[str]) -> str:
    group = decided_by(one, other, order)
    if group is None:
        same = "、".join(("得分", *(f"“{each}”" for each in order)))
        return f"与 {other.number} 并列，{same}均相同"
    mine, theirs = one.groups[group], other.groups[group]
    word, place = ("高于", "列前") if mine > theirs else ("低于", "列后")
    return f"与 {other.number} 同分，“{group}”{mine:.2f} {word} {theirs:.2f}，{place}"
