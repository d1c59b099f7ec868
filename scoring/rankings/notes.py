"""Trials that were kept as notes, ready to be read and tried again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from applications.models import Round
from portal.models import User
from scoring.forms.trials import TrialForm
from scoring.models import TrialNote
from scoring.rankings.trial import Trial


@dataclass(frozen=True, slots=True)
class NoteLine:
    """``query`` tries the note's weights again."""

    note: TrialNote
    query: str

    @property
    def weights(self) -> str:
        each = (f"{group} {weight}" for group, weight in self.note.weights.items())
        return "、".join(each)

    @property
    def outcome(self) -> str:
        """As it was when the note was made."""
        found = self.note.outcome
        parts = [f"τ = {found['tau']}"] if found["tau"] else []
        if found["has_line"]:
            parts += [
                f"进入线上：{'、'.join(found['enters']) or '没有'}",
                f"退到线下：{'、'.join(found['leaves']) or '没有'}",
            ]
        return "；".join(parts) or "没有可比的结果"


def note_lines(user: User, round: Round, kind: str, form: TrialForm) -> list[NoteLine]:
    """The newest first. One query."""
    notes = TrialNote.objects.visible_to(user).filter(round=round, kind=kind)
    return [
        NoteLine(note, _query(note.weights, form))
        for note in notes.select_related("by")
    ]


def _query(weights: Mapping[str, str], form: TrialForm) -> str:
    pairs = [(name, weights.get(group, "")) for name, group in form.names.items()]
    return urlencode([*form.query, *pairs])


def outcome_of(trial: Trial) -> dict[str, Any]:
    """What came of a trial, as a note keeps it."""
    return {
        "tau": None if trial.tau is None else str(trial.tau),
        "has_line": trial.has_line,
        "enters": [each.line.number for each in trial.enters],
        "leaves": [each.line.number for each in trial.leaves],
    }
