"""Objections before officials: answered, and what follows from an upheld one."""

from typing import Any

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

from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import stored_file
from portal.models import User
from scoring import access
from scoring.actions import amending
from scoring.actions import objecting as actions
from scoring.forms.objecting import AnswerForm
from scoring.forms.reopening import HandlerForm
from scoring.models import Objection, ObjectionFile
from scoring.rankings.ranked import address_of, label_of
from scoring.views.objections.reopening import named

PER_PAGE = 50
ANSWERED = "这件异议已经答复，可能另一位同事已经办理。"
UNCHECKED = "这份文件还没有通过安全检查，暂时不能打开。请稍后再试。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@official_only
def objections(request: HttpRequest) -> HttpResponse:
    """The ones without an answer first, the nearest due first."""
    rows = Objection.objects.visible_to(request.user).select_related(
        "shortlist__round", "dossier__enterprise", "handler"
    )
    rows = rows.defer("shortlist__round__guide_text", "shortlist__round__table")
    mine = request.GET.get("mine") == "yes"
    if mine:
        rows = rows.filter(handler=request.user)
    page = Paginator(rows.in_turn(), PER_PAGE)
    today = workcalendar.today()
    found = page.get_page(request.GET.get("page"))
    lines = [(each, each.is_overdue(today)) for each in found.object_list]
    context = {
        "page": found,
        "lines": lines,
        "tabs": [("全部", "?", not mine), ("由我承办", "?mine=yes", mine)],
        "trail": [("批次管理", reverse("applications:rounds"))],
    }
    return render(request, "scoring/official/objection_list.html", context)


@read_and_post
@official_only
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Objection.objects.visible_to(request.user).select_related(
        "shortlist__round", "dossier__enterprise", "answered_by", "handler"
    )
    found = get_object_or_404(rows, pk=pk)
    may_answer = access.may_answer(request.user, found)
    if request.method == "POST" and not may_answer:
        return conflict(request, ANSWERED, request.path)
    form = AnswerForm(request.POST or None) if may_answer else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.answer(
                objection=found,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except actions.AlreadyAnswered:
            return conflict(request, ANSWERED, request.path)
        messages.success(request, "已答复，提出人凭编号和校验码可以查询。")
        if form.cleaned_data["is_upheld"]:
            return redirect("scoring:reopen", pk)
        return redirect("scoring:objections")
    round = found.shortlist.round
    context = {
        "objection": found,
        "label": label_of(round, found.shortlist.kind),
        "files": found.files.all(),
        "is_overdue": found.is_overdue(workcalendar.today()),
        "form": form,
        **_amendment(request, found),
        "trail": [
            ("批次管理", reverse("applications:rounds")),
            ("异议办理", reverse("scoring:objections")),
        ],
    }
    return render(request, "scoring/official/objection_detail.html", context)


def _amendment(request: HttpRequest, found: Objection) -> dict[str, Any]:
    """Who deals with it, what it opened, and what comes next."""
    user, shortlist = request.user, found.shortlist
    rows = found.reopenings.select_related(
        "dossier__enterprise", "dossier__round", "assignment__expert",
        "replacement__expert", "done_by", "opened_by",
    )  # fmt: skip
    may_reopen = access.may_reopen(user, found)
    return {
        "handler_form": _handlers(request, found),
        "reopenings": [(each, named(each)) for each in rows],
        "may_reopen": may_reopen,
        "remedy_url": _remedy(found),
        "in_the_way": amending.in_the_way(shortlist) if may_reopen else (),
        "amend_url": address_of("amend", shortlist.round, shortlist.kind),
    }


def _remedy(found: Objection) -> str:
    """Where one who follows on a final list is removed; "" where a list is amended."""
    shortlist = found.shortlist
    if found.state != Objection.State.UPHELD or found.settled_at is not None:
        return ""
    if shortlist.confirmed_at is None:
        return ""
    return address_of("replacements", shortlist.round, shortlist.kind)


def _handlers(request: HttpRequest, found: Objection) -> HandlerForm | None:
    if not access.may_assign_objection(request.user, found):
        return None
    people = User.objects.filter(
        role=User.Role.OFFICIAL, province=request.user.province, is_active=True
    )
    return HandlerForm(
        request.POST if request.resolver_match.url_name == "objection_assign" else None,
        people=people.order_by("pk"),
        initial={"handler": found.handler_id},
    )


@require_POST
@official_only
def objection_assign(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Objection.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("shortlist", "handler"), pk=pk)
    back = reverse("scoring:objection", args=[pk])
    form = _handlers(request, found)
    if form is None:
        return conflict(request, ANSWERED, back)
    if not form.is_valid():
        messages.error(request, form.errors["handler"][0])
        return redirect(back)
    try:
        actions.assign(
            objection=found, **form.cleaned_data, by=request.user, at=timezone.now()
        )
    except actions.AlreadyAnswered:
        return conflict(request, ANSWERED, back)
    messages.success(request, f"已交{form.cleaned_data['handler'].name}承办。")
    return redirect(back)


@require_safe
@official_only
def objection_file(request: HttpRequest, key: str) -> HttpResponse:
    theirs = Objection.objects.visible_to(request.user)
    file = get_object_or_404(ObjectionFile, key=key, objection__in=theirs)
    if not file.is_servable:
        return conflict(request, UNCHECKED)
    return stored_file(file)


urlpatterns = [
    path("manage/objections/", objections, name="objections"),
    path("manage/objections/<int:pk>/", objection, name="objection"),
    path(
        "manage/objections/<int:pk>/assign/", objection_assign, name="objection_assign"
    ),
    path("manage/objections/files/<str:key>/", objection_file, name="objection_file"),
]
