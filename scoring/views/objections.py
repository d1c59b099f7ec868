"""Objections: filed and asked after by anybody, answered by officials."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from applications.models import Round
from applications.presentation.check_code import code_of, is_check_code
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.download import stored_file
from portal.models import User
from scoring import access
from scoring.actions import amending
from scoring.actions import objecting as actions
from scoring.forms.objecting import (
    AnswerForm,
    ObjectionForm,
    QueryForm,
    target_of,
    targets_of,
)
from scoring.forms.reopening import HandlerForm
from scoring.models import Objection, ObjectionFile, Shortlist
from scoring.rankings.ranked import address_of, label_of
from scoring.views.reopening import named

PER_PAGE = 50
LATE = "这一批次现在不接受异议：异议应在公示期内提出，公示期见公示页。"
TOO_MANY = "提交次数过多，请过一会儿再试；也可以按公示页的联系方式书面提出。"
WRONG = "异议编号或校验码不对。请照回执上的编号和校验码填写。"
ANSWERED = "这件异议已经答复，可能另一位同事已经办理。"
UNCHECKED = "这份文件还没有通过安全检查，暂时不能打开。请稍后再试。"

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@login_not_required
@never_cache
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    """404 while nothing of the round is public; 409 outside the days of notice."""
    round = get_object_or_404(Round.objects.opened(), pk=pk)
    published = Shortlist.objects.published().filter(round=round)
    lists = list(
        published.prefetch_related("entries__dossier__enterprise", "replacements")
    )
    if not lists:
        raise Http404
    today = workcalendar.today()
    open_lists = [
        (each, label_of(round, each.kind))
        for each in lists
        if access.takes_objections(each, today)
        or any(change.is_on_notice(today) for change in each.replacements.all())
    ]
    if not open_lists:
        return conflict(request, LATE, reverse("scoring:publicity", args=[pk]))
    form = ObjectionForm(
        request.POST or None,
        request.FILES or None,
        targets=targets_of(open_lists, today),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="objection"):
            form.add_error(None, TOO_MANY)
            status = 429
        elif receipt := _file(request, form, open_lists):
            return receipt
    trail = [
        ("公示公告", reverse("scoring:publicity_list")),
        (f"{round.title}公示", reverse("scoring:publicity", args=[pk])),
    ]
    context = {"round": round, "form": form, "trail": trail}
    template = "scoring/public/objection_form.html"
    return render(request, template, context, status=status)


def _file(
    request: HttpRequest, form: ObjectionForm, lists: list[tuple[Shortlist, str]]
) -> HttpResponse | None:
    """The receipt, shown once; None where the form says what is wrong."""
    shortlist, dossier = target_of(form.cleaned_data["target"], lists)
    try:
        objection = actions.file_objection(
            shortlist=shortlist,
            dossier=dossier,
            said=form.said,
            proofs=form.proofs,
            by=request.user if request.user.is_authenticated else None,
            at=timezone.now(),
        )
    except actions.NoticeIsOver:
        form.add_error(None, LATE)
        return None
    except actions.Infected as found:
        form.add_error(None, f"文件“{found}”查出病毒，异议没有提交。请换一份文件。")
        return None
    context = {"objection": objection, "code": code_of(objection.key)}
    return render(request, "scoring/public/objection_receipt.html", context)


@read_and_post
@login_not_required
@never_cache
def objection_query(request: HttpRequest) -> HttpResponse:
    """By POST: neither number nor code belongs in an address."""
    form = QueryForm(request.POST or None)
    objection, status, is_withdrawn = None, 200, False
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].upper()
        if not ratelimit.consume(request, action="progress", key=number):
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            objection = _found(number, form.cleaned_data["code"])
            if objection is None:
                form.add_error(None, WRONG)
            elif request.POST.get("then") == "withdraw":
                is_withdrawn = _withdrawn(request, objection)
    context = {"form": form, "objection": objection, "is_withdrawn": is_withdrawn}
    template = "scoring/public/objection_query.html"
    return render(request, template, context, status=status)


def _withdrawn(request: HttpRequest, objection: Objection) -> bool:
    """Whether it was taken back now; an answered one stays as it is."""
    by = request.user if request.user.is_authenticated else None
    try:
        actions.withdraw(objection=objection, by=by, at=timezone.now())
    except actions.AlreadyAnswered:
        return False
    objection.refresh_from_db()
    return True


def _found(number: str, code: str) -> Objection | None:
    """The same work and the same answer for a wrong number and a wrong code."""
    objection = Objection.objects.filter(number=number).first()
    is_right = is_check_code(code, objection.key if objection else "")
    return objection if objection and is_right else None


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
        "in_the_way": amending.in_the_way(shortlist) if may_reopen else (),
        "amend_url": address_of("amend", shortlist.round, shortlist.kind),
    }


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
    path("publicity/<int:pk>/objection/", objection_new, name="objection_new"),
    path("objection/", objection_query, name="objection_query"),
    path("manage/objections/", objections, name="objections"),
    path("manage/objections/<int:pk>/", objection, name="objection"),
    path(
        "manage/objections/<int:pk>/assign/", objection_assign, name="objection_assign"
    ),
    path("manage/objections/files/<str:key>/", objection_file, name="objection_file"),
]
