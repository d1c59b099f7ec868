"""What views of rounds and assignments share: whose it is, whether it is open."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from applications.facts import guide_of
from applications.models import Round
from applications.presentation.handed_in import as_handed_in
from portal import guides
from portal.conflict import conflict
from portal.models import User
from portal.statements import ReadyObjects
from scoring import access
from scoring.models import Assignment, ScoreSheet

TASKS = "scoring:tasks"
ELSEWHERE = "评分表已在别处修改（另一个窗口或另一台电脑）"
CLOSED = "评分表已提交，或评审已结束，不能再修改"
ASSIGN_NOT_NOW = "批次不在申报与推荐或专家评审阶段，不能调整专家组。"


_AN_EXPERT, _A_KEY = User(pk=-1, role=User.Role.EXPERT), "a key"
_MINE = ReadyObjects(
    lambda: (
        Assignment.objects.visible_to(_AN_EXPERT)
        .select_related("expert", "dossier__round", "dossier__enterprise", "sheet")
        .filter(key=_A_KEY)
    ),
    _AN_EXPERT.pk,
    _A_KEY,
)


_AN_OFFICIAL, _A_ROUND = User(role=User.Role.OFFICIAL, province="a province"), -2
_THEIRS = ReadyObjects(
    lambda: Round.objects.visible_to(_AN_OFFICIAL).filter(pk=_A_ROUND),
    _AN_OFFICIAL.province,
    _A_ROUND,
)


def round_of(request: HttpRequest, pk: int) -> Round:
    if not request.user.is_official:
        return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    theirs: list[Round] = _THEIRS.all(request.user.province, pk)
    if not theirs:
        raise Http404
    return theirs[0]


def assignment_of(request: HttpRequest, key: str) -> Assignment:
    """Their own that still stands, or 404; with all that its pages need."""
    if not request.user.is_expert:
        raise Http404
    mine: list[Assignment] = _MINE.all(request.user.pk, key)
    if not mine:
        raise Http404
    [found] = mine
    if found.dossier.is_recalled:  # meanwhile it is its enterprise's
        as_handed_in(found.dossier)
    return found


def is_handed_in(assignment: Assignment) -> bool:
    return sheet_of(assignment).state == ScoreSheet.State.HANDED_IN


def sheet_of(assignment: Assignment) -> ScoreSheet:
    """The sheet, or the blank one that will be saved first; never writes."""
    found: ScoreSheet | None = getattr(assignment, "sheet", None)
    return found or ScoreSheet(assignment=assignment)


def stopped(request: HttpRequest, assignment: Assignment) -> HttpResponse | None:
    """The answer instead of the content: declare first, or not now."""
    if not access.is_scoring(assignment) and not is_handed_in(assignment):
        return not_scoring(request, assignment)
    if not access.may_open(request.user, assignment):
        return redirect("scoring:declare", assignment.key)
    return None


def not_scoring(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    if assignment.dossier.round.status == Round.Status.OPEN:
        return conflict(request, "本批次的评审尚未开始。", reverse(TASKS))
    reason = "本批次的评审已结束，这份申报没有提交评分表，不再接受评分。"
    return conflict(request, reason, reverse(TASKS))


def about(assignment: Assignment) -> dict[str, Any]:
    """What every page about an assignment says of its dossier."""
    dossier = assignment.dossier
    kind = guide_of(dossier.round).kinds[dossier.kind].label
    stated = dossier.document.get("profile", {}).get("industry", "")
    rows = [("申报编号", dossier.number), ("平台类型", kind)]
    if dossier.round.is_blind:
        rows += [
            ("所在城市", dossier.enterprise.city),
            ("所属行业", stated if stated in guides.industries() else ""),
        ]
    else:
        rows += [
            ("申报单位", dossier.enterprise.name),
            ("平台名称", dossier.platform),
            ("所在城市", dossier.enterprise.city),
        ]
    return {
        "assignment": assignment,
        "round": dossier.round,
        "number": dossier.number,
        "kind": kind,
        "facts": rows,
        "trail": [("评审任务", reverse(TASKS))],
        "name": "" if dossier.round.is_blind else dossier.enterprise.name,
    }


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty post is a post."""
    return request.POST if request.method == "POST" else None


def version_of(request: HttpRequest) -> int:
    """The version that the page was made from; 0, which is none, where it is odd."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
