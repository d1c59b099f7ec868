"""A kind's timetable as a whole, and one dossier's slot."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from portal.workbook import CONTENT_TYPE
from scoring.actions import defences
from scoring.exports.defence_timetable import timetable_workbook
from scoring.facts.defences import courses_of, defences_of
from scoring.facts.timetables import Plan
from scoring.forms.defences import MoveForm, TimetableForm
from scoring.models import Defence, DefenceCall
from scoring.rankings.ranked import label_of, round_of
from scoring.views.assignments import posted
from scoring.views.defences.defences import (
    ENDED,
    call_of,
    kept_from,
    list_url,
    trail_to,
)

TAKEN = "{} 在这个时间占用同一地点，没有保存。请换一个时间或地点。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_timetable(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Typed, looked at slot by slot, confirmed."""
    round = round_of(request.user, pk, kind)
    if answer := kept_from(request, round):
        return answer
    call = call_of(round, kind)
    if call.ended_at:
        return conflict(request, ENDED, list_url(round))
    form = TimetableForm(posted(request), at=timezone.now())
    rows = list(defences_of(round).filter(call=call).order_by("dossier__number"))
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            return _set(request, call, form.plan())
        return _preview(request, call, form, rows)
    context = {
        "round": round,
        "label": label_of(round, kind),
        "form": form,
        "count": len(rows),
        "trail": trail_to(round),
        "cancel_url": list_url(round),
    }
    return render(request, "scoring/official/defence_timetable.html", context)


def _preview(
    request: HttpRequest,
    call: DefenceCall,
    form: TimetableForm,
    rows: Sequence[Defence],
) -> HttpResponse:
    plan = form.plan()
    context = {
        "heading": f"核对时间表 · {label_of(call.round, call.kind)}",
        "action": "确认时间表并通知",
        "cancel_url": list_url(call.round),
        "consequences": [
            "每家企业收到自己的日期、时间、地点和须携带的材料；专家收到各自的场次。",
            "已经排过的时间表由这一份代替；以后可以逐家改期，改期也通知企业和专家。",
        ],
        "hidden": [*form.hidden(), ("confirmed", "1")],
        "slots": list(_slots(plan, rows)),
        "is_by_lot": plan.is_by_lot,
        "trail": trail_to(call.round),
    }
    return render(request, "scoring/official/defence_preview.html", context)


def _slots(plan: Plan, rows: Sequence[Defence]) -> Iterator[tuple[str, str, str]]:
    for start, each in zip(plan.starts(len(rows)), rows, strict=True):
        number = "抽签排定" if plan.is_by_lot else str(each.dossier.number)
        name = "" if plan.is_by_lot else each.dossier.enterprise.name
        yield beijing(start), number, name


def _set(request: HttpRequest, call: DefenceCall, plan: Plan) -> HttpResponse:
    try:
        defences.set_timetable(call=call, plan=plan, by=request.user, at=timezone.now())
    except defences.SlotIsTaken as error:
        return conflict(request, TAKEN.format(error), list_url(call.round))
    except defences.DefenceHasMovedOn as error:
        return conflict(request, str(error), list_url(call.round))
    messages.success(request, "时间表已排定，企业和专家已收到通知。")
    return redirect("scoring:defences", call.round_id)


@require_safe
@official_only
def defence_workbook(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The timetable to be printed and put on the door."""
    round = round_of(request.user, pk, kind)
    call, label = call_of(round, kind), label_of(round, kind)
    courses = courses_of(defences_of(round).filter(call=call))
    data = timetable_workbook(round, label, call, courses, at=timezone.now())
    name = f"{round.code}-{label}-答辩时间表.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=CONTENT_TYPE, headers=headers)


def defence_at(request: HttpRequest, key: str) -> Defence:
    mine = Defence.objects.visible_to(request.user).for_list()
    return get_object_or_404(mine, key=key)


def stopped(request: HttpRequest, defence: Defence) -> HttpResponse | None:
    round: Round = defence.dossier.round
    if answer := kept_from(request, round):
        return answer
    return conflict(request, ENDED, list_url(round)) if defence.call.ended_at else None


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def defence_move(request: HttpRequest, key: str) -> HttpResponse:
    defence = defence_at(request, key)
    if answer := stopped(request, defence):
        return answer
    round, dossier = defence.dossier.round, defence.dossier
    form = MoveForm(posted(request), defence=defence, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            defences.move(
                defence=defence,
                starts_at=form.start,
                minutes=form.cleaned_data["minutes"],
                place=form.cleaned_data["place"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except defences.SlotIsTaken as error:
            return conflict(request, TAKEN.format(error), list_url(round))
        except defences.DefenceHasMovedOn as error:
            return conflict(request, str(error), list_url(round))
        messages.success(request, f"{dossier} 的答辩已改期，企业和专家已收到通知。")
        return redirect("scoring:defences", round.pk)
    context = {
        "heading": f"改期 · {dossier}",
        "action": "确认改期并通知",
        "cancel_url": list_url(round),
        "form": form,
        "affected": [dossier.enterprise.name],
        "consequences": [
            f"原定 {beijing(defence.starts_at, 'deadline')}，"
            f"{defence.place or '地点未定'}。",
            "企业和评审这份申报的专家立即收到新的时间、地点；其余场次不变。",
        ],
        "trail": trail_to(round),
    }
    return render(request, "confirm.html", context)


ROUND = "manage/rounds/<int:pk>/defence/<slug:kind>/"
urlpatterns = [
    path(f"{ROUND}timetable/", defence_timetable, name="defence_timetable"),
    path(f"{ROUND}timetable.xlsx", defence_workbook, name="defence_workbook"),
    path("manage/defences/<slug:key>/move/", defence_move, name="defence_move"),
]
