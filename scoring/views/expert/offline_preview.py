"""What an offline workbook would change, shown and signed until it is confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest

from scoring.exports.offline import sheet_name
from scoring.facts.objective import Objectives
from scoring.facts.offline import sheet_of
from scoring.facts.offline_changes import (
    Change,
    Filled,
    Given,
    Plan,
    outcome_of,
    plan_of,
)
from scoring.facts.reasons import lacking_of
from scoring.models import Assignment

PREVIEW_SECONDS = 2 * 3600
FILE, ONLINE = "file", "online"


@dataclass(frozen=True, slots=True)
class Side:
    """Points and comment of one side, as they are read."""

    points: str
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """One difference; ``name`` is that of its choice, where there is one."""

    label: str
    online: Side
    given: Side
    name: str
    chosen: str

    @property
    def is_missing(self) -> bool:
        return not self.chosen


@dataclass(frozen=True, slots=True)
class Shown:
    """One sheet of the workbook, its rows ready to print.

    ``lacking`` marks will want a comment before it can be handed in; what is still to
    be chosen counts as it is in the portal.
    """

    number: str
    url: str
    lacking: int
    is_stale: bool
    taken: tuple[Row, ...]
    kept: tuple[Row, ...]
    open: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        return not (self.taken or self.kept or self.open)


def choice_name(plan: Plan, change: Change) -> str:
    return f"choice-{plan.filled.assignment.key}-{change.name}"


def choices_in(request: HttpRequest, plans: Iterable[Plan]) -> dict[str, str]:
    """What was chosen for each doubt; "" where nothing was."""
    names = [choice_name(plan, each) for plan in plans for each in plan.open]
    said = {name: request.POST.get(name, "") for name in names}
    return {name: side if side in (FILE, ONLINE) else "" for name, side in said.items()}


def chosen_from_file(
    plans: Iterable[Plan], choices: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """By assignment, the rows that follow the file."""
    return {
        plan.filled.assignment.key: frozenset(
            each.name
            for each in plan.open
            if choices.get(choice_name(plan, each)) == FILE
        )
        for plan in plans
    }


def shown(plan: Plan, choices: Mapping[str, str], objectives: Objectives) -> Shown:
    """``objectives`` are the dossier's."""

    def rows(changes: Iterable[Change]) -> tuple[Row, ...]:
        named = [(each, choice_name(plan, each)) for each in changes]
        return tuple(
            Row(
                each.label,
                Side(*each.online),
                Side(*each.given),
                name,
                choices.get(name, ""),
            )
            for each, name in named
        )

    assignment = plan.filled.assignment
    return Shown(
        sheet_name(assignment),
        assignment.get_absolute_url(),
        _lacking(plan, choices, objectives),
        plan.is_stale,
        rows(plan.taken),
        rows(plan.kept),
        rows(plan.open),
    )


def _lacking(plan: Plan, choices: Mapping[str, str], objectives: Objectives) -> int:
    assignment = plan.filled.assignment
    then = outcome_of(plan, chosen_from_file([plan], choices)[assignment.key])
    round = assignment.dossier.round
    return lacking_of(round, then.points, then.comments, objectives)


def token_of(request: HttpRequest, round_id: int, plans: Iterable[Plan]) -> str:
    """The rows that differ, and over which version of each sheet they were shown."""
    said = [
        {
            "key": plan.filled.assignment.key,
            "version": plan.filled.version,
            "over": plan.sheet.version,
            "rows": {name: _signed(plan.filled.rows[name]) for name in _names(plan)},
        }
        for plan in plans
    ]
    return signing.dumps(said, salt=_salt(request, round_id), compress=True)


def plans_in(
    request: HttpRequest, round_id: int, mine: Mapping[str, Assignment]
) -> list[Plan] | None:
    """The plans that were shown; None where a sheet has moved on since.

    Raises signing.BadSignature.
    """
    said: list[dict[str, Any]] = signing.loads(
        request.POST.get("token", ""),
        salt=_salt(request, round_id),
        max_age=PREVIEW_SECONDS,
    )
    plans = []
    for each in said:
        assignment = mine.get(each["key"])
        if assignment is None or sheet_of(assignment).version != each["over"]:
            return None
        rows = {name: Given(*row) for name, row in each["rows"].items()}
        plans.append(plan_of(Filled(assignment, each["version"], rows)))
    return plans


def _names(plan: Plan) -> list[str]:
    return [each.name for each in plan.changes]


def _signed(given: Given) -> list[str]:
    return [given.points, given.comment, given.check]


def _salt(request: HttpRequest, round_id: int) -> str:
    """A preview is its reader's alone, and of one round."""
    return f"offline-sheet:{request.user.pk}:{round_id}"
