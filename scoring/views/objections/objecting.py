"""Objections before the public: filed and asked after by anybody, taken back."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.models import Enterprise, Round
from applications.presentation.check_code import code_of, is_check_code
from portal import workcalendar
from portal.conflict import conflict
from scoring import access
from scoring.actions import objecting as actions
from scoring.actions.proofs import Infected
from scoring.forms.objecting import ObjectionForm, QueryForm, target_of, targets_of
from scoring.models import Objection, Shortlist
from scoring.rankings.ranked import label_of

LATE = "这一批次现在不接受异议：异议应在公示期内提出，公示期见公示页。"
TOO_MANY = "提交次数过多，请过一会儿再试；也可以按公示页的联系方式书面提出。"
WRONG = "异议编号或校验码不对。请照回执上的编号和校验码填写。"

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
    own = _own(request)
    form = ObjectionForm(
        request.POST or None,
        request.FILES or None,
        initial={**_known(request, own), "target": request.GET.get("list", "")},
        targets=targets_of(open_lists, today, own.pk if own else None),
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


def _own(request: HttpRequest) -> Enterprise | None:
    """Of somebody who is logged in for one; one query."""
    user = request.user
    if not user.is_authenticated or not user.is_enterprise:
        return None
    return Enterprise.objects.filter(memberships__user=user).first()


def _known(request: HttpRequest, own: Enterprise | None) -> dict[str, str]:
    """What such a person need not type."""
    if own is None:
        return {}
    return {"name": own.name, "contact": request.user.phone or request.user.email}


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
    except Infected as found:
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


urlpatterns = [
    path("publicity/<int:pk>/objection/", objection_new, name="objection_new"),
    path("objection/", objection_query, name="objection_query"),
]
