"""Whom a discussion tells what: its experts, by number of the dossier alone."""

from collections.abc import Iterable

from applications.models import Dossier
from applications.news import audiences as to
from applications.news.case import Case, about
from applications.news.lines import Line, page, telling
from portal.models import AuditEntry, Topic, User
from scoring.models import Assignment, ScoreSheet

TASKS = page("scoring:tasks")


def _of_discussion(entry: AuditEntry) -> Case | None:
    return about(entry, Dossier.objects.filter(discussion=entry.subject_id))


def _conferring(case: Case) -> Iterable[User]:
    """Who marked the dossier and takes part; never who has not handed in yet."""
    marked = Assignment.objects.standing().filter(
        dossier=case.dossier, sheet__state=ScoreSheet.State.HANDED_IN
    )
    return to.ACTIVE.filter(pk__in=marked.values("expert__user"))


def _talked(case: Case) -> str:
    """One piece of news an hour, however much is said."""
    return f"talked:{case.entry.subject_id}:{case.hour}"


DISCUSSIONS = {
    "discussion.opened": telling(
        _of_discussion,
        Line(
            _conferring, Topic.REVIEW, "请会商复评：{number}",
            "“{round}”中申报编号 {number} 各专家评分相差较大，请在{due}以前"
            "查看其他专家的评分并答复。", TASKS,
        ),
    ),
    "discussion.extended": telling(
        _of_discussion,
        Line(
            _conferring, Topic.REVIEW, "会商期限延后：{number}",
            "“{round}”中申报编号 {number} 的会商，答复期限延至{due}。", TASKS,
        ),
    ),
    "discussion.cancelled": telling(
        _of_discussion,
        Line(
            _conferring, Topic.REVIEW, "会商已取消：{number}",
            "“{round}”中申报编号 {number} 的会商已由组织单位取消，"
            "不用答复，按第一轮评分计入。", TASKS,
        ),
    ),
    "discussion.said": telling(
        _of_discussion,
        Line(
            _conferring, Topic.REVIEW, "会商有新的发言：{number}",
            "“{round}”中申报编号 {number} 的会商有新的发言。", TASKS, _talked,
        ),
    ),
}  # fmt: skip
