"""The expert's scoring page: marks are saved while they are typed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.conflict import conflict
from portal.doors import expert_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import sheets
from scoring.facts.discussions import is_discussed
from scoring.facts.objective import confirmed, has_unconfirmed, objectives_of
from scoring.facts.reopened import latest_version, reopened_of
from scoring.forms.devices import seen_in
from scoring.forms.mark_rows import mark_rows
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
from scoring.views.expert.panes import pane_of
from scoring.views.expert.queue import around
from scoring.views.expert.rechecking import facts_in

#: How often a save is laid over what is newer still, before the page is asked.
TRIES = 3


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    assignment = assignment_of(request, key)
    if answer := stopped(request, assignment):
        return answer
    round = assignment.dossier.round
    if request.method == "POST":
        if not access.may_score(request.user, assignment, sheet_of(assignment)):
            return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
        return _save(request, assignment)
    return _page(request, assignment, SheetForm(round, sheet_of(assignment)))


def _save(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """The whole form; what can be read is kept, the rest shown again with why."""
    try:
        form = _saved(request, assignment, _typed(request, assignment))
    except sheets.SheetIsClosed:
        return conflict(request, f"{CLOSED}。", assignment.get_absolute_url())
    except sheets.SavedElsewhere:
        return conflict(request, f"{ELSEWHERE}。", assignment.get_absolute_url())
    if form.problems or form.clashes:
        return _page(request, assignment, form)
    if request.POST.get("then") == "hand_in":
        return redirect("scoring:hand_in", assignment.key)
    messages.success(request, f"已保存，已评 {form.done} / {form.count} 项。")
    return redirect(assignment)


def _typed(request: HttpRequest, assignment: Assignment) -> dict[str, str]:
    """What was posted, and the points of the bands that were confirmed with it."""
    typed, codes = request.POST.dict(), request.POST.getlist("confirm")
    bands = objectives_of(assignment.dossier) if codes else {}
    if "all" in codes:
        codes = [code for code in bands if not typed.get(f"points-{code}", "").strip()]
    return confirmed(bands, typed, codes)


def _saved(
    request: HttpRequest, assignment: Assignment, typed: Mapping[str, str]
) -> SheetForm:
    """What was typed, over what is saved; read again where somebody was faster."""
    for _ in range(TRIES):
        found = sheets.sheet_for(assignment)
        seen = seen_in(request.POST.get("seen", ""))
        if seen is None and version_of(request) != found.version:
            seen = {}
        form = SheetForm(assignment.dossier.round, found, typed, seen)
        try:
            _keep(request, form)
        except sheets.SavedElsewhere:
            found.refresh_from_db()
        else:
            return form
    raise sheets.SavedElsewhere


def _keep(request: HttpRequest, form: SheetForm) -> None:
    """Save what the form holds, where it differs; raises as ``sheets.save`` does."""
    sheet, now = form.sheet, timezone.now()
    if form.is_changed:
        sheet.version = sheets.save(
            sheet=sheet,
            points=form.points,
            comments=form.comments,
            remark=form.remark,
            version=sheet.version,
            by=request.user,
            at=now,
            facts=facts_in(request),
        )
        form.held, form.is_saved = dict(form.values), True
    sheet.updated_at = now


def _page(
    request: HttpRequest, assignment: Assignment, form: SheetForm
) -> HttpResponse:
    pane, dossier = pane_of(assignment), assignment.dossier
    bands, facts = objectives_of(dossier), latest_version(dossier)
    form.objectives = bands
    save_url = reverse("scoring:sheet_save", args=[assignment.key])
    context = {
        **about(assignment),
        **around(assignment),
        "form": form,
        "rows": list(mark_rows(form, pane.places, bands)),
        "is_open": access.may_score(request.user, assignment, form.sheet),
        "confers": form.sheet.total is not None and is_discussed(assignment.dossier),
        "saved_at": beijing(form.sheet.updated_at, "clock") if form.sheet.pk else "",
        "save_url": f"{save_url}?facts={facts}" if facts else save_url,
        "facts_version": facts,
        "has_unconfirmed": has_unconfirmed(bands, form.points),
        "reopened": _reopened(assignment, form),
        "recheck_url": reverse("scoring:recheck", args=[assignment.key]),
        "material": pane.html,
    }
    status = 409 if form.clashes else 200
    return render(request, "scoring/expert/sheet_form.html", context, status=status)


def _reopened(assignment: Assignment, form: SheetForm) -> int:
    """How many marks a correction opened again, as long as experts score."""
    if not access.is_scoring(assignment):
        return 0
    return len(reopened_of(form.sheet, assignment.dossier))


@require_POST
@expert_only
def sheet_save(request: HttpRequest, key: str) -> JsonResponse:
    """What was changed, while one types; what cannot be read is named, not kept."""
    assignment = assignment_of(request, key)
    if not access.may_score(request.user, assignment, sheet_of(assignment)):
        return JsonResponse({"message": CLOSED}, status=409)
    names = request.POST.getlist("changed")
    typed = {name: request.POST.get(name, "") for name in names}
    try:
        form = _saved(request, assignment, typed)
    except sheets.SavedElsewhere:
        return JsonResponse({"message": ELSEWHERE}, status=409)
    except sheets.SheetIsClosed:
        return JsonResponse({"message": CLOSED}, status=409)
    return JsonResponse(_answer(request, form))


def _answer(request: HttpRequest, form: SheetForm) -> dict[str, Any]:
    """What the page is to know; all of it, where another device has saved meanwhile.

    Not what is still in question: of that the page goes on knowing what it knew.
    """
    was_behind = version_of(request) + form.is_saved != form.sheet.version
    names = form.held if was_behind else form.data
    open = {*form.clashes, *form.problems}
    known = {n: form.held[n] for n in names if n in form.held and n not in open}
    return {
        "version": form.sheet.version,
        "saved_at": beijing(form.sheet.updated_at, "clock"),
        "done": form.done,
        "problems": form.problems,
        "clashes": {name: form.held[name] for name in form.clashes},
        "seen": known,
        "taken": known if was_behind else {},
    }


urlpatterns = [
    path("scoring/<slug:key>/", sheet, name="sheet"),
    path("scoring/<slug:key>/autosave/", sheet_save, name="sheet_save"),
]
