"""What officials do about letters: have them written, send them out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from applications.models import Dossier, Round
from portal import jobs
from portal.conflict import conflict
from portal.doors import official_only
from portal.models import Job
from scoring import access
from scoring.actions import letters
from scoring.exports.letter_check import LetterError
from scoring.models import Letter
from scoring.views.assignments import round_of

#: The kinds that are written for a whole round at once.
BULK = [(kind.value, kind.label) for kind in letters.COMPOSED]

NOT_YET = "还没有经复核的名单。请先在“排名和名单”中冻结并复核，再生成意见书和通知书。"


@require_POST
@official_only
def letters_write(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    back = _page(round)
    if not access.may_write_letters(request.user, round):
        return conflict(request, NOT_YET, back)
    kinds = [kind for kind, _ in BULK if kind in request.POST.getlist("kinds")]
    if not kinds:
        messages.error(request, "请至少选择一个文种，再点“批量生成并打包”。")
        return redirect(back)
    job = ask(request, round, kinds, "批量生成意见书和通知书")
    return redirect("portal:job", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@official_only
def letters_issue(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_of(request, pk)
    back = _page(round)
    waiting = letters.issuable(round)
    if not waiting.exists():
        reason = "没有可以发出的意见书和通知书：须先成文，且所属名单已经公示。"
        return conflict(request, reason, back)
    if request.method == "POST":
        now = timezone.now()
        sent = letters.issue_letters(round=round, by=request.user, at=now)
        messages.success(request, f"已发出 {sent} 份文书，申报单位登录后可以下载。")
        return redirect(back)
    context = {
        "heading": "发出意见书和通知书",
        "action": "确认发出",
        "cancel_url": back,
        "consequences": ["申报单位登录后即可在申报书页面查看、下载本单位的文书。"],
        "affected": [str(each) for each in waiting[:10]],
        "affected_count": waiting.count(),
        "affected_unit": "份",
        "irreversible": "发出后不能收回，也不能修改。",
        "trail": trail(round),
    }
    return render(request, "confirm.html", context)


@require_POST
@official_only
def letter_correction(request: HttpRequest, key: str) -> HttpResponse:
    """Write the letter about a return for correction, and have it printed."""
    visible = Dossier.objects.visible_to(request.user)
    dossier = get_object_or_404(visible.select_related("round", "enterprise"), key=key)
    step = letters.last_return(dossier)
    back = _page(dossier.round)
    if step is None:
        return conflict(request, "这份申报书不在退回补正状态。", back)
    try:
        letters.write_correction(
            dossier=dossier, step=step, by=request.user, at=timezone.now()
        )
    except letters.NotReturned:
        return conflict(request, "这份申报书不在退回补正状态。", back)
    except LetterError as error:
        return conflict(request, str(error), back)
    ask(request, dossier.round, [Letter.Kind.CORRECTION], "生成补正通知书")
    messages.success(request, "补正通知书已登记，几秒后成文。")
    return redirect(back)


def ask(request: HttpRequest, round: Round, kinds: list[str], title: str) -> Job:
    payload = {
        "round": round.pk,
        "kinds": [str(kind) for kind in kinds],
        "title": f"{title}：{round.title}",
        "back": _page(round),
    }
    return jobs.ask(kind="letters", payload=payload, by=request.user)


def trail(round: Round) -> list[tuple[str, str]]:
    return [
        ("批次管理", reverse("applications:rounds")),
        (round.title, round.get_absolute_url()),
        ("意见书和通知书", _page(round)),
    ]


def _page(round: Round) -> str:
    return reverse("scoring:letters", args=[round.pk])


urlpatterns = [
    path("manage/rounds/<int:pk>/letters/write/", letters_write, name="letters_write"),
    path("manage/rounds/<int:pk>/letters/issue/", letters_issue, name="letters_issue"),
    path(
        "manage/dossiers/<str:key>/correction-letter/",
        letter_correction,
        name="letter_correction",
    ),
]
