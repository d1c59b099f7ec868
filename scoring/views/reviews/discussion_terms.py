"""A running discussion's term put off, or the discussion cancelled, each with why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import discussion_terms as actions
from scoring.actions.discussions import DiscussionIsClosed
from scoring.forms.discussions import ProlongingForm
from scoring.forms.panels import ReasonForm
from scoring.models import Discussion, SecondSheet
from scoring.views.assignments import posted

OVER = "会商的期限已到、已经取消，或评审已经结束，不能再延长或取消。"
ANSWERED = "已有专家答复，不能取消。没有答复的可以延长期限，到期按第一轮评分计入。"
NOT_LATER = "同事刚刚把期限延到了更晚，没有改动。请看最新的期限。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def discussion_extend(request: HttpRequest, key: str) -> HttpResponse:
    found = _discussion(request, key)
    back, now = found.get_absolute_url(), timezone.now()
    if not access.is_conferring(found, now):
        return conflict(request, OVER, back)
    form = ProlongingForm(posted(request), at=now, until=found.due_at)
    if request.method == "POST" and form.is_valid():
        return _extended(request, found, form)
    context = {
        "heading": f"延长会商期限 {found.dossier}",
        "action": "确认延长",
        "cancel_url": back,
        "form": form,
        "consequences": [
            f"现在的期限是{beijing(found.due_at, 'deadline')}，只能延后，不能提前。",
            "已交评分表的专家都收到通知；已经答复的不用再答复。",
            "新期限、理由和您的姓名留在会商记录中。",
        ],
        "trail": _trail(found),
    }
    return render(request, "confirm.html", context)


def _extended(
    request: HttpRequest, found: Discussion, form: ProlongingForm
) -> HttpResponse:
    back = found.get_absolute_url()
    try:
        actions.extend(
            discussion=found,
            due_at=form.due_at,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except DiscussionIsClosed:
        return conflict(request, OVER, back)
    except actions.NotLater:
        return conflict(request, NOT_LATER, back)
    messages.success(request, f"期限已延至{beijing(form.due_at, 'deadline')}。")
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def discussion_cancel(request: HttpRequest, key: str) -> HttpResponse:
    found = _discussion(request, key)
    back = found.get_absolute_url()
    if not access.is_conferring(found, timezone.now()):
        return conflict(request, OVER, back)
    if found.second_sheets.filter(state=SecondSheet.State.HANDED_IN).exists():
        return conflict(request, ANSWERED, back)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _cancelled(request, found, form.cleaned_data["reason"])
    context = {
        "heading": f"取消会商 {found.dossier}",
        "action": "确认取消会商",
        "cancel_url": back,
        "form": form,
        "danger": True,
        "consequences": [
            "这份申报的专家都收到通知，不用答复；没有答复的复评草稿不计入，按第一轮评分。",
            "已经发出的会商发言、取消的理由和您的姓名留存。",
            "总分相差仍超过规定的，这份申报回到“应会商，尚未发起”，可以重新发起；"
            "专家可能已经看过彼此的评分，所以仍不能退回补正。",
        ],
        "trail": _trail(found),
    }
    return render(request, "confirm.html", context)


def _cancelled(request: HttpRequest, found: Discussion, reason: str) -> HttpResponse:
    back = found.get_absolute_url()
    try:
        actions.cancel(
            discussion=found, reason=reason, by=request.user, at=timezone.now()
        )
    except DiscussionIsClosed:
        return conflict(request, OVER, back)
    except actions.SomebodyAnswered:
        return conflict(request, ANSWERED, back)
    messages.success(request, "会商已取消，专家会收到通知。")
    return redirect(back)


def _discussion(request: HttpRequest, key: str) -> Discussion:
    mine = Discussion.objects.visible_to(request.user).for_list()
    return get_object_or_404(mine, key=key)


def _trail(found: Discussion) -> list[tuple[str, str]]:
    round = found.dossier.round
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
        ("会商复评", reverse("scoring:discussions", args=[round.pk])),
        (f"{found.dossier} 会商", found.get_absolute_url()),
    ]


PLACE = "manage/discussions/<slug:key>/"
urlpatterns = [
    path(f"{PLACE}extend/", discussion_extend, name="discussion_extend"),
    path(f"{PLACE}cancel/", discussion_cancel, name="discussion_cancel"),
]
