"""Mails and short messages on their way, for the system administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal import outbox
from portal.doors import system_only
from portal.models import OutboxMessage

PER_PAGE = 50
State = OutboxMessage.State


@require_safe
@system_only
def outbox_list(request: HttpRequest) -> HttpResponse:
    """Addresses, never contents; what failed comes first."""
    state = request.GET.get("state", "")
    shown = state if state in State else State.FAILED
    rows = OutboxMessage.objects.filter(state=shown).defer("body")
    counted = OutboxMessage.objects.order_by().values_list("state")
    counts = dict(counted.annotate(Count("pk")))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "state": shown,
        "tabs": [
            (f"{each.label} {counts.get(each, 0)}", f"?state={each}", each == shown)
            for each in (State.FAILED, State.WAITING, State.SENT)
        ],
    }
    return render(request, "portal/outbox_list.html", context)


@require_POST
@system_only
def outbox_try_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(OutboxMessage, pk=pk)
    try:
        outbox.try_again(message=message, by=request.user, at=timezone.now())
    except outbox.NotFailed:
        messages.warning(request, "这条消息已在重新发送或已经发出，不需要再试。")
    else:
        messages.success(request, "已重新列入发送，几秒后由后台发出。")
    return redirect("portal:outbox")


urlpatterns = [
    path("outbox/", outbox_list, name="outbox"),
    path("outbox/<int:pk>/try-again/", outbox_try_again, name="outbox_try_again"),
]
