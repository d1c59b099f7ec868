"""A list before the public: put there, left there longer, made final."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import noticing as actions
from scoring.forms.noticing import NoticeForm, ProlongForm
from scoring.models import DecisionPlan
from scoring.rankings.confirmations import (
    CONFIRMATION,
    PROLONGATION,
    PUBLICATION,
    about,
)
from scoring.rankings.ranked import address_of, ranked, round_of, shortlist_of
from scoring.views.lists.confirming import MOVED_ON, ask, do

RUNNING = "公示还没有结束：{}（北京时间）当天结束以后才能确定名单。"

OBJECTIONS = "这份名单还有 {} 件异议没有答复，全部答复以后才能确定。"
UPHELD = "异议 {} 成立，还没有更正办结。请先在“异议办理”中办结，再确定名单。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def publish(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    if shortlist is None or not access.may_publish(request.user, shortlist):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    form = NoticeForm(
        request.POST or None,
        today=timezone.localdate(),
        contact=round.contact_line,
        plan=DecisionPlan.objects.of(round),
    )
    if request.method == "POST" and form.is_valid():
        return do(
            request,
            shortlist,
            lambda: actions.publish(
                shortlist=shortlist,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
            "名单已公示，任何人都可以在“公示公告”中查看。",
        )
    found = ranked(round, kind, shortlist, {})
    return ask(request, {**about(found, PUBLICATION), "form": form})


@read_and_post
@official_only
def prolong(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The public reads the reason; nothing makes a notice shorter."""
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    today = workcalendar.today()
    if shortlist is None or not access.may_prolong(request.user, shortlist, today):
        return conflict(request, MOVED_ON, address_of("ranking", round, kind))
    form = ProlongForm(request.POST or None, until=shortlist.notice_until)
    if request.method == "POST" and form.is_valid():
        return do(
            request,
            shortlist,
            lambda: actions.prolong(
                shortlist=shortlist,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            ),
            "公示期已延后，公示页同时写明理由。",
        )
    found = ranked(round, kind, shortlist, {})
    return ask(request, {**about(found, PROLONGATION), "form": form})


@read_and_post
@official_only
def confirm(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Not while the notice runs."""
    round = round_of(request.user, pk, kind)
    shortlist = shortlist_of(request.user, round, kind)
    back = address_of("ranking", round, kind)
    if shortlist is None or not access.may_confirm(request.user, shortlist):
        return conflict(request, MOVED_ON, back)
    until = shortlist.notice_until
    if until is None or workcalendar.today() <= until:
        return conflict(request, RUNNING.format(beijing(until)), back)
    if open_ones := shortlist.objections.open().count():
        return conflict(request, OBJECTIONS.format(open_ones), back)
    unsettled = shortlist.objections.unsettled()
    if numbers := "、".join(unsettled.values_list("number", flat=True)):
        return conflict(request, UPHELD.format(numbers), back)
    if request.method == "POST":
        return do(
            request,
            shortlist,
            lambda: actions.confirm(
                shortlist=shortlist, by=request.user, at=timezone.now()
            ),
            "名单已确定。",
        )
    context = about(ranked(round, kind, shortlist, {}), CONFIRMATION)
    return ask(request, context)


FROZEN_LIST = "manage/rounds/<int:pk>/ranking/<slug:kind>/"
urlpatterns = [
    path(f"{FROZEN_LIST}publish/", publish, name="publish"),
    path(f"{FROZEN_LIST}prolong/", prolong, name="prolong"),
    path(f"{FROZEN_LIST}confirm/", confirm, name="confirm"),
]
