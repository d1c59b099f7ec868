"""How a dossier stands, for who holds its receipt: without login, without names."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.forms.progress import ProgressForm
from applications.models import Dossier
from applications.presentation import kind_label, moves_of, tone_of
from applications.presentation.check_code import is_check_code
from applications.presentation.standing import state_of
from applications.views.journey import journey_of, round_moves

WRONG = "申报编号或校验码不对。请照提交回执上的编号和校验码填写。"
TOO_MANY = "查询次数过多，请过一会儿再试；申报单位也可以登录查看。"


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """By POST: neither number nor code belongs in an address."""
    form = ProgressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    number = form.cleaned_data["number"]
    if not ratelimit.consume(request, action="progress", key=number):
        form.add_error(None, TOO_MANY)
        return _page(request, form, status=429)
    dossier = _found(number, form.cleaned_data["code"])
    if dossier is None:
        form.add_error(None, WRONG)
        return _page(request, form)
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "tone": tone_of(dossier),
        "steps": journey_of(dossier),
        "moves": (
            *moves_of(dossier.steps.select_related("by")),
            *round_moves(dossier),
        ),
        "state": state_of(dossier),
    }
    return render(request, "applications/public/progress_found.html", context)


def _found(number: str, code: str) -> Dossier | None:
    """The same work and the same answer for a wrong number and a wrong code."""
    rows = Dossier.objects.select_related("round").defer("document")
    dossier = rows.filter(number=number).first()
    is_right = is_check_code(code, dossier.key if dossier else "")
    return dossier if dossier and is_right else None


def _page(request: HttpRequest, form: ProgressForm, status: int = 200) -> HttpResponse:
    template = "applications/public/progress.html"
    return render(request, template, {"form": form}, status=status)


urlpatterns = [path("progress/", progress, name="progress")]
