"""Sending a dossier back by named items, giving more time, and taking it back."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications import access
from applications.actions import corrections, withdrawing
from applications.actions.decisions import AlreadyDecided
from applications.actions.dossiers import TooLate
from applications.forms.corrections import (
    CorrectionForm,
    ExtensionForm,
    TakeBackForm,
)
from applications.models import Dossier
from applications.views.deciding import decide, name_of, posted
from applications.views.own import own_dossier
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import city_only, enterprise_only, official_only
from portal.rules import BEIJING
from portal.templatetags.portal import beijing

GONE = "该申报书已不在等待您办理的状态：可能已由同事处理，或批次已进入评审。"
ONCE = "本级对这份申报书的退回次数已用完：补正内容应一次告知，不能再次退回。"
REFUSALS = {AlreadyDecided: GONE, corrections.ReturnedBefore: ONCE}
NOT_EXTENDED = (
    "现在不能延长补正期限：申报书不在补正中、期限已经延长过一次，或批次已进入评审。"
)
KEPT = (
    "现在不能撤回：申报已经截止、推荐部门已经办理，或这是补正后的再次提交。"
    "需要修改的，请联系推荐部门退回补正。"
)
SENT_BACK = [
    "申报书退回企业；只开放下面选中的内容，其余保持提交时的样子，不能修改。",
    "企业逐字看到总体说明和每处意见；逾期未再次提交的，不再接收。",
]
BY_PROVINCE = [
    "再次提交后须由市级重新推荐；现有推荐顺序和推荐意见撤销。",
    "对这份申报书作出的条款认定一并终止，补正后重新核对。",
]


@require_http_methods(["GET", "HEAD", "POST"])
@city_only
def city_return(request: HttpRequest, key: str) -> HttpResponse:
    dossier = own_dossier(request, key)
    may = access.may_judge_for_city(request.user, dossier)
    return _return(request, dossier, may, SENT_BACK, ("待推荐", "city"))


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def official_return(request: HttpRequest, key: str) -> HttpResponse:
    dossier = own_dossier(request, key)
    may = access.may_judge_for_province(request.user, dossier)
    told = [*SENT_BACK, *BY_PROVINCE]
    return _return(request, dossier, may, told, ("申报管理", "official"))


def _return(
    request: HttpRequest,
    dossier: Dossier,
    may_judge: bool,
    consequences: list[str],
    side: tuple[str, str],
) -> HttpResponse:
    """Both return in one way: a city what was submitted, an official what it got."""
    page = _page(dossier, "退回补正", "确认退回", *side)
    if not may_judge:
        return conflict(request, GONE, page["cancel_url"])
    if not corrections.may_return_again(dossier, request.user):
        return conflict(request, ONCE, page["cancel_url"])
    now = timezone.now()

    def act(data: dict[str, Any]) -> None:
        corrections.return_for_correction(
            dossier=dossier,
            reasons=data["reasons"],
            items=data["items"],
            due=data["due"],
            by=request.user,
            at=now,
        )

    return decide(
        request,
        form=CorrectionForm(posted(request), at=now, dossier=dossier),
        act=act,
        page=page
        | {
            "consequences": consequences,
            "most": settings.CORRECTION_RETURNS,
        },
        done="已退回补正。",
        refusals=REFUSALS,
        template="applications/return_form.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def correction_extend(request: HttpRequest, key: str) -> HttpResponse:
    """More time for the enterprise, once a return and with a reason."""
    dossier, now = own_dossier(request, key), timezone.now()
    page = _page(dossier, "延长补正期限", "确认延长", "申报管理", "official")
    due = dossier.correction_due
    if due is None or not access.may_extend_correction(request.user, dossier):
        return conflict(request, NOT_EXTENDED, page["cancel_url"])
    later = max(due, now).astimezone(BEIJING)
    day = workcalendar.add_workdays(later.date(), 3)
    proposed = due.astimezone(BEIJING).replace(
        year=day.year, month=day.month, day=day.day
    )

    def act(data: dict[str, Any]) -> None:
        corrections.extend(
            dossier=dossier, due=data["due"], reason=data["reason"],
            by=request.user, at=now,
        )  # fmt: skip

    refusals = {
        AlreadyDecided: NOT_EXTENDED,
        corrections.ExtendedBefore: NOT_EXTENDED,
    }
    return decide(
        request,
        form=ExtensionForm(posted(request), due=due, at=now, proposed=proposed),
        act=act,
        page=page
        | {
            "consequences": [
                f"原定期限：{beijing(due, 'deadline')}。",
                "企业在新的期限前可以继续补正；开放的内容不变。",
            ],
            "irreversible": "每次补正只能延长一次。",
        },
        done="已延长补正期限。",
        refusals=refusals,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """The enterprise takes back what it handed in, until the closing instant."""
    dossier, now = own_dossier(request, key), timezone.now()
    if not access.may_hand_in(request.user):
        raise PermissionDenied
    if not access.may_take_back(request.user, dossier, now):
        return conflict(request, KEPT, dossier.get_absolute_url())
    form = TakeBackForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        withdrawing.take_back(
            dossier=dossier, reason=data["reason"] or "", by=request.user, at=now
        )

    closing = beijing(dossier.round.closes_at, "deadline")
    page = {
        "heading": "撤回申报书",
        "action": "确认撤回",
        "cancel_url": dossier.get_absolute_url(),
        "trail": [
            ("我的申报", reverse("applications:dossiers")),
            (f"申报书 {dossier.number}", dossier.get_absolute_url()),
        ],
        "consequences": [
            "申报书回到草稿，可以修改全部内容；推荐部门暂时看不到这份申报书。",
            f"申报编号 {dossier.number} 保留，再次提交时不变；已提交的版本留存备查。",
            f"请在申报截止前再次提交：{closing}。截止前没有再次提交的，视为没有申报。",
        ],
        "danger": True,
    }
    return decide(
        request,
        form=form,
        act=act,
        page=page,
        done="已撤回，现在可以修改。请记得在截止前再次提交。",
        refusals={AlreadyDecided: KEPT, TooLate: KEPT},
    )


def _page(
    dossier: Dossier, what: str, action: str, home: str, side: str
) -> dict[str, Any]:
    url = reverse(f"applications:{side}_dossier", args=[dossier.key])
    return {
        "heading": what,
        "dossier": dossier,
        "affected": [name_of(dossier)],
        "action": action,
        "cancel_url": url,
        "trail": [
            (home, reverse(f"applications:{side}_queue")),
            (name_of(dossier), url),
        ],
    }


urlpatterns = [
    path("city/<str:key>/return/", city_return, name="city_return"),
    path("manage/dossiers/<str:key>/return/", official_return, name="official_return"),
    path(
        "manage/dossiers/<str:key>/extend/",
        correction_extend,
        name="correction_extend",
    ),
    path("dossiers/<str:key>/take-back/", take_back, name="take_back"),
]
