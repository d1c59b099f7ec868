"""An expert's tasks, round by round: rows of the database that become lines of a page.

Hundreds of them, so they are read as plain values; a line is made once for each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, F, When

from applications.facts import guide_of, table_of
from applications.models import Dossier, Round
from portal.models import User
from scoring import access
from scoring.facts.progress import Progress, progress_in, progress_of
from scoring.facts.queue import Queue, Turn
from scoring.facts.reopened import read_versions
from scoring.models import Assignment, ScoreSheet

DRAFT, DONE = ScoreSheet.State.DRAFT, ScoreSheet.State.HANDED_IN


class Seat(NamedTuple):
    """What the list says of an assignment; ``points`` of a draft alone."""

    pk: int
    key: str
    state: str
    skipped_at: datetime | None
    round: int
    number: str
    kind: str
    platform: str
    applicant: int
    recalled: int | None
    code: str
    sheet: str | None
    reopened: datetime | None
    points: dict[str, str] | None

    @property
    def is_done(self) -> bool:
        return self.sheet == DONE

    @property
    def turn(self) -> Turn:
        at = self.skipped_at
        return Turn(self.key, str(self.number), self.applicant, self.is_done, at)


class Task(NamedTuple):
    """One line of the list, with all that it shows."""

    key: str
    number: str
    name: str
    kind: str
    progress: Progress
    is_done: bool
    is_open: bool
    is_put_off: bool
    may_recuse: bool
    place: int

    @property
    def is_under_way(self) -> bool:
        return bool(self.progress.done) and not self.is_done


@dataclass(frozen=True, slots=True)
class Batch:
    """One round and what this expert has in it; ``tasks`` in their turn."""

    round: Round
    tasks: tuple[Task, ...]
    queue: Queue

    @property
    def parts(self) -> tuple[tuple[str, list[Task]], ...]:
        """What is still to be done first; places are those of the scoring page."""
        by_key = {task.key: task for task in self.tasks}
        to_do = [by_key[turn.key] for turn in self.queue.to_do]
        return ("待办", to_do), (
            "已提交",
            [task for task in self.tasks if task.is_done],
        )

    @property
    def is_open(self) -> bool:
        return self.round.status == Round.Status.SCORING

    @property
    def handed_in(self) -> int:
        return self.queue.done

    @property
    def summary(self) -> str:
        return f"已提交 {self.handed_in} / {len(self.tasks)}"

    @property
    def next(self) -> Task | None:
        """What one goes on with, while there is something to do now."""
        (_, to_do), _ = self.parts
        return next((task for task in to_do if task.is_open), None)


def batches_of(user: User) -> list[Batch]:
    """What is being scored comes first. Three queries, two more after a recall."""
    seats = sorted(_seats(user), key=lambda seat: (seat.round, seat.pk))
    rounds = Round.objects.in_bulk({seat.round for seat in seats})
    recalled = _recalled(seats, rounds)
    batches = [
        _batch(user, list(mine), rounds[pk], recalled)
        for pk, mine in groupby(seats, key=lambda seat: seat.round)
    ]
    return sorted(batches, key=_by_urgency)


def _by_urgency(batch: Batch) -> tuple[bool, int]:
    """What is being scored comes first, then the newest."""
    return not batch.is_open, -batch.round.pk


def _seats(user: User) -> Iterable[Seat]:
    current = Assignment.objects.visible_to(user).exclude(
        dossier__round__status=Round.Status.PUBLISHED, reopened_at=None
    )
    rows = current.order_by().values_list(
        *("pk", "key", "state", "skipped_at", "dossier__round_id", "dossier__number"),
        *("dossier__kind", "dossier__platform", "dossier__enterprise_id"),
        *("dossier__recalled_version", "expert__code", "sheet__state"),
        "reopened_at",
        Case(When(sheet__state=DRAFT, then=F("sheet__points"))),
    )
    return map(Seat._make, rows)


def _recalled(seats: list[Seat], rounds: Mapping[int, Round]) -> dict[str, Assignment]:
    """Whole, by key, where a correction may have opened marks; no query for none."""
    keys = [seat.key for seat in seats if seat.recalled is not None or seat.reopened]
    if not keys:
        return {}
    found = {each.key: each for each in Assignment.objects.for_tasks(keys)}
    for each in found.values():
        each.dossier.round = rounds[each.dossier.round_id]
    read_versions(found.values())
    return found


def _batch(
    user: User, seats: list[Seat], round: Round, recalled: Mapping[str, Assignment]
) -> Batch:
    queue = Queue.of(seats[0].code, (seat.turn for seat in seats))
    by_key = {seat.key: seat for seat in seats}
    lines = _Lines(user, round)
    tasks = (
        lines.task(place, by_key[turn.key], recalled.get(turn.key))
        for place, turn in enumerate(queue.turns, start=1)
    )
    return Batch(round, tuple(tasks), queue)


class _Lines:
    """What all tasks of a round share is looked up once."""

    def __init__(self, user: User, round: Round) -> None:
        self.round, self.count = round, len(table_of(round).indicators)
        self.kinds = {id: kind.label for id, kind in guide_of(round).kinds.items()}
        self.is_scoring = round.status == Round.Status.SCORING
        self.may_recuse: dict[str, bool] = {
            state: access.may_recuse(user, _seat_in(round, state))
            for state in Assignment.STANDING
        }

    def task(self, place: int, seat: Seat, whole: Assignment | None) -> Task:
        is_done = seat.is_done
        return Task(
            key=seat.key,
            number=str(seat.number),
            name="" if self.round.is_blind else seat.platform,
            kind=self.kinds[seat.kind],
            progress=progress_of(whole, self.count) if whole else self._progress(seat),
            is_done=is_done,
            is_open=self.is_scoring or is_done or seat.reopened is not None,
            is_put_off=bool(seat.skipped_at) and not is_done,
            may_recuse=self.may_recuse[seat.state],
            place=place,
        )

    def _progress(self, seat: Seat) -> Progress:
        done = len(seat.points or ())
        return progress_in(self.round.status, seat.state, seat.sheet, done, self.count)


def _seat_in(round: Round, state: str) -> Assignment:
    return Assignment(state=state, dossier=Dossier(round=round))
