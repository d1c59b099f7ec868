"""The expert's tasks, the declaration before each, stepping back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.facts import guide_of, table_of
from applications.models import Round
from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import panels
from scoring.facts.discussions import waiting_for
from scoring.facts.progress import Progress, progress_of
from scoring.facts.queue import Queue, turns_of
from scoring.facts.reopened import read_versions
from scoring.forms.panels import DeclarationForm
from scoring.models import Assignment
from scoring.views import (
    answering,
    conferring,
    flags,
    handing,
    mark_history,
    offline,
    own_marks,
    papers,
    queue,
    rechecking,
    sheets,
)
from scoring.views.assignments import (
    TASKS,
    about,
    assignment_of,
    is_handed_in,
    not_scoring,
    posted,
)


@dataclass(frozen=True, slots=True)
class Task:
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


@require_safe
@expert_only
def tasks(request: HttpRequest) -> HttpResponse:
    current = Assignment.objects.visible_to(request.user).exclude(
        dossier__round__status=Round.Status.PUBLISHED
    )
    mine = list(current.for_tasks().order_by("pk"))
    rounds = Round.objects.in_bulk({each.dossier.round_id for each in mine})
    batches = [
        _batch(request, mine, round)
        for round in sorted(rounds.values(), key=_by_urgency)
    ]
    conferring = waiting_for(request.user, timezone.now())
    context = {"batches": batches, "conferring": conferring}
    return render(request, "scoring/expert/task_list.html", context)


def _by_urgency(round: Round) -> tuple[bool, int]:
    """What is being scored comes first, then the newest."""
    return round.status != Round.Status.SCORING, -round.pk


def _batch(request: HttpRequest, mine: list[Assignment], round: Round) -> Batch:
    """What one has in one round; what its tasks share is read once."""
    within = {each.key: each for each in mine if each.dossier.round_id == round.pk}
    for each in within.values():
        each.dossier.round = round
    read_versions(within.values())
    queue = turns_of(within.values())
    count = len(table_of(round).indicators)
    tasks = tuple(
        _task(request, within[turn.key], place, count)
        for place, turn in enumerate(queue.turns, start=1)
    )
    return Batch(round, tasks, queue)


def _task(request: HttpRequest, assignment: Assignment, place: int, count: int) -> Task:
    dossier, is_done = assignment.dossier, is_handed_in(assignment)
    return Task(
        key=assignment.key,
        number=str(dossier.number),
        name="" if dossier.round.is_blind else dossier.platform,
        kind=guide_of(dossier.round).kinds[dossier.kind].label,
        progress=progress_of(assignment, count),
        is_done=is_done,
        is_open=dossier.round.status == Round.Status.SCORING or is_done,
        is_put_off=bool(assignment.skipped_at) and not is_done,
        may_recuse=access.may_recuse(request.user, assignment),
        place=place,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def declare(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing of the content opens before this is answered."""
    assignment = assignment_of(request, key)
    if not access.may_declare(request.user, assignment):
        if assignment.state == Assignment.State.DECLARED:
            return redirect(assignment)
        return not_scoring(request, assignment)
    form = DeclarationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] != DeclarationForm.NONE:
            return _recused(request, assignment, form)
        return _declared(request, assignment)
    context = {**about(assignment), "form": form}
    return render(request, "scoring/expert/declaration_form.html", context)


def _declared(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    try:
        panels.declare(assignment=assignment, by=request.user, at=timezone.now())
    except panels.NotYours:
        return conflict(request, "这份申报的状态已变化。", reverse(TASKS))
    return redirect(assignment)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def recuse(request: HttpRequest, key: str) -> HttpResponse:
    assignment = assignment_of(request, key)
    if not access.may_recuse(request.user, assignment):
        reason = "评审已结束，不能再申请回避。请与组织单位联系。"
        return conflict(request, reason, reverse(TASKS))
    form = DeclarationForm(posted(request), is_late=True)
    if request.method == "POST" and form.is_valid():
        return _recused(request, assignment, form)
    context = {**about(assignment), "form": form}
    return render(request, "scoring/expert/recusal_form.html", context)


def _recused(
    request: HttpRequest, assignment: Assignment, form: DeclarationForm
) -> HttpResponse:
    try:
        panels.recuse(
            assignment=assignment,
            reason=form.cleaned_data["reason"],
            is_tie=form.cleaned_data["answer"] == DeclarationForm.TIE,
            by=request.user,
            at=timezone.now(),
        )
    except (panels.NotYours, panels.NotNow):
        return conflict(request, "这份申报的状态已变化。", reverse(TASKS))
    messages.success(request, f"已回避 {assignment.dossier}，您的评分不再计入。")
    return redirect(TASKS)


urlpatterns = [
    path("scoring/", tasks, name="tasks"),
    path("scoring/<slug:key>/declare/", declare, name="declare"),
    path("scoring/<slug:key>/recuse/", recuse, name="recuse"),
    *offline.urlpatterns,
    *flags.urlpatterns,
    *papers.urlpatterns,
    *mark_history.urlpatterns,
    *own_marks.urlpatterns,
    *queue.urlpatterns,
    *sheets.urlpatterns,
    *handing.urlpatterns,
    *conferring.urlpatterns,
    *answering.urlpatterns,
    *rechecking.urlpatterns,
]
