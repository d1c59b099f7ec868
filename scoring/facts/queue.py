"""In which order an expert takes the dossiers of a round: an own one, always the same.

No two experts go through a round alike, so that no dossier is everybody's last; and
one applicant's dossiers are kept apart, so that none is marked in the light of another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple, Self

from portal.statements import Ready
from scoring.models import Assignment, ScoreSheet


class Turn(NamedTuple):
    """One dossier of the queue; ``skipped_at`` is when it was put off, if it was."""

    key: str
    number: str
    applicant: int
    is_done: bool
    skipped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """What one expert has in one round; ``turns`` in the order that never changes."""

    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, expert: str, turns: Iterable[Turn]) -> Self:
        """``expert`` is the expert's code."""
        given = list(turns)
        order = _order(expert, tuple((turn.number, turn.applicant) for turn in given))
        return cls(tuple(given[place] for place in order))

    @property
    def to_do(self) -> list[Turn]:
        """Not handed in yet; what was put off comes last, the longest ago first."""
        waiting = [turn for turn in self.turns if not turn.is_done]
        put_off = [turn for turn in waiting if turn.skipped_at]
        return [
            *(turn for turn in waiting if not turn.skipped_at),
            *sorted(put_off, key=lambda turn: str(turn.skipped_at)),
        ]

    @property
    def done(self) -> int:
        return sum(turn.is_done for turn in self.turns)

    def place(self, key: str) -> int:
        """From 1."""
        return [turn.key for turn in self.turns].index(key) + 1

    def beside(self, key: str) -> tuple[Turn | None, Turn | None]:
        """The one before and the one after, whatever their state."""
        here = self.place(key) - 1
        before = self.turns[here - 1] if here else None
        after = self.turns[here + 1] if here + 1 < len(self.turns) else None
        return before, after

    def next_to_do(self, key: str) -> Turn | None:
        """What is to be marked after this one; from the front again at the end."""
        keys = [turn.key for turn in self.to_do]
        here = keys.index(key) + 1 if key in keys else 0
        around = [*self.to_do[here:], *self.to_do[:here]]
        return next((turn for turn in around if turn.key != key), None)


@lru_cache(maxsize=256)
def _order(expert: str, dossiers: tuple[tuple[str, int], ...]) -> tuple[int, ...]:
    """Places in ``dossiers``, which are (number, applicant), in the expert's order."""

    def lot(place: int) -> str:
        return sha256(f"{expert} {dossiers[place][0]}".encode()).hexdigest()

    by_lot = sorted(range(len(dossiers)), key=lot)
    return tuple(_apart(by_lot, [applicant for _, applicant in dossiers]))


def _apart(places: list[int], applicants: Sequence[int]) -> Iterator[int]:
    """No two of one applicant in a row, where that can be."""
    rest, last = list(places), 0
    left = Counter(applicants)
    most = max(left.values(), default=0)  # of one applicant; never too low
    while rest:
        must = None  # who has more than half of what is left, unless just taken
        if most * 2 > len(rest):
            [(whose, most)] = left.most_common(1)
            must = whose if most * 2 > len(rest) and whose != last else None
        fitting = (
            at
            for at, place in enumerate(rest)
            if applicants[place] != last and must in (None, applicants[place])
        )
        taken = rest.pop(next(fitting, 0))
        last = applicants[taken]
        left[last] -= 1
        yield taken


def queue_of(assignment: Assignment) -> Queue:
    """The queue that this one stands in; one query. It comes with its expert."""
    rows = _ROWS.rows(assignment.dossier.round_id, assignment.expert_id)
    done = ScoreSheet.State.HANDED_IN
    return Queue.of(
        assignment.expert.code,
        (
            Turn(key, str(number), applicant, state == done, skipped_at)
            for key, number, applicant, state, skipped_at in rows
        ),
    )


_AN_EXPERT, _A_ROUND = -1, -2
_ROWS = Ready(
    lambda: (
        Assignment.objects.standing()
        .filter(expert=_AN_EXPERT, dossier__round=_A_ROUND)
        .order_by("pk")
        .values_list(
            *("key", "dossier__number", "dossier__enterprise", "sheet__state"),
            "skipped_at",
        )
    ),
    _A_ROUND,
    _AN_EXPERT,
)
