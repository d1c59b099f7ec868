"""An expert's side of a defence: the slot, and the sheet while it is typed."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications.facts import defence_of
from portal.conflict import conflict
from portal.doors import expert_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import defence_sheets
from scoring.forms.defence_sheets import DefenceForm
from scoring.models import Assignment, Defence, DefenceSheet
from scoring.views.assignments import TASKS, posted, version_of
from scoring.views.assignments import about as about_the_dossier

ELSEWHERE = "答辩评分表已在别处修改（另一个窗口或另一台电脑）"
CLOSED = "现在不能打分：不到答辩当天，已经提交或回避，企业缺席，或者答辩已经结束"
NOT_YOURS = "您没有声明无利益关系，不能参加这份申报的答辩。"
State = DefenceSheet.State
WITH = ("expert", "dossier__round", "dossier__enterprise", "defence_sheet")


def found_for(request: HttpRequest, key: str) -> tuple[Assignment, Defence]:
    """Their own of a dossier that was called in; 404 else."""
    mine = Assignment.objects.filter(
        Q(state__in=Assignment.STANDING) | Q(state__in=Assignment.DEFENDING),
        expert__user=request.user,
    )
    assignment = get_object_or_404(mine.select_related(*WITH), key=key)
    defences = Defence.objects.select_related("call")
    return assignment, get_object_or_404(defences, dossier=assignment.dossier_id)


def sheet_of(assignment: Assignment) -> DefenceSheet:
    found: DefenceSheet | None = getattr(assignment, "defence_sheet", None)
    return found or DefenceSheet(assignment=assignment)


def form_of(assignment: Assignment, data: Any = None) -> DefenceForm:
    defence = defence_of(assignment.dossier.round)
    assert defence is not None
    return DefenceForm(defence.table, sheet_of(assignment), data)


def is_open(defence: Defence, sheet: DefenceSheet) -> bool:
    return sheet.state == State.DRAFT and defence.takes_marks(timezone.now())


def about(assignment: Assignment, defence: Defence) -> dict[str, Any]:
    """Names are open here, also of a blind round: the applicant stands before you."""
    said = about_the_dossier(assignment)
    dossier, sheet = assignment.dossier, sheet_of(assignment)
    return {
        **said,
        "defence": defence,
        "sheet": sheet,
        "name": dossier.enterprise.name,
        "platform": dossier.platform,
        "is_open": is_open(defence, sheet),
        "may_stand_back": sheet.state != State.RECUSED and not defence.call.ended_at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def defend(request: HttpRequest, key: str) -> HttpResponse:
    assignment, defence = found_for(request, key)
    if not access.may_attend(request.user, assignment):
        return conflict(request, NOT_YOURS, reverse(TASKS))
    form = form_of(assignment, posted(request))
    if request.method != "POST":
        return _page(request, assignment, defence, form)
    if not is_open(defence, form.sheet):
        return conflict(request, f"{CLOSED}。", url_of(assignment))
    try:
        keep(request, assignment, form)
    except defence_sheets.DefenceSheetIsClosed:
        return conflict(request, f"{CLOSED}。", url_of(assignment))
    except defence_sheets.DefenceSavedElsewhere:
        return conflict(request, f"{ELSEWHERE}。", url_of(assignment))
    if form.problems:
        return _page(request, assignment, defence, form)
    if request.POST.get("then") == "check":
        return redirect("scoring:defend_check", assignment.key)
    messages.success(request, "答辩评分表已保存，尚未提交。")
    return redirect(url_of(assignment))


def url_of(assignment: Assignment) -> str:
    return reverse("scoring:defend", args=[assignment.key])


def keep(request: HttpRequest, assignment: Assignment, form: DefenceForm) -> None:
    sheet, version, now = form.sheet, version_of(request), timezone.now()
    if form.is_changed or version != sheet.version:
        sheet.version = defence_sheets.save(
            assignment=assignment,
            points=form.points,
            comments=form.comments,
            version=version,
            by=request.user,
            at=now,
        )
    sheet.updated_at = now


def _page(
    request: HttpRequest, assignment: Assignment, defence: Defence, form: DefenceForm
) -> HttpResponse:
    saved = form.sheet.pk and form.sheet.state == State.DRAFT
    context = {
        **about(assignment, defence),
        "form": form,
        "rows": list(form.rows()),
        "saved_at": beijing(form.sheet.updated_at, "clock") if saved else "",
    }
    return render(request, "scoring/expert/defence_form.html", context)


@require_POST
@expert_only
def defend_save(request: HttpRequest, key: str) -> JsonResponse:
    """What was changed, while one types; what cannot be read is named, not kept."""
    assignment, _ = found_for(request, key)
    names = request.POST.getlist("changed")
    typed = {name: request.POST.get(name, "") for name in names}
    form = form_of(assignment, typed)
    try:
        keep(request, assignment, form)
    except defence_sheets.DefenceSavedElsewhere:
        return JsonResponse({"message": ELSEWHERE}, status=409)
    except defence_sheets.DefenceSheetIsClosed:
        return JsonResponse({"message": CLOSED}, status=409)
    saved_at = beijing(form.sheet.updated_at, "clock")
    answer = {"version": form.sheet.version, "saved_at": saved_at}
    return JsonResponse({**answer, "problems": form.problems})


urlpatterns = [
    path("scoring/<slug:key>/defence/", defend, name="defend"),
    path("scoring/<slug:key>/defence/autosave/", defend_save, name="defend_save"),
]
