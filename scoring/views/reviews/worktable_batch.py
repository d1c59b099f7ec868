"""What an official does to many rows of the work table: named first, then done once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring import access
from scoring.actions import reminding
from scoring.forms.batches import BatchMessageForm
from scoring.rankings.ranked import round_of, trail_to
from scoring.views.reviews.worktable import NOBODY, TABLE, asked_in, table_url
from scoring.worktable.asked import USUAL_ORDER, Asked
from scoring.worktable.picked import Picked, picked_of
from scoring.worktable.writing import numbers_of, write_to_all

NOT_NOW = "专家评审期间才能催交评分。"
CLOSED = "本批次还没有开放，或结果已经公布，不能发送消息。"
CHANGED = (
    "您确认期间情况有变，没有办理：确认时 {before} 家，现在 {now} 家，"
    "或其中的单位不同，或您已经办理过。请回到台账重新选择。"
)
LISTED = 20

Batch = Callable[[HttpRequest, Round, Asked, Picked], HttpResponse]


def _batch(request: HttpRequest, pk: int, refusal: str, may: Any, go: Batch) -> Any:
    """The rows meant, counted again at this moment; 409 where there are none."""
    round = round_of(request.user, pk)
    if not may(request.user, round):
        return conflict(request, refusal, table_url(round))
    sent = request.POST if request.method == "POST" else request.GET
    _, asked = asked_in(request, round, sent)
    picked = picked_of(asked, sent)
    if not picked.rows and request.method != "POST":
        return conflict(request, NOBODY, _back(round, asked))
    return go(request, round, asked, picked)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def worktable_message(request: HttpRequest, pk: int) -> HttpResponse:
    return _batch(request, pk, CLOSED, access.may_write_to_all, _message)


def _message(
    request: HttpRequest, round: Round, asked: Asked, picked: Picked
) -> HttpResponse:
    keys = [row.key for row in picked.rows]
    digest = f"{picked.digest}-{numbers_of(keys, request.user)}"
    form = BatchMessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if request.POST.get("digest") != digest:
            return _changed(request, round, asked, picked)
        if form.is_valid():
            text = form.cleaned_data["text"]
            done = write_to_all(keys, text, by=request.user, at=timezone.now())
            messages.success(request, f"已向 {done.count} 家发送消息。")
            _tell_refused(request, done.refused)
            return redirect(_back(round, asked))
    page = {
        "heading": "向多家发送消息",
        "action": f"发送给 {len(keys)} 家",
        "consequences": ["每家的“往来消息”中各有一条，企业和所在市收到通知。"],
        "irreversible": "发出的消息不能修改或删除。",
        "form": form,
        "rows": [(row, row.status_word) for row in picked.rows],
    }
    return _ask(request, round, asked, picked, digest, page)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def worktable_remind(request: HttpRequest, pk: int) -> HttpResponse:
    return _batch(request, pk, NOT_NOW, access.may_remind_experts, _remind)


def _remind(
    request: HttpRequest, round: Round, asked: Asked, picked: Picked
) -> HttpResponse:
    keys, now = [row.key for row in picked.rows], timezone.now()
    if request.method == "POST":
        if request.POST.get("digest") != picked.digest:
            return _changed(request, round, asked, picked)
        try:
            told = reminding.remind(round=round, keys=keys, by=request.user, at=now)
        except reminding.NotNow:
            return conflict(request, NOT_NOW, _back(round, asked))
        messages.success(request, f"已催交 {len(told.due)} 位专家。")
        why = "24 小时内已经催过"
        _tell_refused(request, [(f"专家 {code}", why) for code in sorted(told.spared)])
        return redirect(_back(round, asked))
    due = reminding.reminder_for(round, keys, now)
    page = {
        "heading": "催交评分",
        "action": f"催交 {len(due.due)} 位专家",
        "consequences": [
            f"选中的申报共有 {sum(due.late.values())} 份评分表没有提交，"
            f"涉及 {len(due.late)} 位专家；每位专家收到一条通知，不写申报单位。",
            f"24 小时内已经催过的 {len(due.spared)} 位不再通知。",
        ],
        "irreversible": "通知发出后不能收回。",
        "rows": [(row, _late(row)) for row in picked.rows],
    }
    return _ask(request, round, asked, picked, picked.digest, page)


def _late(row: Any) -> str:
    missing = row.seats - row.sheets if row.is_scored else 0
    return f"{missing} 位专家未提交" if missing else "没有未提交的评分，不涉及"


def _ask(
    request: HttpRequest,
    round: Round,
    asked: Asked,
    picked: Picked,
    digest: str,
    page: dict[str, Any],
) -> HttpResponse:
    hidden = [*picked.hidden, ("digest", digest), ("count", str(len(picked.rows)))]
    trail = [*trail_to(round), ("工作台账", _back(round, asked))]
    context = {"hidden": hidden, "cancel_url": _back(round, asked), "trail": trail}
    context["conditions"] = [words for _, words, _ in asked.words]
    template = "scoring/official/worktable_confirm.html"
    return render(request, template, {**context, **page})


def _changed(
    request: HttpRequest, round: Round, asked: Asked, picked: Picked
) -> HttpResponse:
    before = request.POST.get("count", "")[:6]
    reason = CHANGED.format(before=before or 0, now=len(picked.rows))
    return conflict(request, reason, _back(round, asked))


def _tell_refused(request: HttpRequest, refused: list[tuple[str, str]]) -> None:
    if refused:
        named = "；".join(f"{who}：{why}" for who, why in refused[:LISTED])
        more = " 等" if len(refused) > LISTED else ""
        messages.warning(request, f"{len(refused)} 项没有办理。{named}{more}。")


def _back(round: Round, asked: Asked) -> str:
    return f"{table_url(round)}?{asked.query or f'sort={USUAL_ORDER}'}"


urlpatterns = [
    path(f"{TABLE}message/", worktable_message, name="worktable_message"),
    path(f"{TABLE}remind/", worktable_remind, name="worktable_remind"),
]
