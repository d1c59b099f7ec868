"""The enterprise's own people: invite one, let them submit, hand the office over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from applications.actions import colleagues as actions
from applications.forms.colleagues import ColleagueForm
from applications.models import Membership
from applications.views.own import enterprise_of
from portal import invitations
from portal.conflict import conflict
from portal.doors import enterprise_only
from portal.models import Invitation


@require_safe
@enterprise_only
def colleagues(request: HttpRequest) -> HttpResponse:
    enterprise = enterprise_of(request.user)
    context = {
        "enterprise": enterprise,
        "rows": enterprise.memberships.select_related("user__invitation"),
        "administers": access.administers(request.user, enterprise),
        "now": timezone.now(),
    }
    return render(request, "applications/enterprise/colleague_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def colleague_new(request: HttpRequest) -> HttpResponse:
    enterprise = enterprise_of(request.user)
    if not access.administers(request.user, enterprise):
        raise PermissionDenied
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(
                enterprise=enterprise,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except invitations.EmailTaken:
            form.full_clean()  # says so now, as it does when it was taken before
        else:
            messages.success(request, "邀请已建立，请把名单中的链接发给同事本人。")
            return redirect("applications:colleagues")
    context = {"form": form, "enterprise": enterprise}
    return render(request, "applications/enterprise/colleague_form.html", context)


@require_POST
@enterprise_only
def colleague_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link for a colleague who has not used theirs."""
    row = _row(request, pk)
    invitation = Invitation.objects.filter(user=row.user).first()
    try:
        if invitation is None:  # who registered the enterprise was never invited
            raise invitations.InvitationIsUsed
        invitations.renew(invitation=invitation, by=request.user, at=timezone.now())
    except invitations.InvitationIsUsed:
        messages.warning(request, f"{row.user.name}已经设置密码，不需要新的链接。")
    else:
        messages.success(request, f"已为{row.user.name}生成新的链接，原链接作废。")
    return redirect("applications:colleagues")


@require_POST
@enterprise_only
def colleague_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give or take the right to submit, close the account or open it again."""
    row = _row(request, pk)
    wanted = CHANGES.get(request.POST.get("change", ""))
    if wanted is None:
        messages.error(request, "没有说明要做什么。请用姓名旁的按钮操作。")
        return redirect("applications:colleagues")
    action, values, said = wanted
    try:
        action(membership=row, **values, by=request.user)
    except actions.IsAdministrator:
        return conflict(request, ADMINISTRATOR, reverse("applications:colleagues"))
    messages.success(request, said.format(row.user.name))
    return redirect("applications:colleagues")


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def colleague_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    if request.method == "POST":
        try:
            actions.hand_over(membership=row, by=request.user)
        except (actions.NotYetIn, actions.IsAdministrator):
            return conflict(request, NOT_YET, reverse("applications:colleagues"))
        messages.success(request, f"{row.user.name}现在是本单位管理员。")
        return redirect("applications:colleagues")
    context = {
        "heading": f"把管理员移交给{row.user.name}",
        "action": "确认移交",
        "cancel_url": reverse("applications:colleagues"),
        "consequences": [
            f"{row.user.name}（{row.user.email}）成为{row.enterprise.name}的管理员；",
            "您仍可填报和提交，但不能再邀请同事、停用账号或授权提交。",
        ],
        "irreversible": "只有新的管理员能把管理员移交回来。",
    }
    return render(request, "confirm.html", context)


def _row(request: HttpRequest, pk: int) -> Membership:
    """A colleague of one's own enterprise (404), for its administrator (403)."""
    rows = Membership.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("user", "enterprise"), pk=pk)
    if not access.administers(request.user, row.enterprise):
        raise PermissionDenied
    return row


ADMINISTRATOR = "管理员自己不能停用，也始终可以提交。如要更换管理员，请先移交。"
NOT_YET = "不能移交：对方就是管理员，或者还没有设置密码，或者账号已停用。"
CHANGES = {
    "may_submit": (
        actions.let_submit,
        {"may_submit": True},
        "{}现在可以代表本单位提交申报书。",
    ),
    "may_not_submit": (
        actions.let_submit,
        {"may_submit": False},
        "{}不再能提交申报书，仍可填报。",
    ),
    "close": (
        actions.set_active,
        {"is_active": False},
        "已停用{}的账号，对方下一次操作即被退出；填报过的内容保留。",
    ),
    "reopen": (actions.set_active, {"is_active": True}, "已重新启用{}的账号。"),
}

urlpatterns = [
    path("enterprise/", colleagues, name="colleagues"),
    path("enterprise/colleagues/new/", colleague_new, name="colleague_new"),
    path(
        "enterprise/colleagues/<int:pk>/renew/", colleague_renew, name="colleague_renew"
    ),
    path("enterprise/colleagues/<int:pk>/", colleague_change, name="colleague_change"),
    path(
        "enterprise/colleagues/<int:pk>/hand-over/",
        colleague_hand_over,
        name="colleague_hand_over",
    ),
]
