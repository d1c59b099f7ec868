"""How far an expert has come with a dossier, in a word."""

from dataclasses import dataclass
from functools import lru_cache

from applications.models import Round
from scoring.facts.reopened import reopened_of
from scoring.models import Assignment, ScoreSheet

State = Assignment.State


@dataclass(frozen=True, slots=True)
class Progress:
    """A badge, and how many of the indicators have points."""

    word: str
    tone: str
    done: int
    count: int


def progress_of(assignment: Assignment, count: int) -> Progress:
    """The assignment comes with its sheet; ``count`` is that of the indicators.

    For lists ``read_versions`` comes before.
    """
    sheet = getattr(assignment, "sheet", None)
    done = len(sheet.points) if sheet else 0
    is_open = sheet is not None and _is_open(assignment)
    if is_open and (opened := len(reopened_of(sheet, assignment.dossier))):
        why = "异议成立" if assignment.reopened else "已补正"
        return Progress(f"{why}，待复核 {opened} 项", "warn", done, count)
    written = sheet.state if sheet else None
    status = assignment.dossier.round.status
    if assignment.reopened_at is not None:
        status = Round.Status.SCORING
    return progress_in(status, assignment.state, written, done, count)


def _is_open(assignment: Assignment) -> bool:
    scoring = assignment.dossier.round.status == Round.Status.SCORING
    is_open = scoring or assignment.reopened_at is not None
    return is_open and assignment.state in Assignment.STANDING


@lru_cache(maxsize=512)
def progress_in(
    status: str, state: str, sheet: str | None, done: int, count: int
) -> Progress:
    """Of a round, an assignment and its sheet in these states; nothing is reopened."""
    return Progress(*_words(status, state, sheet, done, count), done, count)


def _words(
    status: str, state: str, sheet: str | None, done: int, count: int
) -> tuple[str, str]:
    if state not in Assignment.STANDING:
        return State(state).label, "muted"
    if sheet == ScoreSheet.State.HANDED_IN:
        return "已提交", "ok"
    if status == Round.Status.OPEN:
        return "待评审开始", "open"
    if status != Round.Status.SCORING:
        return "未提交", "err"
    if state == State.ASSIGNED:
        return "待声明", "warn"
    return (f"评分中 {done}/{count}", "info") if done else ("待评分", "open")
