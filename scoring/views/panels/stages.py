"""The two turning points of a round's review: its beginning and its end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.models import Round
from portal.conflict import conflict
from portal.doors import official_only
from scoring.actions import stages
from scoring.actions.panels import seats_of
from scoring.forms.panels import ClosingForm
from scoring.models import Assignment, Flag
from scoring.views.assignments import posted, round_of

MOST_NAMED = 5
WRONG_MOMENT = "批次现在处于“{}”阶段，不能这样做。"


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def start_scoring(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    back = reverse("scoring:panels", args=[pk])
    if round.status != Round.Status.OPEN:
        return conflict(request, WRONG_MOMENT.format(round.get_status_display()), back)
    if open_points := stages.before_scoring(round, timezone.now()):
        return conflict(request, "".join(open_points), back)
    if request.method == "POST":
        try:
            stages.start_scoring(round=round, by=request.user, at=timezone.now())
        except stages.NotYet as error:
            return conflict(request, str(error), back)
        messages.success(request, "评审已开始，专家可以声明和评分。")
        return redirect(back)
    context = {
        "heading": "开始专家评审",
        "action": "确认开始评审",
        "cancel_url": back,
        "consequences": _what_begins(round),
        "irreversible": "开始后不能回到申报与推荐阶段，也不能再受理申报。",
        "trail": _trail(round),
    }
    return render(request, "confirm.html", context)


def _what_begins(round: Round) -> list[str]:
    dossiers = list(seats_of(round))
    seated = sum(dossier.seated for dossier in dossiers)
    short = [d for d in dossiers if d.seated < round.panel_size]
    said = [
        f"{len(dossiers)} 份已受理的申报、{seated} 个专家席位进入评审，"
        f"每份 {round.panel_size} 名专家。",
        "专家登录后先声明有无利益关系，再打开材料评分。",
        "评审期间仍可调整专家组，已撤回或回避的专家的评分不计入。",
    ]
    if short:
        numbers = "、".join(str(dossier) for dossier in short[:5])
        said.append(
            f"其中 {len(short)} 份的专家不足 {round.panel_size} 名"
            f"（{numbers}{'等' if len(short) > 5 else ''}），可在开始后补足。"
        )
    if round.is_blind:
        said.append(
            "本批次匿名评审：系统隐去页面上的单位、人员、代码、地址和平台名称；"
            "专家下载的佐证去掉作者、单位等文件属性，"
            "但文件各页上写的内容不作处理，请事先确认。"
        )
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def close_scoring(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    back = reverse("scoring:panels", args=[pk])
    if round.status != Round.Status.SCORING:
        return conflict(request, WRONG_MOMENT.format(round.get_status_display()), back)
    if open_points := stages.before_closing(round):
        return conflict(request, "".join(open_points), back)
    missing, waiting = stages.sheets_missing(round), stages.unchecked(round)
    conferring = stages.still_conferring(round, timezone.now())
    form = ClosingForm(
        posted(request),
        missing=missing,
        unchecked=waiting,
        conferring=len(conferring),
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason") or ""
        try:
            stages.close_scoring(
                round=round, reason=reason, by=request.user, at=timezone.now()
            )
        except stages.NotYet as error:
            return conflict(request, str(error), back)
        messages.success(request, "评审已结束，可以查看排名。")
        return redirect(back)
    context = {
        "heading": "结束专家评审",
        "action": "确认结束评审",
        "cancel_url": back,
        "form": form,
        "consequences": [
            *_what_ends(round, missing, waiting),
            *_what_stays(conferring),
        ],
        "irreversible": "结束后专家不能再评分，不能再调整专家组，条款认定也随之固定。",
        "trail": _trail(round),
    }
    return render(request, "confirm.html", context)


def _what_ends(round: Round, missing: int, waiting: int) -> list[str]:
    standing = Assignment.objects.standing().filter(dossier__round=round).count()
    unchecked = f"有 {waiting} 份没有复核补正后的内容，按原来的评分计入。"
    said = [
        f"应交评分表 {standing} 份，已提交 {standing - missing} 份，"
        f"未提交 {missing} 份；未提交的不计入。",
        *([unchecked] if waiting else []),
        "各类平台按冻结的汇总规则计算排名。",
    ]
    return [*said, *_flags_left(round)]


def _flags_left(round: Round) -> list[str]:
    """The open flags by their dossiers, so that none is forgotten."""
    open_ones = Flag.objects.open().filter(assignment__dossier__round=round)
    count = open_ones.count()
    if not count:
        return []
    first = open_ones.select_related("assignment__dossier")[:MOST_NAMED]
    named = "、".join(
        f"{each.assignment.dossier.number}（{each.get_kind_display()}）"
        for each in first
    )
    more = "等" if count > MOST_NAMED else ""
    return [
        f"还有 {count} 条专家标记没有处理：{named}{more}；结束后仍可写处理意见，"
        "但不能再作条款认定。"
    ]


def _what_stays(conferring: list[str]) -> list[str]:
    """Of the second round: whoever has not answered keeps the first marks."""
    if not conferring:
        return []
    named = "；".join(conferring[:10]) + ("等" if len(conferring) > 10 else "")
    return [f"{named}。结束后没有答复的按第一轮评分计入。"]


def _trail(round: Round) -> list[tuple[str, str]]:
    return [
        (round.title, round.get_absolute_url()),
        ("专家组", reverse("scoring:panels", args=[round.pk])),
    ]


urlpatterns = [
    path("manage/rounds/<int:pk>/start-scoring/", start_scoring, name="start_scoring"),
    path("manage/rounds/<int:pk>/close-scoring/", close_scoring, name="close_scoring"),
]
