"""The way out: check what was stated, declare, submit, receipt."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import access
from applications.actions import dossiers as actions
from applications.facts import findings_of
from applications.models import Dossier
from applications.presentation import chapters_of, clause_report, kind_label
from applications.presentation.check_code import check_code
from applications.presentation.doubts import Doubt, doubts_in
from applications.presentation.openings import openings_of, with_openings
from applications.presentation.outstanding import sections_for, tasks_of
from applications.views.evidence import files_of
from applications.views.journey import journey_of
from applications.views.own import own_dossier
from applications.views.uploading import why_closed
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import enterprise_only
from portal.models import User


@require_safe
@enterprise_only
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Everything once more, with what is missing and what the clauses come to."""
    dossier = own_dossier(request, key)
    return _check(request, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@enterprise_only
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Hand in; who comes second, from another tab, is shown the same receipt.

    Who comes by the address alone, as after a login that had run out, checks first.
    """
    dossier = own_dossier(request, key)
    if request.method != "POST":
        return redirect("applications:check", dossier.key)
    if not access.may_hand_in(request.user):
        raise PermissionDenied
    declared = request.POST.get("declared") == "yes"
    try:
        actions.submit(
            dossier=dossier, by=request.user, at=timezone.now(), declared=declared
        )
    except actions.NotDeclared:
        return _check(request, dossier, undeclared=True)
    except (actions.Incomplete, actions.StaleVersion) as refused:
        messages.error(request, _refusal(refused))
        return redirect("applications:check", dossier.key)
    except actions.TooLate:
        return conflict(request, _too_late(dossier), dossier.get_absolute_url())
    except actions.AlreadySubmitted:
        messages.info(request, "这份申报书先前已经提交，没有重复提交。")
    return redirect("applications:receipt", dossier.key)


@require_safe
@enterprise_only
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Its number, when it was handed in, and what comes next."""
    dossier = own_dossier(request, key)
    if dossier.submitted_at is None:
        return redirect(dossier)
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "steps": journey_of(dossier),
        "eligible": (dossier.report or {}).get("eligible"),
        "check_code": check_code(dossier),
    }
    return render(request, "applications/enterprise/dossier_receipt.html", context)


def _check(
    request: HttpRequest, dossier: Dossier, undeclared: bool = False
) -> HttpResponse:
    evidence = list(dossier.evidence.in_place())
    files = files_of(evidence)
    openings = openings_of(dossier, evidence)
    found = tasks_of(dossier, findings_of(dossier, ()), evidence)
    tasks = with_openings(found, openings)
    locked = {task.section.id for task in tasks if task.is_locked}
    may_edit = access.may_edit(request.user, dossier, timezone.now())
    submitting = _submitting(dossier)
    context = {
        "dossier": dossier,
        "kind": kind_label(dossier.round.guide_key, dossier.kind),
        "may_edit": may_edit,
        "may_submit": request.user in submitting,
        "submitting": submitting,
        "chapters": [
            replace(each, edit_url=_edit_url(dossier, each.id))
            if may_edit and each.id not in locked
            else each
            for each in chapters_of(dossier, files)
        ],
        "missing": [
            (task, [*task.errors, *task.missing], _edit_url(dossier, task.section.id))
            for task in tasks
            if task.errors or task.missing
        ],
        "blank": [
            (task, task.blank, _edit_url(dossier, task.section.id))
            for task in tasks
            if task.blank and not task.is_locked
        ],
        "doubts": _doubts(dossier),
        "items": [(each, _edit_url(dossier, each.section)) for each in openings.items],
        "report": clause_report(dossier, files),
        "undeclared": undeclared,
    }
    template = "applications/enterprise/dossier_check.html"
    return render(request, template, context)


def _doubts(dossier: Dossier) -> list[tuple[Doubt, str]]:
    """What is unusual and saved all the same, each with the page of its section."""
    found = doubts_in(sections_for(dossier), dossier.document, workcalendar.today())
    return [(each, _edit_url(dossier, each.section)) for each in found]


def _submitting(dossier: Dossier) -> list[User]:
    members = dossier.enterprise.memberships.submitting().select_related("user")
    return [each.user for each in members]


def _edit_url(dossier: Dossier, section: str) -> str:
    """A section's page that leads back here."""
    url = reverse("applications:section", args=[dossier.key, section])
    return f"{url}?from=check"


def _too_late(dossier: Dossier) -> str:
    if dossier.status == Dossier.Status.RETURNED:
        return why_closed(dossier, timezone.now())
    return "已到截止时间，不能再提交。"


def _refusal(refused: Exception) -> str:
    if isinstance(refused, actions.Incomplete):
        return f"还没有提交：有 {len(refused.missing)} 处必填内容没有填好，见下。"
    return "还没有提交：刚刚有人修改了这份申报书，请重新核对后再提交。"


urlpatterns = [
    path("dossiers/<str:key>/check/", check, name="check"),
    path("dossiers/<str:key>/submit/", submit, name="submit"),
    path("dossiers/<str:key>/receipt/", receipt, name="receipt"),
]
