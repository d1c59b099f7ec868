"""What an upheld objection touches: named, opened, judged again or replaced."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Dossier
from applications.presentation.corrected import Corrected, corrected
from portal import workcalendar
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import reopening as actions
from scoring.actions.facts_again import is_overdue, settle_facts
from scoring.actions.panels import Barred
from scoring.actions.replacing import replace
from scoring.facts.barring import barred_pairs
from scoring.facts.openings import openings_of
from scoring.forms.reopening import JudgeForm, ReopenForm, ReplaceForm
from scoring.models import Expert, Objection, Reopening

NOT_NOW = "这件异议不是成立而待更正的异议，或名单已经更正，不能再打开。"
OPEN = "所选的事项有的已经重新打开、还没有办结，请先查看这件异议的办理情况。"
DONE = "这一事项已经办结，可能另一位同事已经办理。"
OUT = (
    "企业正在更正申报内容，期限 {}；提交以后或者逾期以后，先核对申报内容，"
    "再认定其他事项。"
)
OF_A_SEAT = Reopening.OF_A_SEAT
ACTS = {
    Reopening.Kind.FACTS: settle_facts,
    Reopening.Kind.CLAUSE: actions.judge_again,
    Reopening.Kind.VETO: actions.judge_again,
    Reopening.Kind.MARKS: replace,
    Reopening.Kind.SEAT: replace,
}

read_and_post = require_http_methods(["GET", "HEAD", "POST"])


@read_and_post
@official_only
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """First the dossier, where the objection is to a whole list; then what of it."""
    rows = Objection.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("shortlist__round"), pk=pk)
    back = reverse("scoring:objection", args=[pk])
    if not access.may_reopen(request.user, found):
        return conflict(request, NOT_NOW, back)
    listed = _listed(found)
    context = {
        "objection": found,
        "listed": listed,
        "trail": [("异议办理", reverse("scoring:objections")), (found.number, back)],
    }
    dossier = _dossier(request, found, listed)
    if dossier is None:
        return render(request, "scoring/official/reopen_form.html", context)
    dossier.round = found.shortlist.round
    form = ReopenForm(request.POST or None, openings=openings_of(dossier))
    if request.method == "POST" and form.is_valid():
        return _reopen(request, found, dossier, form)
    context |= {"dossier": dossier, "form": form}
    return render(request, "scoring/official/reopen_form.html", context)


def _listed(objection: Objection) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(shortlist_entries__shortlist=objection.shortlist_id)
    return rows.select_related("enterprise").order_by("number")


def _dossier(
    request: HttpRequest, objection: Objection, listed: QuerySet[Dossier]
) -> Dossier | None:
    asked = request.GET.get("dossier", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return get_object_or_404(listed, pk=int(asked))
    return listed.filter(pk=objection.dossier_id).first()


def _reopen(
    request: HttpRequest, objection: Objection, dossier: Dossier, form: ReopenForm
) -> HttpResponse:
    back = reverse("scoring:objection", args=[objection.pk])
    try:
        opened = actions.reopen(
            objection=objection,
            dossier=dossier,
            wrong=form.wrong,
            note=form.cleaned_data["note"],
            workdays=form.cleaned_data["workdays"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.MayNotReopen:
        return conflict(request, NOT_NOW, back)
    except actions.AlreadyOpen:
        return conflict(request, OPEN, back)
    except actions.NotThere as error:
        return conflict(request, str(error), back)
    messages.success(request, f"已重新打开 {len(opened)} 项，其余内容不变。")
    return redirect(back)


@read_and_post
@official_only
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """A verdict given again, or another expert for the seat."""
    rows = Reopening.objects.visible_to(request.user).select_related(
        "objection__shortlist__round", "dossier__round", "dossier__enterprise",
        "assignment__expert", "replacement__expert",
    )  # fmt: skip
    found = get_object_or_404(rows, pk=pk)
    back = reverse("scoring:objection", args=[found.objection_id])
    if found.done_at is not None:
        return conflict(request, DONE, back)
    if not access.may_reopen(request.user, found.objection):
        return conflict(request, NOT_NOW, back)
    if why := _waits(found):
        return conflict(request, why, back)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        return _settle(request, found, form)
    context = {
        "corrected": _corrected(found),
        "is_overdue": is_overdue(found.dossier, timezone.now()),
        "reopening": found,
        "is_of_a_seat": found.kind in OF_A_SEAT,
        "what": named(found),
        "form": form,
        "trail": [
            ("异议办理", reverse("scoring:objections")),
            (found.objection.number, back),
        ],
    }
    return render(request, "scoring/official/reopening_form.html", context)


def _waits(found: Reopening) -> str:
    """Why a verdict cannot be given yet: the enterprise has its dossier."""
    dossier = found.dossier
    if found.kind in OF_A_SEAT or not dossier.is_recalled:
        return ""
    if found.kind == Reopening.Kind.FACTS and is_overdue(dossier, timezone.now()):
        return ""
    return OUT.format(beijing(dossier.correction_due, "deadline"))


def _corrected(found: Reopening) -> tuple[Corrected, ...]:
    """What the enterprise was asked last, and what it did."""
    if found.kind != Reopening.Kind.FACTS:
        return ()
    rows = corrected(found.dossier)
    return tuple(each for each in rows if each.item.step_id == rows[0].item.step_id)


def _form(request: HttpRequest, found: Reopening) -> JudgeForm | ReplaceForm:
    data = request.POST if request.method == "POST" else None
    if found.kind not in OF_A_SEAT:
        is_late = is_overdue(found.dossier, timezone.now())
        return JudgeForm(data, kind=found.kind, is_overdue=is_late)
    return ReplaceForm(data, experts=_candidates(found.dossier))


def _candidates(dossier: Dossier) -> QuerySet[Expert]:
    pool = Expert.objects.filter(province=dossier.round.province).available()
    barred = barred_pairs([dossier], [*pool], workcalendar.today())
    out = [expert for (_, expert) in barred]
    return pool.exclude(pk__in=out).select_related("user").order_by("code")


def _settle(
    request: HttpRequest, found: Reopening, form: JudgeForm | ReplaceForm
) -> HttpResponse:
    back = reverse("scoring:objection", args=[found.objection_id])
    doing = {"reopening": found, "by": request.user, "at": timezone.now()}
    act = ACTS[Reopening.Kind(found.kind)]
    try:
        act(**doing, **form.cleaned_data)
    except actions.AlreadyDone:
        return conflict(request, DONE, back)
    except actions.MayNotReopen:
        return conflict(request, NOT_NOW, back)
    except actions.StillOut:
        return conflict(request, OUT.format("见申报书"), back)
    except Barred as error:
        return conflict(request, f"{error}。请另选一位专家。", back)
    done = "已替换，待新专家评分" if found.kind in OF_A_SEAT else "已重新认定"
    messages.success(request, f"{done}。")
    return redirect(back)


def named(found: Reopening) -> str:
    """What was opened, by its own name; an official knows experts by their codes."""
    who = found.assignment.expert.code if found.assignment else ""
    if found.kind == Reopening.Kind.MARKS:
        return f"专家 {who} 的评分：指标 {'、'.join(found.codes)}"
    if found.kind == Reopening.Kind.FACTS:
        return f"申报内容：{'、'.join(found.codes)}"
    if found.kind == Reopening.Kind.SEAT:
        return f"应当回避的专家 {who}"
    choices = openings_of(found.dossier)
    words = {**dict(choices.clauses), **dict(choices.vetoes)}
    return f"{found.get_kind_display()}：{words.get(found.target, found.target)}"


OBJECTIONS = "manage/objections/"
urlpatterns = [
    path(f"{OBJECTIONS}<int:pk>/reopen/", reopen, name="reopen"),
    path(f"{OBJECTIONS}reopenings/<int:pk>/", reopening, name="reopening"),
]
