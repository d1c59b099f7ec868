"""Recommending several dossiers at once: chosen in the queue, named, all or none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.actions import decisions, recommending
from applications.actions.checking import ChecksAreMissing
from applications.actions.quotas import QuotaIsFull
from applications.forms.recommending import BatchForm
from applications.models import Dossier
from applications.presentation.recommending import Planned, plan_of
from applications.views.deciding import posted
from portal.conflict import conflict
from portal.doors import city_only

MOST = 50  # as many as a page of the queue shows
NOBODY = "没有选择申报书。请在列表中勾选要推荐的企业，再点“批量推荐”。"
CHANGED = "您确认期间情况有变，一家也没有推荐。请核对下列各家后再确认。"


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def city_batch(request: HttpRequest) -> HttpResponse:
    """``d`` are the keys chosen; a key that is not this city's is left out."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = list(dict.fromkeys(sent.getlist("d")))[:MOST]
    dossiers = list(
        Dossier.objects.visible_to(request.user)
        .filter(key__in=chosen)
        .for_list()
        .order_by("round", "kind", "number")
    )
    queue_url = reverse("applications:city_queue")
    if not dossiers:
        return conflict(request, NOBODY, queue_url)
    plan = plan_of(dossiers)
    form = BatchForm(posted(request), plan=plan)
    blocked = any(each.obstacles for each in plan)
    if request.method == "POST" and not blocked and form.is_valid():
        refused = _recommend(request, dossiers, form)
        if refused is None:
            return _done(request, plan)
        plan, blocked = refused, True
        messages.error(request, CHANGED)
    context = {"plan": plan, "form": form, "blocked": blocked, "queue_url": queue_url}
    return render(request, "applications/city/batch.html", context)


def _recommend(
    request: HttpRequest, dossiers: list[Dossier], form: BatchForm
) -> list[Planned] | None:
    """None when it was done; the plan as it is now where it was not."""
    try:
        recommending.recommend_all(
            dossiers=dossiers,
            opinions=form.opinions,
            by=request.user,
            at=timezone.now(),
        )
    except recommending.BatchIsRefused as refusal:
        return refusal.plan
    except (decisions.AlreadyDecided, ChecksAreMissing, QuotaIsFull):
        fresh = Dossier.objects.for_list().filter(pk__in=[d.pk for d in dossiers])
        return plan_of(fresh.order_by("round", "kind", "number"))
    return None


def _done(request: HttpRequest, plan: list[Planned]) -> HttpResponse:
    names = "、".join(each.dossier.enterprise.name for each in plan[:10])
    more = " 等" if len(plan) > 10 else ""
    messages.success(
        request,
        f"已推荐 {len(plan)} 家：{names}{more}。"
        "省级办理之前，可以在申报书页面撤回推荐，也可以调整推荐顺序。",
    )
    url = reverse("applications:city_list")
    return redirect(f"{url}?round={plan[0].dossier.round_id}")


urlpatterns = [path("city/batch/", city_batch, name="city_batch")]
