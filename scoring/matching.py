"""Who could sit on which panel: a balanced proposal, with the reason for every gap.

Values in, values out: dossiers and experts are plain ids here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

#: A seat left empty costs more than any imbalance.
EMPTY_SEAT = 10_000


@dataclass(frozen=True, slots=True)
class Seat:
    """One proposed pair."""

    dossier: int
    expert: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A dossier short of experts; ``barred`` counts the reasons against the rest."""

    dossier: int
    missing: int
    barred: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]
    loads: Mapping[int, int]


def propose(
    wanted: Mapping[int, int],
    experts: Sequence[int],
    barred: Mapping[tuple[int, int], str],
    loads: Mapping[int, int] | None = None,
    seed: str = "",
) -> Proposal:
    """Fill the open seats of each dossier, the loads as even as can be.

    ``wanted`` is seats open by dossier, ``barred`` a reason by (dossier, expert),
    ``loads`` what each expert has already. Among equally balanced proposals the
    choice follows from ``seed`` alone, so that the same question gives the same
    answer. The loads are evened by rising costs: an expert's n-th dossier costs n.
    """
    loads = dict.fromkeys(experts, 0) | dict(loads or {})
    pairs = [
        (dossier, expert)
        for dossier, seats in wanted.items()
        for expert in experts
        if seats and (dossier, expert) not in barred
    ]
    chosen = _solve(pairs, wanted, experts, loads, seed) if pairs else []
    filled = Counter(dossier for dossier, _ in chosen)
    gaps = tuple(
        Gap(dossier, seats - filled[dossier], _reasons(dossier, barred))
        for dossier, seats in wanted.items()
        if filled[dossier] < seats
    )
    after = Counter(loads) + Counter(expert for _, expert in chosen)
    return Proposal(
        tuple(Seat(dossier, expert) for dossier, expert in sorted(chosen)),
        gaps,
        {expert: after[expert] for expert in experts},
    )


def _reasons(dossier: int, barred: Mapping[tuple[int, int], str]) -> Mapping[str, int]:
    return Counter(reason for (of, _), reason in barred.items() if of == dossier)


def _solve(
    pairs: list[tuple[int, int]],
    wanted: Mapping[int, int],
    experts: Sequence[int],
    loads: Mapping[int, int],
    seed: str,
) -> list[tuple[int, int]]:
    """Pairs x in {0,1}; steps s(expert, n) in [0,1] cost n: their sum is the load."""
    dossiers = [dossier for dossier, seats in wanted.items() if seats]
    most = min(len(dossiers), sum(wanted.values()))
    steps = [(e, n) for e in range(len(experts)) for n in range(most)]
    cost = np.array(
        [_whim(seed, *pair) for pair in pairs]
        + [float(loads[experts[e]] + n + 1) for e, n in steps]
        + [float(EMPTY_SEAT)] * len(dossiers)
    )
    found = milp(
        cost,
        integrality=[1] * len(pairs) + [0] * (len(steps) + len(dossiers)),
        bounds=Bounds(0, [1.0] * (len(pairs) + len(steps)) + [np.inf] * len(dossiers)),
        constraints=_rows(pairs, dossiers, experts, steps, wanted),
        options={"time_limit": 20},
    )
    if found.x is None:
        raise RuntimeError(f"no proposal: {found.message}")
    return [
        pair for pair, x in zip(pairs, found.x[: len(pairs)], strict=True) if x > 0.5
    ]


def _rows(
    pairs: list[tuple[int, int]],
    dossiers: list[int],
    experts: Sequence[int],
    steps: list[tuple[int, int]],
    wanted: Mapping[int, int],
) -> list[LinearConstraint]:
    """Seats filled plus seats empty are those wanted; pairs are the steps taken."""
    width = len(pairs) + len(steps) + len(dossiers)
    row_of = {dossier: row for row, dossier in enumerate(dossiers)}
    column_of = {expert: e for e, expert in enumerate(experts)}
    seats = [(row_of[d], i, 1.0) for i, (d, _) in enumerate(pairs)]
    seats += [(row, len(pairs) + len(steps) + row, 1.0) for row in range(len(dossiers))]
    taken = [(column_of[e], i, 1.0) for i, (_, e) in enumerate(pairs)]
    taken += [(e, len(pairs) + i, -1.0) for i, (e, _) in enumerate(steps)]
    demand = [wanted[dossier] for dossier in dossiers]
    return [
        LinearConstraint(_matrix(seats, len(dossiers), width), demand, demand),
        LinearConstraint(_matrix(taken, len(experts), width), 0, 0),
    ]


def _matrix(
    entries: list[tuple[int, int, float]], height: int, width: int
) -> csr_array:
    rows, columns, values = zip(*entries, strict=True)
    return csr_array((values, (rows, columns)), shape=(height, width))


def _whim(seed: str, dossier: int, expert: int) -> float:
    """A cost too small to unbalance anything, the same for the same question."""
    digest = sha256(f"{seed}:{dossier}:{expert}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32 / 1000
