"""What one is told: the list, reading it, and by which ways it comes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal import news_choices
from portal.forms import NewsChoiceForm
from portal.models import Notification

PER_PAGE = 30
UNREAD = "unread"


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.visible_to(request.user)
    only_unread = request.GET.get("show") == UNREAD
    if only_unread:
        rows = rows.unread()
    unread = request.user.unread or 0
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": unread,
        "only_unread": only_unread,
        "tabs": [
            ("全部", "?", not only_unread),
            (f"未读 {unread}", f"?show={UNREAD}", only_unread),
        ],
    }
    return render(request, "portal/notification_list.html", context)


@require_POST
def notification_read(request: HttpRequest, pk: int) -> HttpResponse:
    """It is read; on to what it is about, or back to the list."""
    mine = Notification.objects.visible_to(request.user)
    found = get_object_or_404(mine, pk=pk)
    mine.unread().filter(pk=pk).update(read_at=timezone.now())
    return redirect(found.url) if "go" in request.POST else _back(request)


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    """All that was on the page's list; what came since stays unread."""
    mine = Notification.objects.visible_to(request.user).unread()
    upto = request.POST.get("upto", "")
    if upto.isdecimal():
        mine = mine.filter(pk__lte=int(upto))
    count = mine.update(read_at=timezone.now())
    messages.success(request, f"已将 {count} 条通知标为已读。")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    only = f"?show={UNREAD}" if request.POST.get("show") == UNREAD else ""
    return redirect(reverse("portal:notifications") + only)


@require_http_methods(["GET", "HEAD", "POST"])
def notification_choices(request: HttpRequest) -> HttpResponse:
    """Mail and SMS, a kind of news at a time; the list itself is always kept."""
    user = request.user
    given = request.POST if request.method == "POST" else None  # all off is an answer
    form = NewsChoiceForm(given, user=user)
    if form.is_bound and form.is_valid():
        news_choices.choose(
            user=user, phone=form.cleaned_data["phone"], choices=form.choices()
        )
        messages.success(request, "通知设置已保存。")
        return redirect("portal:notification_choices")
    context = {
        "form": form,
        "rows": form.rows(),
        "trail": [("通知", reverse("portal:notifications"))],
    }
    return render(request, "portal/notification_choices.html", context)


urlpatterns = [
    path("me/notifications/", notification_list, name="notifications"),
    path("me/notifications/read/", notification_read_all, name="notifications_read"),
    path(
        "me/notifications/<int:pk>/read/", notification_read, name="notification_read"
    ),
    path(
        "me/notifications/preferences/",
        notification_choices,
        name="notification_choices",
    ),
]
