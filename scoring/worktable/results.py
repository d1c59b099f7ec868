"""What each dossier's place comes to: by the frozen list, else as the quota stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from applications.facts import limits_of
from applications.models import Round
from portal import rules
from scoring.facts import Cut, Line, LineNotDrawn, cut_of, frozen_cut_of
from scoring.models import Shortlist
from scoring.rankings.drawn import kept_lines


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dossier's line of the ranking, and its result in a word."""

    line: Line | None = None
    word: str = ""
    shares_place: bool = False


def outcomes_of(round: Round, lists: Mapping[str, Shortlist]) -> dict[str, Outcome]:
    """By number, for every kind of the round that can be ranked."""
    found: dict[str, Outcome] = {}
    for kind in round.kinds:
        shortlist = lists.get(kind)
        if shortlist is not None:
            shortlist.round = round  # the same one: its guide is read once
        try:
            lines = kept_lines(round, kind, shortlist)
        except rules.ScoreError:  # its own page says what is wrong
            continue
        places = Counter(line.place for line in lines if line.place)
        words = _words(round, kind, shortlist, lines)
        for line in lines:
            word = words.get(line.number) or _without_a_line(line)
            found[line.number] = Outcome(line, word, places[line.place] > 1)
    return found


def _words(
    round: Round, kind: str, shortlist: Shortlist | None, lines: tuple[Line, ...]
) -> dict[str, str]:
    """Of those with a place: where the line leaves them."""
    placed = [line for line in lines if line.place is not None]
    if shortlist is not None:
        state = shortlist.get_state_display()
        return _by_cut(placed, frozen_cut_of(shortlist, lines), f"（{state}）")
    quota = round.quotas.get(kind)
    if quota is None:
        return {}
    try:
        cut = cut_of(lines, quota=quota, minimum=None, limits=limits_of(round, kind))
    except LineNotDrawn as tie:
        return {
            line.number: "压线并列" if line.number in tie.tied else "入围线未定"
            for line in placed
        }
    return _by_cut(placed, cut, "（暂按名额）")


def _by_cut(placed: list[Line], cut: Cut, basis: str) -> dict[str, str]:
    return {
        line.number: f"{'拟入选' if line.number in cut.chosen else '未入选'}{basis}"
        for line in placed
    }


def _without_a_line(line: Line) -> str:
    if not line.is_eligible:
        return "未达到门槛"
    if line.outside:
        return line.outside
    return "无有效评分" if line.place is None else "入围线未定"
