"""A proposal: the seats, the loads, what is linked, and the reason for every gap."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from scoring.matching.flow import cheapest
from scoring.matching.linking import Linked, Linker
from scoring.matching.question import Pair, Question

FULL = "已满 {} 份"


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
    """``changed`` seats were chosen otherwise than by cost, to link what was apart."""

    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]
    loads: Mapping[int, int]
    linked: tuple[Linked, ...]
    changed: int
    fitting: int


def propose(question: Question) -> Proposal:
    """Fill the open seats, as many as can be; what is seated stays.

    Then, in this order: shortage is spread over the dossiers, loads are as even as can
    be, fields fit; among equals the choice follows from the seed alone. At last each
    group is linked where it can be, for which a load may differ by one more.
    """
    linker = Linker(question, cheapest(question))
    linked = linker.linked()
    chosen = sorted(linker.chosen)
    return Proposal(
        tuple(Seat(dossier, expert) for dossier, expert in chosen),
        tuple(_gaps(question, chosen, linker.loads)),
        {expert: linker.loads[expert] for expert in question.experts},
        tuple(linked),
        linker.changed,
        sum(pair in question.fits for pair in chosen),
    )


def _gaps(
    question: Question, chosen: list[Pair], loads: Mapping[int, int]
) -> list[Gap]:
    filled = Counter(dossier for dossier, _ in chosen)
    missing = {d: n - filled[d] for d, n in question.wanted.items() if n > filled[d]}
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for (dossier, _), reason in question.barred.items():
        if dossier in missing:
            reasons[dossier][reason] += 1
    full = [e for e, cap in question.caps.items() if loads.get(e, 0) >= cap]
    seated = {*chosen, *question.barred}
    for dossier in missing:
        for expert in full:
            if (dossier, expert) not in seated and expert in loads:
                reasons[dossier][FULL.format(question.caps[expert])] += 1
    return [Gap(dossier, n, reasons[dossier]) for dossier, n in missing.items()]
