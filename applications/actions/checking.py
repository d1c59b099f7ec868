"""The city's formal check: answered item by item before it recommends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from applications import access
from applications.actions.holding import hold_dossier
from applications.models import Dossier
from applications.presentation.checking import checks_of, unanswered
from applications.presentation.vetoes import unreviewed
from portal import guides
from portal.audit import record
from portal.models import User


class CheckIsOver(Exception):
    """The dossier no longer waits for the city; its answers stand."""


class NoteIsMissing(ValueError):
    """What did not pass says why."""


class ChecksAreMissing(Exception):
    """Not recommended before every item is answered; ``labels`` of what is open."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__("、".join(labels))
        self.labels = labels


@dataclass(frozen=True, slots=True)
class Answer:
    passed: bool
    note: str = ""


@transaction.atomic
def check(
    *, dossier: Dossier, answers: Mapping[str, Answer], by: User, at: datetime
) -> None:
    """Keep the city's answers; raises CheckIsOver or NoteIsMissing."""
    current = hold_dossier(dossier)
    if not access.may_judge_for_city(by, current):
        raise CheckIsOver
    if any(not each.passed and not each.note.strip() for each in answers.values()):
        raise NoteIsMissing
    for item, answer in answers.items():
        current.checks.update_or_create(
            item=item,
            defaults={
                "passed": answer.passed,
                "note": answer.note,
                "by": by,
                "at": at,
            },
        )
    record(
        by=by,
        action="dossier.checked",
        subject=current,
        checks=_words(answers),
    )


def _words(answers: Mapping[str, Answer]) -> dict[str, str]:
    """By the item's label, as the log keeps it."""
    labels = {each["id"]: each["label"] for each in guides.checks()}
    return {
        labels[item]: "，".join(
            filter(None, ["通过" if each.passed else "不通过", each.note])
        )
        for item, each in answers.items()
    }


def require_checks(dossier: Dossier) -> None:
    """Raises ChecksAreMissing; the dossier's round is held."""
    labels = unanswered(checks_of(dossier))
    labels += unreviewed([dossier])[dossier.pk]
    if labels:
        raise ChecksAreMissing(labels)
