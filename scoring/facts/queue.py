"""In which order an expert takes the dossiers of a round: an own one, always the same.

No two experts go through a round alike, so that no dossier is everybody's last; and
one applicant's dossiers are kept apart, so that none is marked in the light of another.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self

from scoring.models import Assignment, ScoreSheet


@dataclass(frozen=True, slots=True)
class Turn:
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

        def lot(turn: Turn) -> str:
            return sha256(f"{expert} {turn.number}".encode()).hexdigest()

        return cls(tuple(_apart(sorted(turns, key=lot))))

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


def _apart(turns: list[Turn]) -> Iterable[Turn]:
    """No two of one applicant in a row, where that can be."""
    rest, last = list(turns), 0
    while rest:
        [(most, count)] = Counter(turn.applicant for turn in rest).most_common(1)
        must = count * 2 > len(rest) and most != last
        fitting = (
            turn
            for turn in rest
            if (turn.applicant == most if must else turn.applicant != last)
        )
        taken = next(fitting, rest[0])
        rest.remove(taken)
        last = taken.applicant
        yield taken


def queue_of(assignment: Assignment) -> Queue:
    """The queue that this one stands in; one query. It comes with its expert."""
    mine = Assignment.objects.standing().filter(
        expert=assignment.expert_id, dossier__round=assignment.dossier.round_id
    )
    rows = mine.values_list(
        "key", "dossier__number", "dossier__enterprise", "sheet__state", "skipped_at"
    )
    done = ScoreSheet.State.HANDED_IN
    return Queue.of(
        assignment.expert.code,
        (
            Turn(key, str(number), applicant, state == done, skipped_at)
            for key, number, applicant, state, skipped_at in rows.order_by("pk")
        ),
    )


def turns_of(assignments: Iterable[Assignment]) -> Queue:
    """The queue of one expert's assignments in a round; each comes with its sheet."""
    done, mine = ScoreSheet.State.HANDED_IN, list(assignments)
    return Queue.of(
        mine[0].expert.code,
        (
            Turn(
                each.key,
                str(each.dossier.number),
                each.dossier.enterprise_id,
                hasattr(each, "sheet") and each.sheet.state == done,
                each.skipped_at,
            )
            for each in mine
        ),
    )
