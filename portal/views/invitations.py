"""Inviting people, and accepting an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal import invitations
from portal.doors import inviters_only
from portal.forms import InvitationForm, PasswordForm
from portal.models import Invitation, User

PER_PAGE = 50


@require_safe
@inviters_only
def invitation_list(request: HttpRequest) -> HttpResponse:
    rows = Invitation.objects.visible_to(request.user).select_related("user")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "now": timezone.now()}
    return render(request, "portal/invitation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@inviters_only
def invitation_new(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(**form.cleaned_data, by=request.user, at=timezone.now())
        except invitations.EmailTaken:
            form.full_clean()  # says so now, as it does when it was taken before
        else:
            messages.success(request, "邀请已建立，请把下表中的链接发给本人。")
            return redirect("portal:invitations")
    return render(request, "portal/invitation_form.html", {"form": form})


@require_POST
@inviters_only
def invitation_renew(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Invitation.objects.visible_to(request.user).select_related("user")
    invitation = get_object_or_404(visible, pk=pk)
    try:
        invitations.renew(invitation=invitation, by=request.user, at=timezone.now())
    except invitations.InvitationIsUsed:
        messages.warning(request, "对方已经设置密码，不需要新的链接。")
    else:
        messages.success(request, f"已为{invitation.user.name}生成新的链接。")
    return redirect("portal:invitations")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an invitation: set a password once, then log in with it."""
    now = timezone.now()
    usable = Invitation.objects.usable(now).select_related("user")
    found: Invitation | None = usable.filter(token=token).first()
    if found is None:
        return render(request, "portal/invitation_over.html", status=404)
    form = PasswordForm(request.POST or None, user=found.user)
    if request.method == "POST" and form.is_valid():
        return _accepted(request, found, form.cleaned_data["password1"])
    context = {"form": form, "invitation": found, "roles": User.Role}
    return render(request, "portal/invitation_accept.html", context)


def _accepted(
    request: HttpRequest, invitation: Invitation, password: str
) -> HttpResponse:
    try:
        invitations.accept(invitation=invitation, password=password, at=timezone.now())
    except invitations.InvitationIsUsed:
        return render(request, "portal/invitation_over.html", status=404)
    messages.success(request, "密码已设置，请用邮箱和密码登录。")
    return redirect("account_login")


urlpatterns = [
    path("invitations/", invitation_list, name="invitations"),
    path("invitations/new/", invitation_new, name="invitation_new"),
    path("invitations/<int:pk>/renew/", invitation_renew, name="invitation_renew"),
    path("invitations/<str:token>/", invitation, name="invitation"),
]
