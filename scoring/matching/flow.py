"""The cheapest way to fill the open seats: a transport problem, solved as an LP.

Its matrix is that of a network (each column has a 1 and a -1 at most, once the experts'
rows change sign), hence totally unimodular: a vertex of the LP is whole.

What matters more costs more than all that matters less. Two answers differ by cycles
through experts, each of whom a cycle passes once; so one step of a weight outweighs a
whole cycle of the weight below: seats filled, shortage spread, loads even, fields fit.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from scoring.matching.question import Pair, Question

#: Whole within the solver's tolerance.
NEAR = 1e-6


@dataclass(frozen=True)
class _Columns:
    """The unknowns: pairs, then an expert's n-th dossier, a dossier's n-th gap."""

    pairs: list[Pair]
    steps: list[Pair]
    gaps: list[Pair]

    @property
    def width(self) -> int:
        return len(self.pairs) + len(self.steps) + len(self.gaps)


def cheapest(question: Question) -> list[Pair]:
    """The pairs to be seated: as many as can be, at the least cost."""
    columns = _columns(question)
    if not columns.pairs:
        return []
    found = linprog(
        _cost(question, columns),
        A_eq=_matrix(question, columns),
        b_eq=[*_demand(question), *(0 for _ in question.experts)],
        bounds=(0, 1),
        method="highs-ds",
    )
    if found.x is None:
        raise RuntimeError(f"no proposal: {found.message}")
    share = found.x[: len(columns.pairs)]
    if np.abs(share - share.round()).max() > NEAR:
        raise RuntimeError("the proposal is not whole")
    return [columns.pairs[i] for i in np.flatnonzero(share > 0.5)]


def _columns(question: Question) -> _Columns:
    could = Counter(expert for _, expert in question.pairs)
    steps = [
        (expert, n)
        for expert in question.experts
        for n in range(min(could[expert], question.room(expert)))
    ]
    gaps = [(d, n) for d, seats in question.wanted.items() for n in range(seats)]
    return _Columns(question.pairs, steps, gaps)


def _demand(question: Question) -> list[int]:
    return [seats for seats in question.wanted.values() if seats]


def _cost(question: Question, columns: _Columns) -> np.ndarray:
    """The n-th dossier of an expert costs n, so that their sum is least when even."""
    experts = len(question.experts)
    load = experts + 1
    reach = 1 + max(
        (n + 1 + question.loads.get(e, 0) for e, n in columns.steps), default=0
    )
    spread = load * (reach + 1)
    empty = spread * (2 + max(question.wanted.values()))
    whim = 1 / (4 * experts)
    return np.array(
        [question.misfit(*pair) + whim * question.whim(pair) for pair in columns.pairs]
        + [float(load * (question.loads.get(e, 0) + n + 1)) for e, n in columns.steps]
        + [float(empty + spread * n) for _, n in columns.gaps]
    )


def _matrix(question: Question, columns: _Columns) -> csr_array:
    """Seats filled and gaps are those wanted; an expert's pairs are the steps taken."""
    wanted = [dossier for dossier, seats in question.wanted.items() if seats]
    row_of = {dossier: row for row, dossier in enumerate(wanted)}
    line_of = {e: len(wanted) + row for row, e in enumerate(question.experts)}
    pairs, steps = len(columns.pairs), len(columns.steps)
    entries = [(row_of[d], i, 1) for i, (d, _) in enumerate(columns.pairs)]
    entries += [(line_of[e], i, 1) for i, (_, e) in enumerate(columns.pairs)]
    entries += [(line_of[e], pairs + i, -1) for i, (e, _) in enumerate(columns.steps)]
    entries += [
        (row_of[d], pairs + steps + i, 1) for i, (d, _) in enumerate(columns.gaps)
    ]
    rows, places, values = np.array(entries).T
    shape = (len(wanted) + len(question.experts), columns.width)
    return coo_array((values.astype(float), (rows, places)), shape=shape).tocsr()
