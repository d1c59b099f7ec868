"""The second round as its experts see it: others' marks, what is said, one's answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from applications.facts import review_of, table_of
from portal.conflict import conflict
from portal.doors import expert_only
from portal.templatetags.portal import beijing
from scoring import access
from scoring.actions import discussions, second_sheets
from scoring.facts.conferring import compared, posts_of, seats_of
from scoring.forms.discussions import PostForm
from scoring.forms.second_sheets import AnswerForm
from scoring.models import Assignment, Discussion, SecondSheet
from scoring.views.assignments import about, assignment_of, sheet_of, version_of

FIRST_YOURS = "请先提交您自己的评分表，提交后才能看到其他专家的评分并参加会商。"
CLOSED = "会商期限已到，或评审已结束，不能再发言或答复。没有答复的按第一轮评分计入。"
CANCELLED = "这次会商已由组织单位取消，不用答复，按第一轮评分计入。"
ANSWERED = "您已经答复，复评得分不能再修改。"
ELSEWHERE = "复评内容已在别处修改（另一个窗口或另一台电脑），请核对最新的内容"
SAID_ELSEWHERE = (
    "您在另一个窗口已经发言。请看下面的记录，确认所写内容仍要发出，再按“发出”。"
)
SHUT = (discussions.DiscussionIsClosed, second_sheets.AnswerIsClosed)


@require_http_methods(["GET", "HEAD", "POST"])
@expert_only
def confer(request: HttpRequest, key: str) -> HttpResponse:
    """All there is to compare; ``then`` says which of its forms was posted."""
    assignment = assignment_of(request, key)
    discussion = discussion_of(assignment)
    if answer := kept_out(request, assignment, discussion):
        return answer
    if request.method == "POST" and request.POST.get("then") == "say":
        return _say(request, assignment, discussion)
    form = answer_form(assignment, request)
    if request.method == "POST":
        if reason := shut_reason(discussion, form):
            return conflict(request, reason, url_of(assignment))
        return _save(request, assignment, discussion, form)
    return _page(request, assignment, discussion, form)


def discussion_of(assignment: Assignment) -> Discussion:
    found = get_object_or_404(Discussion, dossier=assignment.dossier_id)
    found.dossier = assignment.dossier
    return found


def kept_out(
    request: HttpRequest, assignment: Assignment, discussion: Discussion
) -> HttpResponse | None:
    if discussion.cancelled_at:
        return conflict(request, CANCELLED, reverse("scoring:tasks"))
    if access.may_confer(request.user, assignment, sheet_of(assignment)):
        return None
    return conflict(request, FIRST_YOURS, assignment.get_absolute_url())


def answer_form(assignment: Assignment, request: HttpRequest | None) -> AnswerForm:
    found = getattr(assignment, "second_sheet", None)
    second = found or SecondSheet(assignment=assignment)
    typed = request.POST if request and request.method == "POST" else None
    table = table_of(assignment.dossier.round)
    return AnswerForm(table, assignment.sheet, second, typed)


def shut_reason(discussion: Discussion, form: AnswerForm) -> str:
    """Why nothing more can be answered; empty where it can."""
    if form.second.state == SecondSheet.State.HANDED_IN:
        return ANSWERED
    return "" if access.is_conferring(discussion, timezone.now()) else CLOSED


def _say(
    request: HttpRequest, assignment: Assignment, discussion: Discussion
) -> HttpResponse:
    form, shown = PostForm(request.POST), answer_form(assignment, None)
    if not form.is_valid():
        return _page(request, assignment, discussion, shown, post=form)
    typed = request.POST.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    try:
        post = discussions.say(
            assignment=assignment,
            text=form.cleaned_data["text"],
            number=number,
            by=request.user,
            at=timezone.now(),
        )
    except discussions.DiscussionIsClosed:
        return conflict(request, CLOSED, url_of(assignment))
    except discussions.SaidElsewhere:
        form.add_error(None, SAID_ELSEWHERE)
        return _page(request, assignment, discussion, shown, post=form)
    messages.success(request, "发言已发出。")
    return redirect(f"{url_of(assignment)}#post-{post.pk}")


def url_of(assignment: Assignment) -> str:
    return reverse("scoring:confer", args=[assignment.key])


def _save(
    request: HttpRequest,
    assignment: Assignment,
    discussion: Discussion,
    form: AnswerForm,
) -> HttpResponse:
    """The whole form; what can be read is kept, the rest shown again with why."""
    try:
        keep(request, assignment, form)
    except SHUT as error:
        return shut(request, assignment, error)
    except second_sheets.AnsweredElsewhere:
        return conflict(request, f"{ELSEWHERE}。", url_of(assignment))
    if form.problems:
        return _page(request, assignment, discussion, form)
    if request.POST.get("then") == "check":
        return redirect("scoring:confer_check", assignment.key)
    messages.success(request, f"已保存，改动 {len(form.changes)} 项。")
    return redirect(url_of(assignment))


def keep(request: HttpRequest, assignment: Assignment, form: AnswerForm) -> None:
    second, version, now = form.second, version_of(request), timezone.now()
    if form.is_changed or version != second.version:
        second.version = second_sheets.save(
            assignment=assignment,
            changes=form.changes,
            reasons=form.reasons,
            version=version,
            by=request.user,
            at=now,
        )
    second.updated_at = now


def shut(
    request: HttpRequest, assignment: Assignment, error: Exception
) -> HttpResponse:
    answered = isinstance(error, second_sheets.AnswerIsClosed)
    return conflict(request, ANSWERED if answered else CLOSED, url_of(assignment))


def _page(
    request: HttpRequest,
    assignment: Assignment,
    discussion: Discussion,
    form: AnswerForm,
    post: PostForm | None = None,
) -> HttpResponse:
    is_open = access.is_conferring(discussion, timezone.now())
    seats = seats_of(discussion, assignment, not is_open)
    found = compared(discussion, seats)
    posts = posts_of(discussion, assignment)
    is_answered = form.second.state == SecondSheet.State.HANDED_IN
    context: dict[str, Any] = {
        **about(assignment),
        "discussion": discussion,
        "limit": review_of(discussion.dossier.round).spread,
        "seats": seats,
        "shows_second": any(each.second is not None for each in seats),
        "widest": sorted(
            (each for each in found if each.is_widest), key=lambda each: -each.spread
        ),
        "rows": list(form.rows(found)),
        "form": form,
        "posts": posts,
        "post_form": post or PostForm(),
        "next_post": 1 + sum(each.is_own for each in posts),
        "is_open": is_open,
        "is_answered": is_answered,
        "may_answer": is_open and not is_answered,
        "saved_at": beijing(form.second.updated_at, "clock") if form.second.pk else "",
    }
    return render(request, "scoring/expert/discussion.html", context)


urlpatterns = [
    path("scoring/<slug:key>/discussion/", confer, name="confer"),
]
