"""One's deadlines in one's own calendar: the address, a new one, and the file."""

from dataclasses import astuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from applications.actions import calendar_feeds
from applications.models import CalendarFeed
from scoring.deadlines import deadlines_of
from scoring.exports.calendar_file import calendar_file

PAGE = "scoring:calendar"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What the calendar would hold now, and the person's address if there is one."""
    feed = CalendarFeed.objects.filter(person=request.user).first()
    url = ""
    if feed is not None:
        token = calendar_feeds.token_of(feed)
        url = request.build_absolute_uri(reverse("scoring:calendar_feed", args=[token]))
    context = {
        "feed": feed,
        "url": url,
        "deadlines": deadlines_of(request.user, timezone.now()),
    }
    return render(request, "scoring/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Make the address, or end the old one and make another."""
    if request.method == "POST":
        calendar_feeds.make(by=request.user, at=timezone.now())
        messages.success(request, "订阅地址已生成。")
        return redirect(PAGE)
    is_first = not CalendarFeed.objects.filter(person=request.user).exists()
    context = {
        "heading": "生成订阅地址" if is_first else "重新生成订阅地址",
        "action": "确认生成",
        "cancel_url": reverse(PAGE),
        "consequences": [
            "生成一个只属于您的地址；知道这个地址的人不用登录就能看到您的期限。",
            "请只填到自己的日历软件中，不要转发。",
        ],
        "irreversible": ""
        if is_first
        else "原来的地址立即失效，用过它的日历须换成新的。",
        "trail": [("日历订阅", reverse(PAGE))],
    }
    return render(request, "confirm.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar programs, which do not log in: who has the address may read it."""
    person = calendar_feeds.holder_of(token)
    if person is None:
        raise Http404
    now = timezone.now()
    content = calendar_file(
        map(astuple, deadlines_of(person, now)),
        name=f"{settings.PORTAL_NAME}：我的期限",
        host=urlsplit(settings.PORTAL_BASE_URL).hostname or "portal",
        address=request.build_absolute_uri("/").rstrip("/"),
        at=now,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


urlpatterns = [
    path("me/calendar/", calendar, name="calendar"),
    path("me/calendar/renew/", calendar_renew, name="calendar_renew"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
]
