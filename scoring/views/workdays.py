"""The calendar of workdays: seen by who sets deadlines, changed by the system's side.

It is one for all provinces, so no province's official changes it for the others.
"""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal import calendar_days, workcalendar
from portal.conflict import conflict
from portal.doors import calendar_readers_only, system_only
from portal.models import CalendarDay, User
from portal.months import months_of
from portal.templatetags.portal import beijing
from scoring import terms
from scoring.forms.shortlists import ReasonForm
from scoring.forms.workdays import CHANGED, OVER, DayForm

FIRST_YEAR, LAST_YEAR = 2000, 2100
STANDS = (
    "已经定下的期限都不变动；需要顺延的，请逐项延长。"
    "调整只用于确认之后新设定的期限，各省共用。"
)
NOT_NEEDED = "这一天现在已经是所选的样子，不必调整。"
RESTORED = "这项调整已经撤销，可能由同事刚刚办理。"
REFUSALS = {
    calendar_days.DayIsOver: OVER,
    calendar_days.DayIsChanged: CHANGED,
    calendar_days.NothingChanges: NOT_NEEDED,
    calendar_days.DayIsRestored: RESTORED,
}


@require_safe
@calendar_readers_only
def workdays(request: HttpRequest) -> HttpResponse:
    """A year month by month, the notice it rests on, and what officials changed."""
    today = workcalendar.today()
    year = _year(request.GET.get("year", ""), today)
    changes = list(CalendarDay.objects.filter(date__year=year).select_related("by"))
    context = {
        "year": year,
        "years": [
            (f"{each}年", f"?year={each}", each == year)
            for each in sorted({*range(today.year - 2, today.year + 2), year})
        ],
        "found": workcalendar.arrangement(year),
        "months": months_of(year, changes, today),
        "changes": changes,
        "today": today,
        "may_change": request.user.role == User.Role.SYSTEM,
    }
    return render(request, "scoring/official/workdays.html", context)


def _year(said: str, today: date) -> int:
    if not said:
        return today.year
    if not said.isdecimal() or not FIRST_YEAR <= int(said) <= LAST_YEAR:
        raise Http404
    return int(said)


@require_http_methods(["GET", "HEAD", "POST"])
@system_only
def workday_change(request: HttpRequest) -> HttpResponse:
    """Asked for, then shown with what it touches, then done."""
    now = timezone.now()
    form = DayForm(request.POST or None, at=now)
    if request.method != "POST" or not form.is_valid():
        trail = [("工作日历", reverse("scoring:workdays"))]
        page = {"form": form, "trail": trail}
        return render(request, "scoring/official/workday_form.html", page)
    data = form.cleaned_data
    if request.POST.get("confirmed") != "yes":
        return _confirm_change(request, form)
    try:
        calendar_days.change_day(
            day=data["date"], kind=data["kind"], reason=data["reason"],
            source=data["source"], by=request.user, at=now,
        )  # fmt: skip
    except tuple(REFUSALS) as refusal:
        return conflict(request, REFUSALS[type(refusal)], _home(data["date"]))
    messages.success(
        request, f"{beijing(data['date'])}已调整。已经定下的期限没有变动。"
    )
    return redirect(_home(data["date"]))


def _confirm_change(request: HttpRequest, form: DayForm) -> HttpResponse:
    data = form.cleaned_data
    word = CalendarDay.Kind(data["kind"]).label
    page = _page(request, data["date"], data["kind"]) | {
        "heading": "确认调整工作日历",
        "action": "确认调整",
        "hidden": [
            *((name, form.data.get(name, "")) for name in form.fields),
            ("confirmed", "yes"),
        ],
    }
    said = f"{beijing(data['date'])}改为{word}。理由：{data['reason'].rstrip('。')}。"
    page["consequences"] = [
        said,
        f"依据：{data['source'].rstrip('。')}。",
        *page["consequences"],
    ]
    return render(request, "confirm.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@system_only
def workday_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a change back: the day is again as the arrangement has it."""
    changed = get_object_or_404(CalendarDay, pk=pk)
    now = timezone.now()
    if changed.date < workcalendar.today():
        return conflict(request, OVER, _home(changed.date))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            calendar_days.restore_day(
                changed=changed, reason=reason, by=request.user, at=now
            )
        except tuple(REFUSALS) as refusal:
            return conflict(request, REFUSALS[type(refusal)], _home(changed.date))
        messages.success(request, f"{beijing(changed.date)}的调整已撤销。")
        return redirect(_home(changed.date))
    off, worked = CalendarDay.Kind.HOLIDAY, CalendarDay.Kind.WORKDAY
    back = off if changed.kind == worked else worked
    page = _page(request, changed.date, back, changed.at)
    said = f"{beijing(changed.date)}恢复为{back.label}。"
    page["consequences"] = [said, *page["consequences"]]
    page |= {"heading": "撤销日历调整", "action": "确认撤销", "form": form}
    return render(request, "confirm.html", page)


def _page(
    request: HttpRequest, day: date, kind: str, set_from: datetime | None = None
) -> dict[str, Any]:
    """What both ask before: the open deadlines that were counted over the day."""
    found = terms.crossing(day, kind, timezone.now(), set_from)
    touched = terms.in_words(found)
    none = "没有未到期的期限因此会算得不同。"
    many = "下列未到期的期限按原来的日历算定，若现在计算会不同，仍保持原定时间。"
    return {
        "consequences": [STANDS, many if touched else none],
        "affected": touched,
        "affected_unit": "项",
        "cancel_url": _home(day),
        "trail": [("工作日历", _home(day))],
    }


def _home(day: date) -> str:
    return f"{reverse('scoring:workdays')}?year={day.year}"


urlpatterns = [
    path("manage/workdays/", workdays, name="workdays"),
    path("manage/workdays/change/", workday_change, name="workday_change"),
    path("manage/workdays/<int:pk>/restore/", workday_restore, name="workday_restore"),
]
