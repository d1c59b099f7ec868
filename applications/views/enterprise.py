"""The enterprise's pages: its dossiers, a new one, and the task list of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import starting
from applications.actions.dossiers import TooLate
from applications.facts import findings_of, guide_of
from applications.models import Dossier, Enterprise, Round
from applications.presentation import kind_label, moves_of, tone_of
from applications.presentation.carrying import source_label
from applications.presentation.openings import openings_of, with_openings
from applications.presentation.outstanding import tasks_of
from applications.presentation.standing import is_out, state_of
from applications.presentation.talking import unread_counts, unread_on
from applications.views import (
    colleagues,
    enterprise_sections,
    enterprise_submission,
    evidence,
)
from applications.views.journey import STATIONS, journey_of, round_moves
from applications.views.own import enterprise_of, own_dossier
from portal.conflict import conflict
from portal.doors import enterprise_only

#: Where nothing that the enterprise filed can come back to it.
FINAL = {
    Dossier.Status.ACCEPTED,
    Dossier.Status.DECLINED,
    Dossier.Status.REJECTED,
}


@require_safe
@enterprise_only
def dossiers(request: HttpRequest) -> HttpResponse:
    """What the enterprise has filed, and what it may file now."""
    now = timezone.now()
    enterprise = enterprise_of(request.user)
    mine = list(Dossier.objects.visible_to(request.user).for_list().with_listed())
    filed = {(each.round_id, each.kind) for each in mine}
    unread = unread_counts(request.user, mine)
    rounds = Round.objects.filing(now).filter(province=enterprise.province)
    context = {
        "enterprise": enterprise,
        "dossiers": [
            (
                each,
                kind_label(each.round.guide_key, each.kind),
                tone_of(each),
                state_of(each),
                unread.get(each.pk, 0),
            )
            for each in mine
        ],
        "rounds": [
            (each, [kind_label(each.guide_key, kind) for kind in each.kinds])
            for each in rounds.defer("table", "guide_text")
            if any((each.pk, kind) not in filed for kind in each.kinds)
        ],
        "stations": STATIONS,
        "source": next(
            (
                (d.key, source_label(d))
                for d in mine
                if d.key == request.GET.get("from")
            ),
            None,
        ),
    }
    return render(request, "applications/enterprise/dossier_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def dossier_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the kind of platform in a round, and begin."""
    enterprise = enterprise_of(request.user)
    round = get_object_or_404(Round.objects.opened(), pk=pk)
    if request.method == "POST":
        return _start(request, round, enterprise)
    mine = list(Dossier.objects.visible_to(request.user).for_list())
    filed = {each.kind: each.key for each in mine if each.round_id == round.pk}
    wanted = request.GET.get("from", mine[0].key if mine else "")
    guide = guide_of(round)
    context = {
        "round": round,
        "guide": guide,
        "enterprise": enterprise,
        "is_ours": round.province == enterprise.province,
        "is_open": round.takes_dossiers(timezone.now()),
        "kinds": [(guide.kinds[id], filed.get(id, "")) for id in round.kinds],
        "sources": [
            (each.key, source_label(each), each.key == wanted) for each in mine
        ],
    }
    return render(request, "applications/enterprise/dossier_new.html", context)


def _start(request: HttpRequest, round: Round, enterprise: Enterprise) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if not kind and round.takes_dossiers(timezone.now()):
        messages.error(request, "没有选择平台类型。请选择一种再开始申报。")
        return redirect("applications:dossier_new", round.pk)
    source = None
    if key := request.POST.get("source"):
        source = get_object_or_404(Dossier.objects.visible_to(request.user), key=key)
    try:
        dossier = starting.start(
            round=round,
            enterprise=enterprise,
            kind=kind,
            by=request.user,
            at=timezone.now(),
            source=source,
        )
    except starting.AlreadyStarted as already:
        messages.info(request, "本批次这一平台类型已有申报书，请继续填写。")
        dossier = already.dossier
    except TooLate:
        return conflict(request, "本批次申报已经截止。", "/dossiers/")
    except starting.NotOpen:
        return conflict(request, "本批次现在不接受这一申报。", "/dossiers/")
    return redirect(dossier)


@require_safe
@enterprise_only
def dossier(request: HttpRequest, key: str) -> HttpResponse:
    """The task list while it is being filled in, and what became of it afterwards."""
    dossier, now = own_dossier(request, key), timezone.now()
    findings = findings_of(dossier)
    evidence = list(dossier.evidence.in_place())
    openings = openings_of(dossier, evidence)
    tasks = with_openings(tasks_of(dossier, findings, evidence), openings)
    asked = [task for task in tasks if task.state not in ("optional", "locked")]
    done = sum(task.state == "done" for task in asked)
    steps = list(dossier.steps.select_related("by"))
    returned = [s for s in steps if s.action == "return"]
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "may_edit": access.may_edit(request.user, dossier, now),
        "may_take_back": access.may_take_back(request.user, dossier, now),
        "tasks": tasks,
        "progress": (
            f"需修改 {len(openings.items)} 处"
            if openings.items
            else f"已完成 {done} / {len(asked)} 部分"
        ),
        "items": openings.items,
        "steps": journey_of(dossier),
        "moves": (*reversed(round_moves(dossier)), *moves_of(reversed(steps))),
        "state": state_of(dossier),
        "unread": unread_on(dossier, request.user),
        "is_final": dossier.status in FINAL,
        "returned": returned[-1] if returned and dossier.is_editable else None,
        "is_decided": is_out(dossier),
        "due": dossier.correction_due if returned else dossier.round.closes_at,
    }
    return render(request, "applications/enterprise/dossier_detail.html", context)


urlpatterns = [
    path("dossiers/", dossiers, name="dossiers"),
    path("rounds/<int:pk>/apply/", dossier_new, name="dossier_new"),
    path("dossiers/<str:key>/", dossier, name="dossier"),
    *enterprise_sections.urlpatterns,
    *enterprise_submission.urlpatterns,
    *evidence.urlpatterns,
    *colleagues.urlpatterns,
]
