"""Experts linked by the dossiers that they share, so that they can be compared.

An expert's strictness shows only beside others who marked the same dossiers; between
two parts that no dossier links there is nothing to compare. Parts are joined by
exchanging two experts between two dossiers, which leaves every load as it is; where no
exchange does it, by moving a seat to another expert, or two to one who had none. By
that no load grows beyond one more than the greatest there was.

To decide whether any answer at all is linked is hard in general (with two seats a panel
and a cap of two it is the search for a Hamiltonian cycle), so where none was found and
nothing forbids one, that is what is said.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from scoring.matching.parts import bridges_of, parts_of
from scoring.matching.question import Pair, Question


class Why(Enum):
    """What keeps a group in several parts."""

    ALONE = "alone"  # no panel has two experts: nobody shares a dossier
    BARRED = "barred"  # no pair that may meet leads from one part to another
    UNFOUND = "unfound"  # nothing forbids a way, but none was found


@dataclass(frozen=True, slots=True)
class Linked:
    """A group's experts in parts that no dossier links; ``why`` where several."""

    group: str
    parts: tuple[tuple[int, ...], ...]
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """Pairs, and to whom the seat of each goes."""

    cost: int
    moves: tuple[tuple[Pair, int], ...]


Takers = dict[tuple[int, int], tuple[int, Pair]]


class Linker:
    """Pairs that were chosen, changed until each group hangs together."""

    def __init__(self, question: Question, chosen: Iterable[Pair]) -> None:
        self.question = question
        self.chosen = set(chosen)
        self.changed = 0
        self.loads = Counter(question.loads)
        self.loads.update(expert for _, expert in self.chosen)
        self.most = max((self.loads[e] for e in question.experts), default=0) + 1

    def linked(self) -> list[Linked]:
        """Each group, joined as far as that can be done."""
        groups = {self._group(pair) for pair in (*self.question.seated, *self.chosen)}
        return [self._join(group) for group in sorted(groups)]

    def _group(self, pair: Pair) -> str:
        return self.question.groups.get(pair[0], "")

    def _within(self, group: str, pairs: Iterable[Pair]) -> list[Pair]:
        return sorted(pair for pair in pairs if self._group(pair) == group)

    def _edges(self, group: str) -> list[Pair]:
        return self._within(group, {*self.question.seated, *self.chosen})

    def _join(self, group: str) -> Linked:
        """Step by step; each leaves one part less."""
        parts = parts_of(self._edges(group))
        while len(parts) > 1 and (step := self._step(group, parts)):
            self._do(step)
            parts = parts_of(self._edges(group))
        why = self._why(group) if len(parts) > 1 else None
        return Linked(group, tuple(map(tuple, parts)), why)

    def _why(self, group: str) -> Why:
        edges = self._edges(group)
        if _are_alone(edges):
            return Why.ALONE
        could = {*edges, *self._within(group, self.question.pairs)}
        return Why.UNFOUND if len(parts_of(could)) == 1 else Why.BARRED

    def _do(self, step: _Step) -> None:
        self.changed += len(step.moves)
        for pair, _ in step.moves:
            self.chosen.remove(pair)
            self.loads[pair[1]] -= 1
        for (dossier, _), to in step.moves:
            self.chosen.add((dossier, to))
            self.loads[to] += 1

    def _step(self, group: str, parts: list[list[int]]) -> _Step | None:
        """The cheapest step that joins the smallest part that can be joined."""
        edges = self._edges(group)
        if _are_alone(edges):
            return None
        tied, moves = bridges_of(edges), self._within(group, self.chosen)
        degrees = Counter(expert for _, expert in edges)
        # Whose only pair is taken away is no part of the group any more.
        stuck = {pair for pair in tied if degrees[pair[1]] > 1}
        everybody = {expert for part in parts for expert in part}
        for part in sorted(parts, key=len):
            here = set(part)
            inside = [pair for pair in moves if pair[1] in here]
            outside = [pair for pair in moves if pair[1] not in here]
            there = everybody - here
            exchanges = self._exchanges(inside, here, outside, there, tied)
            shifts = chain(
                self._shifts(self._takers(inside, there, stuck)),
                self._shifts(self._takers(outside, here, stuck)),
            )
            newcomers = self._newcomers(inside, outside, everybody, stuck)
            for ways in (exchanges, shifts, newcomers):
                if steps := list(ways):
                    return min(steps, key=lambda each: (each.cost, each.moves))
        return None

    def _exchanges(
        self,
        inside: list[Pair],
        here: set[int],
        outside: list[Pair],
        there: set[int],
        tied: set[Pair],
    ) -> Iterator[_Step]:
        """One of two that change places must be no bridge, or a part breaks off."""
        free = self._takers(inside, there, tied), self._takers(outside, here, tied)
        every = self._takers(inside, there), self._takers(outside, here)
        for ours, theirs in ((free[0], every[1]), (every[0], free[1])):
            for (one, other), (cost, pair) in ours.items():
                if (other, one) in theirs:
                    back, theirs_pair = theirs[other, one]
                    moves = ((pair, other), (theirs_pair, one))
                    yield _Step(cost + back, moves)

    def _shifts(self, takers: Takers) -> Iterator[_Step]:
        """One seat goes to somebody of another part, who must have room for it."""
        for (leaves, to), (cost, pair) in takers.items():
            if self._room(to) >= 1:
                uneven = self.loads[to] + 1 - self.loads[leaves]
                yield _Step(cost + self._weight * uneven, ((pair, to),))

    def _newcomers(
        self,
        inside: list[Pair],
        outside: list[Pair],
        everybody: set[int],
        stuck: set[Pair],
    ) -> Iterator[_Step]:
        """Somebody who was in no part takes a seat in two of them."""
        new = set(self.question.experts) - everybody
        ours, theirs = (self._takers(each, new, stuck) for each in (inside, outside))
        for (leaves, to), (cost, pair) in ours.items():
            if self._room(to) < 2:
                continue
            for (other, same), (back, theirs_pair) in theirs.items():
                if same == to:
                    uneven = 2 * self.loads[to] + 3
                    uneven -= self.loads[leaves] + self.loads[other]
                    moves = ((pair, to), (theirs_pair, to))
                    yield _Step(cost + back + self._weight * uneven, moves)

    @property
    def _weight(self) -> int:
        """Of a step away from even loads, beside a misfit."""
        return len(self.question.experts) + 1

    def _room(self, expert: int) -> int:
        most = min(self.most, self.question.caps.get(expert, self.most))
        return most - self.loads[expert]

    def _takers(
        self, pairs: list[Pair], targets: set[int], but: Collection[Pair] = ()
    ) -> Takers:
        """By expert and who would take the seat: the cheapest pair, and its cost."""
        takers = sorted(targets & set(self.question.experts))
        found: Takers = {}
        for pair in pairs:
            if pair in but:
                continue
            own = self.question.misfit(*pair)
            for to in takers:
                if (pair[0], to) not in self.question.barred:
                    cost = self.question.misfit(pair[0], to) - own
                    best = found.get((pair[1], to))
                    if best is None or (cost, pair) < best:
                        found[pair[1], to] = cost, pair
        return found


def _are_alone(edges: list[Pair]) -> bool:
    return max(Counter(dossier for dossier, _ in edges).values()) == 1
