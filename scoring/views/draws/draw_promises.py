"""A draw asked for: its rules, what they come to, the promise once it is confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from portal.guides import drawing
from portal.templatetags.portal import beijing
from scoring import access, draw_pages
from scoring.actions import draws, panels
from scoring.actions.draw_pools import Eligible, eligible, to_draw_for
from scoring.facts.draws import Plan
from scoring.forms.draws import DrawForm
from scoring.models import Draw
from scoring.views.assignments import ASSIGN_NOT_NOW, posted, round_of

TOO_LATE = (
    "公开值产生的时间已到或已过，这时公布的承诺不能证明事先不知道公开值。"
    "请改用以后产生的公开值。"
)
NOBODY_WAITS = (
    "没有等待分派专家的申报，现在没有可以抽取的席位。"
    "受理更多申报以后，或者在专家组页撤回整组专家以后，再来抽取。"
)
WAITS = "本批次已有一次抽取在等待公开值，完成或作废以后才能公布下一次。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def draw_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules; POST is answered by what they come to, and once more by the deed."""
    round = round_of(request, pk)
    back = reverse("scoring:draws", args=[pk])
    if not access.may_assign(request.user, round):
        return conflict(request, ASSIGN_NOT_NOW, back)
    if Draw.objects.pending().filter(round=round).exists():
        return conflict(request, WAITS, back)
    now = timezone.now()
    found = eligible(round, now, needs_city=True)
    dossiers = len(to_draw_for(round))
    form = DrawForm(
        posted(request),
        size=round.panel_size,
        seats=dossiers * round.panel_size,
        experts=len(found.experts),
    )
    if request.method == "POST" and not dossiers:
        return conflict(request, NOBODY_WAITS, back)
    if request.method == "POST" and form.is_valid():
        if form.plan().due <= now:
            return conflict(request, TOO_LATE, request.path)
        if request.POST.get("step") == "commit":
            return _commit(request, round, form)
        pool, reasons = draws.rehearse(round, form.plan(), now)
        if not reasons:
            return _ask(request, round, form, draw_pages.rule_rows(pool))
        return _page(request, round, form, found, dossiers, reasons)
    return _page(request, round, form, found, dossiers)


def _page(
    request: HttpRequest,
    round: Round,
    form: DrawForm,
    found: Eligible,
    dossiers: int,
    reasons: tuple[str, ...] = (),
) -> HttpResponse:
    context = {
        "round": round,
        "form": form,
        "dossiers": dossiers,
        "counts": _counts(found),
        "left_out": found.left_out,
        "unsorted": drawing.unsorted(f for e in found.experts for f in e.fields),
        "reasons": reasons,
        "nobody": NOBODY_WAITS if not dossiers else "",
        "panels_url": reverse("scoring:panels", args=[round.pk]),
        "trail": trail_of(round),
    }
    return render(request, "scoring/official/draw_form.html", context)


def _counts(found: Eligible) -> list[tuple[str, int]]:
    """How many may be drawn, of each category."""
    sorted_out = [drawing.categories_of(each.fields) for each in found.experts]
    return [
        (each.label, sum(each.id in ids for ids in sorted_out))
        for each in drawing.categories()
    ]


def trail_of(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
        ("专家抽取", reverse("scoring:draws", args=[round.pk])),
    ]


def _ask(
    request: HttpRequest, round: Round, form: DrawForm, rules: list[tuple[str, str]]
) -> HttpResponse:
    plan: Plan = form.plan()
    context: dict[str, Any] = {
        "heading": "公布抽取规则和承诺",
        "action": "确认公布",
        "cancel_url": reverse("scoring:draws", args=[round.pk]),
        "consequences": [
            *(f"{label}：{value}。" for label, value in rules),
            f"公开值：{plan.value}，{beijing(plan.due, 'deadline')}产生，"
            f"来源：{plan.source}。",
            "候选名单、规则和承诺值在“专家抽取公告”中公开，名单只列专家编号。",
            "这些申报在抽取完成以前不能分派专家。",
        ],
        "irreversible": "公布以后不能修改；作废须写明理由，由另一位工作人员确认，"
        "并一直公开。",
        "hidden": [*form.typed(), ("step", "commit")],
        "trail": trail_of(round),
    }
    return render(request, "confirm.html", context)


def _commit(request: HttpRequest, round: Round, form: DrawForm) -> HttpResponse:
    """The pool is taken as it is now; what has become impossible is said again."""
    back = reverse("scoring:draws", args=[round.pk])
    try:
        draw = draws.commit(
            round=round, plan=form.plan(), by=request.user, at=timezone.now()
        )
    except draws.TooLate:
        return conflict(request, TOO_LATE, back)
    except draws.IsWaiting:
        return conflict(request, WAITS, back)
    except draws.CannotPromise as error:
        return conflict(request, "".join(error.reasons[:5]), back)
    except panels.NotNow:
        return conflict(request, ASSIGN_NOT_NOW, back)
    messages.success(request, "抽取规则和承诺已公布。")
    return redirect(draw)


urlpatterns = [path("manage/rounds/<int:pk>/draws/new/", draw_new, name="draw_new")]
