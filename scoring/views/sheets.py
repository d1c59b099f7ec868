"""The expert's scoring page: marks are saved while they are typed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications.facts import table_of
from portal import rules
from portal.conflict import conflict
from portal.doors import expert_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import sheets
from scoring.forms.sheets import SheetForm
from scoring.models import Assignment
from scoring.views.assignments import (
    CLOSED,
    ELSEWHERE,
    about,
    assignment_of,
    sheet_of,
    stopped,
    version_of,
)
from scoring.views.panes import pane_of


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    table = table_of(assignment.dossier.round)
    if request.method == "POST":
        if not access.may_score(request.user, assignment, sheet_of(assignment)):
            return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
        return _save(request, assignment, table)
    return _page(request, assignment, SheetForm(table, sheet_of(assignment)))


def _save(
    request: HttpRequest, assignment: Assignment, table: rules.IndicatorTable
) -> HttpResponse:
    """The whole form; what can be read is kept, the rest shown again with why."""
    found = sheets.sheet_for(assignment)
    form = SheetForm(table, found, request.POST)
    try:
        _keep(request, form)
    except sheets.SheetIsClosed:
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    except sheets.SavedElsewhere:
        return _page(request, assignment, form, is_stale=True)
    if form.problems:
        return _page(request, assignment, form)
    if request.POST.get("then") == "hand_in":
        return redirect("scoring:hand_in", assignment.key)
    messages.success(request, f"已保存，已评 {form.done} / {form.count} 项。")
    return redirect(assignment)


def _keep(request: HttpRequest, form: SheetForm) -> None:
    """Save what the form holds, where it differs; raises as ``sheets.save`` does."""
    sheet, version, now = form.sheet, version_of(request), timezone.now()
    if form.is_changed or version != sheet.version:
        sheet.version = sheets.save(
            sheet=sheet,
            points=form.points,
            comments=form.comments,
            remark=form.remark,
            version=version,
            by=request.user,
            at=now,
        )
    sheet.updated_at = now


def _page(
    request: HttpRequest,
    assignment: Assignment,
    form: SheetForm,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    pane = pane_of(assignment)
    context = {
        **about(assignment),
        **_neighbours(request, assignment),
        "form": form,
        "rows": list(form.rows(pane.places)),
        "is_open": access.may_score(request.user, assignment, form.sheet),
        "is_stale": is_stale,
        "saved_at": beijing(form.sheet.updated_at, "clock") if form.sheet.pk else "",
        "save_url": reverse("scoring:sheet_save", args=[assignment.key]),
        "material": pane.html,
    }
    status = 409 if is_stale else 200
    return render(request, "scoring/expert/sheet_form.html", context, status=status)


def _neighbours(request: HttpRequest, assignment: Assignment) -> Mapping[str, Any]:
    """Where this dossier stands among the expert's own, and the one after it."""
    mine = Assignment.objects.visible_to(request.user).filter(
        dossier__round=assignment.dossier.round_id
    )
    keys = list(mine.order_by("pk").values_list("key", flat=True))
    here = keys.index(assignment.key)
    around = {"position": here + 1, "of": len(keys), "before": "", "after": ""}
    if here:
        around["before"] = reverse("scoring:sheet", args=[keys[here - 1]])
    if here + 1 < len(keys):
        around["after"] = reverse("scoring:sheet", args=[keys[here + 1]])
    return around


@require_POST
@expert_only
def sheet_save(request: HttpRequest, key: str) -> JsonResponse:
    """What was changed, while one types; what cannot be read is named, not kept."""
    assignment = assignment_of(request, key)
    if not access.may_score(request.user, assignment, sheet_of(assignment)):
        return JsonResponse({"message": CLOSED}, status=409)
    names = request.POST.getlist("changed")
    typed = {name: request.POST.get(name, "") for name in names}
    table = table_of(assignment.dossier.round)
    form = SheetForm(table, sheets.sheet_for(assignment), typed)
    try:
        _keep(request, form)
    except sheets.SavedElsewhere:
        return JsonResponse({"message": ELSEWHERE}, status=409)
    except sheets.SheetIsClosed:
        return JsonResponse({"message": CLOSED}, status=409)
    answer = {
        "version": form.sheet.version,
        "saved_at": beijing(form.sheet.updated_at, "clock"),
        "done": form.done,
        "problems": form.problems,
    }
    return JsonResponse(answer)


urlpatterns = [
    path("scoring/<slug:key>/", sheet, name="sheet"),
    path("scoring/<slug:key>/autosave/", sheet_save, name="sheet_save"),
]
