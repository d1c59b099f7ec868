"""A list made again after some had left the old one: they stay away."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal import rules
from portal.rules.succession import Held, succession
from scoring.facts.cuts import LineNotDrawn
from scoring.facts.lines import Line
from scoring.models import Shortlist


def left_of(shortlist: Shortlist) -> dict[str, str]:
    """Who left a list in public, in order, and "" or who followed. One query."""
    rows = shortlist.replacements.published().order_by("pk")
    pairs = rows.values_list("leaver__dossier__number", "follower__dossier__number")
    return {leaver: follower or "" for leaver, follower in pairs}


def without_departed(
    lines: Iterable[Line], left: Mapping[str, str], limits: rules.SelectionRules
) -> list[Line]:
    """Lines with their selection (``as_cut``, or frozen), where the next of the reserve
    follows each of ``left``. Of equals it is whoever followed before; otherwise no tie
    is cut in two. Raises LineNotDrawn.
    """
    found = {line.number: line for line in lines}
    for number, before in left.items():
        line = found.get(number)
        if line is None:
            continue
        follower = _follower(found, line, before, limits) if line.is_selected else None
        places = (follower.place or 0,) if follower else ()
        found[number] = _as(line, False, rules.Ground(rules.Why.LEFT, places=places))
        if follower is not None:
            came = rules.Ground(rules.Why.FOLLOWS, places=(line.place or 0,))
            found[follower.number] = _as(follower, True, came)
    return list(found.values())


def _as(line: Line, is_selected: bool, ground: rules.Ground) -> Line:
    return replace(line, is_selected=is_selected, ground=ground, reserve=None)


def _follower(
    found: Mapping[str, Line],
    leaver: Line,
    before: str,
    limits: rules.SelectionRules,
) -> Line | None:
    waiting = sorted(
        (line for line in found.values() if line.reserve),
        key=lambda line: line.reserve or 0,
    )
    selected = [line for line in found.values() if line.is_selected]
    able = succession(
        [_held(line) for line in selected],
        [_held(line) for line in waiting],
        leaver.number,
        limits,
    ).able
    if before in able:
        return found[before]
    if len(able) > 1:
        raise LineNotDrawn(
            f"{leaver.number} 已退出，候补的 {'、'.join(able)} 并列，不能只取一家。"
            "请调整名额，使并列的各家一并入选或者都不入选。",
            frozenset(able),
        )
    return found[able[0]] if able else None


def _held(line: Line) -> Held:
    return Held(line.number, line.place or 0, line.dossier.enterprise.city)
