"""Messages on a dossier: the thread, what one writes, how far one has read."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
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

from applications import access
from applications.actions import messages as actions
from applications.forms.messages import MessageForm
from applications.models import Dossier, dossiers_in_talk
from applications.presentation import kind_label
from applications.presentation.talking import about_choices, talks_of, thread_of
from applications.views.deciding import posted
from portal.conflict import conflict
from portal.doors import filers_only, message_readers_only
from portal.models import User

PER_PAGE = 50
CLOSED = "本批次结果已经公布，这份申报书的往来消息不再接受新的内容。"
ELSEWHERE = (
    "您在另一个窗口已经发送过一条消息。"
    "请看下面的记录，确认所写内容仍要发送，再按“发送”。"
)
#: The page of a dossier that was handed in, for each role that has one.
PAGES = {
    User.Role.ENTERPRISE: "applications:dossier",
    User.Role.CITY: "applications:city_dossier",
    User.Role.OFFICIAL: "applications:official_dossier",
}


@require_http_methods(["GET", "HEAD", "POST"])
@message_readers_only
def messages(request: HttpRequest, key: str) -> HttpResponse:
    """All that was said on a dossier, and one's own next message."""
    dossier = _dossier(request, key)
    if request.method == "POST":
        return _send(request, dossier)
    initial = {"about": request.GET.get("about", "")}
    form = MessageForm(choices=about_choices(dossier), initial=initial)
    return _page(request, dossier, form)


def _send(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    if not access.may_write_message(request.user):
        raise PermissionDenied
    form = MessageForm(posted(request), choices=about_choices(dossier))
    if not access.may_still_write(dossier):
        return _closed(request, dossier)
    if not form.is_valid():
        return _page(request, dossier, form)
    try:
        sent = actions.send(
            dossier=dossier,
            **form.message,
            number=_number(request, "number"),
            by=request.user,
            at=timezone.now(),
        )
    except actions.TalkIsClosed:
        return _closed(request, dossier)
    except actions.WrittenElsewhere:
        form.add_error(None, ELSEWHERE)
        return _page(request, dossier, form)
    actions.mark_read(dossier=dossier, upto=_number(request, "upto"), by=request.user)
    flash.success(request, "消息已发送。")
    return redirect(f"{_url(dossier)}#message-{sent.pk}")


@require_POST
@filers_only
def messages_read(request: HttpRequest, key: str) -> HttpResponse:
    """Mark as read what the page showed."""
    dossier = _dossier(request, key)
    actions.mark_read(dossier=dossier, upto=_number(request, "upto"), by=request.user)
    return redirect(_url(dossier))


@require_safe
@filers_only
def message_list(request: HttpRequest) -> HttpResponse:
    """Every dossier with messages, those with unread ones first."""
    page = Paginator(talks_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (each, kind_label(each.round.guide_key, each.kind)) for each in page.object_list
    ]
    context = {"page": page, "rows": rows}
    return render(request, "applications/message_list.html", context)


def _page(request: HttpRequest, dossier: Dossier, form: MessageForm) -> HttpResponse:
    user = request.user
    thread = thread_of(dossier, user)
    writes = access.may_write_message(user)
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "thread": thread,
        "unread": sum(each.is_new for each in thread),
        "upto": thread[-1].pk if thread else 0,
        "form": form,
        "writes": writes,
        "is_closed": not access.may_still_write(dossier),
        "number": actions.next_number(dossier, user) if writes else 0,
        "trail": _trail(user, dossier),
    }
    return render(request, "applications/messages.html", context)


def _trail(user: User, dossier: Dossier) -> list[tuple[str, str]]:
    """The way back: the dossier's page, for who has one."""
    if user.role not in PAGES:
        return [("审计记录", reverse("portal:audit"))]
    trail = [("往来消息", reverse("applications:message_list"))]
    if user.is_enterprise or dossier.submitted_at:
        url = reverse(PAGES[User.Role(user.role)], args=[dossier.key])
        trail.append(
            (f"申报书 {dossier.number}" if dossier.number else "申报书（草稿）", url)
        )
    return trail


def _dossier(request: HttpRequest, key: str) -> Dossier:
    """The dossier, or 404 where this user may not know what is said on it."""
    rows = dossiers_in_talk(request.user).select_related("round", "enterprise")
    return get_object_or_404(rows, key=key)


def _closed(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    contact = f"需要咨询或提出异议的，请联系：{dossier.round.contact_line}"
    reason = CLOSED + contact if dossier.round.contact_line else CLOSED
    return conflict(request, reason, _url(dossier))


def _url(dossier: Dossier) -> str:
    return reverse("applications:messages", args=[dossier.key])


def _number(request: HttpRequest, name: str) -> int:
    """A number that the page wrote itself; 0, which is none, where it is odd."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


urlpatterns = [
    path("messages/", message_list, name="message_list"),
    path("dossiers/<str:key>/messages/", messages, name="messages"),
    path("dossiers/<str:key>/messages/read/", messages_read, name="messages_read"),
]
