"""The province's page of a round's discussions: opened, followed, moderated."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.facts import review_of
from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import discussions as actions
from scoring.facts.conferring import compared, posts_of, seats_of
from scoring.facts.discussions import Apart, apart_and_moving, courses_of
from scoring.forms.discussions import OpeningForm
from scoring.forms.panels import ReasonForm
from scoring.models import Discussion, Post
from scoring.views.assignments import posted, round_of
from scoring.views.reviews import discussion_terms

NOT_SCORING = "批次不在专家评审阶段，不能发起会商。"
NOBODY = "没有选择申报。请在列表中勾选要会商的申报，再点“发起会商”。"
CHANGED = (
    "您确认期间情况有变（专家回避、增补，退回补正，或同事已经发起），"
    "一份也没有发起。请重新选择。"
)
MOVING = (
    "{numbers} 正在补正，或者补正后还有专家没有复核，一份也没有发起。"
    "请等企业提交、专家复核以后再发起。"
)
HIDDEN = "这条发言已经隐去。"


@require_safe
@official_only
def discussion_list(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    mine = Discussion.objects.visible_to(request.user).filter(dossier__round=round)
    apart, moving = apart_and_moving(round)
    context = {
        "round": round,
        "limit": review_of(round).spread,
        "apart": apart,
        "moving": moving,
        "courses": courses_of(mine.for_list(), timezone.now()),
        "may_open": round.status == Round.Status.SCORING,
        "trail": _trail(round),
    }
    return render(request, "scoring/official/discussion_list.html", context)


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
    ]


def _list_url(round: Round) -> str:
    return reverse("scoring:discussions", args=[round.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def discussion_open(request: HttpRequest, pk: int) -> HttpResponse:
    """``d`` are the keys chosen; one that is not apart (any more) is left out."""
    round = round_of(request, pk)
    if round.status != Round.Status.SCORING:
        return conflict(request, NOT_SCORING, _list_url(round))
    sent = request.POST if request.method == "POST" else request.GET
    keys = set(sent.getlist("d"))
    apart, moving = apart_and_moving(round)
    if still := [str(each) for each in moving if each.key in keys]:
        said = MOVING.format(numbers="、".join(still))
        return conflict(request, said, _list_url(round))
    chosen = [each for each in apart if each.dossier.key in keys]
    if not chosen:
        return conflict(request, CHANGED if keys else NOBODY, _list_url(round))
    form = OpeningForm(posted(request), at=timezone.now())
    if request.method == "POST" and form.is_valid():
        return _open(request, round, keys, form)
    context = {
        "heading": "发起会商",
        "action": "确认发起",
        "cancel_url": _list_url(round),
        "form": form,
        "hidden": [("d", each.dossier.key) for each in chosen],
        "affected": [_named(each) for each in chosen],
        "affected_unit": "份",
        "consequences": CONSEQUENCES,
        "irreversible": "发起后期限只能延后；有专家答复以后不能取消。",
        "trail": [*_trail(round), ("会商复评", _list_url(round))],
    }
    return render(request, "confirm.html", context)


CONSEQUENCES = [
    "这些申报的专家都收到通知，按专家编号看到其他专家的各项评分和评语（不显示姓名），"
    "可以发言，可以维持或者修改自己的评分；修改的每一项须写明理由。",
    "第一轮评分原样保留；答复了的按复评得分计入排名，到期没有答复的按第一轮评分计入。",
    "发起以后这些申报不能再退回补正；内容有要更正的，请先办补正。",
]


def _named(each: Apart) -> str:
    name = each.dossier.enterprise.name
    return f"{each.dossier} {name}：{each.sheets} 份评分表，总分相差 {each.spread} 分"


def _open(
    request: HttpRequest, round: Round, keys: set[str], form: OpeningForm
) -> HttpResponse:
    try:
        opened = actions.open_discussions(
            round=round,
            keys=keys,
            due_at=form.due_at,
            by=request.user,
            at=timezone.now(),
        )
    except actions.NothingToDiscuss:
        return conflict(request, CHANGED, _list_url(round))
    until = beijing(form.due_at, "deadline")
    messages.success(request, f"已发起 {len(opened)} 份申报的会商，{until}截止。")
    return redirect(_list_url(round))


@require_safe
@official_only
def discussion(request: HttpRequest, key: str) -> HttpResponse:
    """What is said; marks, of both rounds, once scoring is closed."""
    mine = Discussion.objects.visible_to(request.user).select_related(
        "dossier__enterprise", "dossier__round", "opened_by"
    )
    found = get_object_or_404(mine, key=key)
    round = found.dossier.round
    [course] = courses_of(
        Discussion.objects.filter(pk=found.pk).for_list(), timezone.now()
    )
    seats = seats_of(found, None, is_over=True)
    shows = access.may_see_ranking(request.user, round)
    context = {
        "discussion": found,
        "round": round,
        "limit": review_of(round).spread,
        "course": course,
        "seats": seats,
        "shows": shows,
        "rows": compared(found, seats) if shows else [],
        "posts": posts_of(found, None, shows_hidden=True),
        "may_hide": round.status == Round.Status.SCORING,
        "may_extend": course.is_open,
        "may_cancel": course.is_open and not course.answered,
        "changes": found.term_changes.select_related("by"),
        "trail": [*_trail(round), ("会商复评", _list_url(round))],
    }
    return render(request, "scoring/official/discussion_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def post_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a post from the experts, with a reason."""
    mine = Discussion.objects.visible_to(request.user)
    rows = Post.objects.filter(discussion__in=mine).select_related(
        "discussion__dossier__round", "assignment__expert", "hidden"
    )
    post = get_object_or_404(rows, pk=pk)
    back = post.discussion.get_absolute_url()
    if getattr(post, "hidden", None):
        return conflict(request, HIDDEN, back)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide(
                post=post,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.AlreadyHidden:
            return conflict(request, HIDDEN, back)
        messages.success(request, "发言已隐去，原文和理由留存。")
        return redirect(back)
    context = {
        "heading": "隐去发言",
        "action": "确认隐去",
        "cancel_url": back,
        "form": form,
        "consequences": [
            f"专家 {post.assignment.expert.code} 的发言：“{post.text}”",
            "专家看到的是“已由组织单位隐去”和您写的理由；原文留存，工作人员可以查看。",
        ],
        "irreversible": "隐去后不能恢复显示。",
        "trail": [
            *_trail(post.discussion.dossier.round),
            (f"{post.discussion.dossier} 会商", back),
        ],
    }
    return render(request, "confirm.html", context)


ROUND = "manage/rounds/<int:pk>/discussions/"
urlpatterns = [
    path(ROUND, discussion_list, name="discussions"),
    path(f"{ROUND}open/", discussion_open, name="discussion_open"),
    path("manage/discussions/<slug:key>/", discussion, name="discussion"),
    path("manage/discussions/posts/<int:pk>/hide/", post_hide, name="post_hide"),
    *discussion_terms.urlpatterns,
]
