"""The security administrator's list of accounts: close one, open it again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal import invitations
from portal.doors import security_only
from portal.models import User

PER_PAGE = 50


@require_safe
@security_only
def people(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    rows = User.objects.order_by("role", "pk")
    if wanted:
        rows = rows.filter(Q(name__icontains=wanted) | Q(email__icontains=wanted))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "now": timezone.now()}
    return render(request, "portal/people_list.html", context)


@require_POST
@security_only
def person_set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody closes their own account: somebody must be left to open it again."""
    user = get_object_or_404(User.objects.exclude(pk=request.user.pk), pk=pk)
    answer = request.POST.get("is_active")
    if answer not in {"yes", "no"}:
        messages.error(request, "没有说明停用还是启用。请用账号旁的按钮操作。")
        return redirect("portal:people")
    is_active = answer == "yes"
    invitations.set_active(user=user, is_active=is_active, by=request.user)
    word = "启用" if is_active else "停用"
    messages.success(request, f"已{word}{user.name}的账号，对方下一次操作即生效。")
    return redirect("portal:people")


urlpatterns = [
    path("people/", people, name="people"),
    path("people/<int:pk>/active/", person_set_active, name="person_set_active"),
]
