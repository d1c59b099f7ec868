"""我的修改记录: an expert's own earlier marks of a sheet; one is put back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.facts import table_of
from portal.conflict import conflict
from portal.doors import expert_only
from scoring import access
from scoring.actions import sheets
from scoring.facts.mark_history import changes_in, saves_of
from scoring.models import Assignment
from scoring.views.assignments import (
    CLOSED,
    ELSEWHERE,
    about,
    assignment_of,
    sheet_of,
    stopped,
)

#: Saves, each of one mark or a few.
PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def mark_history(request: HttpRequest, key: str) -> HttpResponse:
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    is_open = access.may_score(request.user, assignment, sheet_of(assignment))
    if request.method == "POST":
        if not is_open:
            return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
        return _put_back(request, assignment)
    saves = saves_of(sheet_of(assignment))
    page = Paginator(saves, PER_PAGE).get_page(request.GET.get("page"))
    table = table_of(assignment.dossier.round)
    said = about(assignment)
    said["trail"].append((said["number"], assignment.get_absolute_url()))
    context = {
        **said,
        "page": page,
        "changes": list(changes_in(page.object_list, table)),
        "points": sheet_of(assignment).points,
        "is_open": is_open,
    }
    return render(request, "scoring/expert/mark_history.html", context)


def _put_back(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """The mark that one save replaced, as it stood before; only out of this sheet."""
    sheet, code = sheet_of(assignment), request.POST.get("code", "")
    entry = request.POST.get("entry", "")
    saves = saves_of(sheet).filter(pk=entry if entry.isdecimal() else 0)
    changes = changes_in(saves, table_of(assignment.dossier.round))
    change = next((each for each in changes if each.code == code), None)
    if change is None:
        raise Http404
    points = {k: mark for k, mark in sheet.points.items() if k != code}
    if change.old:
        points[code] = change.old
    try:
        sheets.save(
            sheet=sheet, points=points, comments=sheet.comments, remark=sheet.remark,
            version=sheet.version, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except sheets.SheetIsClosed:
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    except sheets.SavedElsewhere:
        return conflict(request, f"{ELSEWHERE}，请再试一次。", request.path)
    now = f"{change.old} 分" if change.old else "未评"
    messages.success(request, f"指标 {code}“{change.label}”已恢复为{now}。")
    return redirect("scoring:mark_history", assignment.key)


urlpatterns = [path("scoring/<slug:key>/history/", mark_history, name="mark_history")]
