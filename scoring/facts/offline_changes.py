"""An offline sheet against the portal's: what it changes, and what must be chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from applications.facts import table_of
from scoring.facts.offline import REMARK, check_of, held_in, names_of, sheet_of
from scoring.models import Assignment, ScoreSheet


@dataclass(frozen=True, slots=True)
class Given:
    """What a row of a file states, and the check with which it was issued."""

    points: str
    comment: str
    check: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One sheet of a file; ``rows`` is by indicator code, and the remark."""

    assignment: Assignment
    version: int
    rows: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet of a file whose dossier was handed in: nothing of it is taken over.

    ``has_more`` where something was typed into it that was not handed in, or where it
    can no longer be told.
    """

    title: str
    handed_in_at: datetime
    has_more: bool


@dataclass(frozen=True, slots=True)
class FilledBook:
    """The sheets of a file, in their order: those to be taken over, and the others."""

    sheets: tuple[Filled, ...]
    skipped: tuple[Skipped, ...]


class Deed(StrEnum):
    """What becomes of a row that differs."""

    TAKE = "take"  # changed in the file alone
    KEEP = "keep"  # changed in the portal alone
    CHOOSE = "choose"  # changed in both


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs; each side is its points and its comment."""

    name: str
    label: str
    online: tuple[str, str]
    given: tuple[str, str]
    deed: Deed


@dataclass(frozen=True, slots=True)
class Plan:
    """What one sheet of a file would do to the portal's, as it stands now."""

    filled: Filled
    sheet: ScoreSheet
    changes: tuple[Change, ...]

    @property
    def is_stale(self) -> bool:
        """Saved in the portal since the file was made."""
        return self.filled.version != self.sheet.version

    @property
    def open(self) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.deed == Deed.CHOOSE)

    @property
    def taken(self) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.deed == Deed.TAKE)

    @property
    def kept(self) -> tuple[Change, ...]:
        return tuple(each for each in self.changes if each.deed == Deed.KEEP)


def plan_of(filled: Filled) -> Plan:
    """The assignment comes with its sheet and its round; no query."""
    sheet = sheet_of(filled.assignment)
    return Plan(filled, sheet, tuple(_changes(filled, sheet)))


def _changes(filled: Filled, sheet: ScoreSheet) -> Iterator[Change]:
    is_stale = filled.version != sheet.version
    table = table_of(filled.assignment.dossier.round)
    for name, label in names_of(table).items():
        row = filled.rows.get(name)
        online = held_in(sheet, name)
        if row is None or (row.points, row.comment) == online:
            continue
        given = (row.points, row.comment)
        deed = _deed(name, row.check, online, given) if is_stale else Deed.TAKE
        yield Change(name, label, online, given, deed)


def _deed(
    name: str, issued: str, online: tuple[str, str], given: tuple[str, str]
) -> Deed:
    """Whoever still reads as issued has changed nothing."""
    if check_of(name, *given) == issued:
        return Deed.KEEP
    return Deed.TAKE if check_of(name, *online) == issued else Deed.CHOOSE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet holds once the taken rows are in it."""

    points: dict[str, str]
    comments: dict[str, str]
    remark: str
    names: tuple[str, ...]


def outcome_of(plan: Plan, from_file: frozenset[str]) -> Outcome:
    """``from_file`` names the rows that were chosen from the file."""
    points, comments = dict(plan.sheet.points), dict(plan.sheet.comments)
    remark, names = plan.sheet.remark, []
    for each in plan.changes:
        is_chosen = each.deed == Deed.CHOOSE and each.name in from_file
        if each.deed != Deed.TAKE and not is_chosen:
            continue
        names.append(each.name)
        mark, comment = each.given
        if each.name == REMARK:
            remark = comment
            continue
        _put(points, each.name, mark)
        _put(comments, each.name, comment)
    return Outcome(points, comments, remark, tuple(names))


def _put(held: dict[str, str], name: str, said: str) -> None:
    """A blank is no answer, not an empty one."""
    held.pop(name, None)
    if said:
        held[name] = said
