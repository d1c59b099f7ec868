"""An expert's flags on a dossier: raised, taken back, read with their answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import flags
from scoring.facts.flags import file_choices, flag_lines, places_of, split
from scoring.forms.flags import FlagForm
from scoring.models import Assignment, Flag
from scoring.views.assignments import (
    CLOSED,
    about,
    assignment_of,
    posted,
    sheet_of,
    stopped,
)

ENDED = "这条标记已撤回或已处理，不能再撤回。"
TWICE = "同一处已有一条待处理的同类标记，请先撤回原来的一条。"


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def flag_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """One's own flags on a dossier, and one more while the sheet is a draft."""
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    is_open = access.may_score(request.user, assignment, sheet_of(assignment))
    if request.method == "POST" and not is_open:
        return conflict(request, f"{CLOSED}，也不能再标记。", _here(assignment))
    form = _form(request, assignment)
    if request.method == "POST" and form.is_valid():
        return _raise(request, assignment, form)
    mine = Flag.objects.visible_to(request.user).filter(assignment=assignment)
    own = list(mine.select_related("answered_by"))
    for flag in own:
        flag.assignment = assignment
    round = assignment.dossier.round
    said = about(assignment)
    said["trail"].append((said["number"], assignment.get_absolute_url()))
    lines = flag_lines(own, round, is_blind=round.is_blind)
    context = {**said, "form": form, "lines": lines, "is_open": is_open}
    return render(request, "scoring/expert/flags.html", context)


def _form(request: HttpRequest, assignment: Assignment) -> FlagForm:
    """A link may name the place already."""
    dossier = assignment.dossier
    files = file_choices(dossier, is_blind=dossier.round.is_blind)
    places = places_of(dossier.round, dossier.kind, files)
    first = {"place": request.GET.get("place", "")}
    return FlagForm(posted(request), places=places, initial=first)


def _raise(
    request: HttpRequest, assignment: Assignment, form: FlagForm
) -> HttpResponse:
    said = form.cleaned_data
    kind, place = split(said["place"])
    try:
        flags.raise_flag(
            assignment=assignment,
            kind=said["kind"],
            about=kind,
            place=place,
            reason=said["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except flags.NotNow:
        return conflict(request, f"{CLOSED}，也不能再标记。", _here(assignment))
    except flags.AlreadyRaised:
        return conflict(request, TWICE, _here(assignment))
    messages.success(request, "已标记，组织单位可以看到。标记不改变您的打分。")
    return redirect(_here(assignment))


@require_POST
@expert_only
def flag_take_back(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    assignment = assignment_of(request, key)
    mine = Flag.objects.visible_to(request.user).filter(assignment=assignment)
    flag = get_object_or_404(mine, pk=pk)
    flag.assignment = assignment
    try:
        flags.take_back(flag=flag, by=request.user, at=timezone.now())
    except flags.NotNow:
        return conflict(request, f"{CLOSED}，标记也不能再撤回。", _here(assignment))
    except flags.AlreadyEnded:
        return conflict(request, ENDED, _here(assignment))
    messages.success(request, "已撤回标记。")
    return redirect(_here(assignment))


def _here(assignment: Assignment) -> str:
    return reverse("scoring:flag_sheet", args=[assignment.key])


urlpatterns = [
    path("scoring/<slug:key>/flags/", flag_sheet, name="flag_sheet"),
    path(
        "scoring/<slug:key>/flags/<int:pk>/take-back/",
        flag_take_back,
        name="flag_take_back",
    ),
]
