"""Whom a correction during scoring tells what: its enterprise, officials, experts."""

from collections.abc import Iterable

from applications.news import audiences as to
from applications.news.case import Case, of_dossier
from applications.news.lines import Line, page, telling
from applications.news.lines import of_dossier as at_dossier
from portal.models import Topic, User
from scoring.models import Assignment

TASKS = page("scoring:tasks")


def _seated(case: Case) -> Iterable[User]:
    """The experts of the dossier who have begun."""
    declared = Assignment.objects.filter(
        dossier=case.dossier, state=Assignment.State.DECLARED
    )
    return to.ACTIVE.filter(pk__in=declared.values("expert__user"))


RECALLS = {
    "dossier.recalled": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 在评审期间需要补正",
            "申报书 {number}（{kind}）有内容需要补正，共 {items} 项，"
            "请在{due}前补正并重新提交，逾期不能提交。",
            at_dossier("applications:dossier"),
        ),
    ),
    "dossier.corrected": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 的补正已提交",
            "本单位的申报书 {number}（{kind}）已补正并提交，回到专家评审。",
            at_dossier("applications:receipt"),
        ),
        Line(
            to.officials, Topic.CORRECTION, "评审期间的补正已提交：{number}",
            "申报书 {number} 已补正，专家将复核有变化的指标。",
            at_dossier("applications:official_dossier"),
        ),
        Line(
            _seated, Topic.REVIEW, "一份申报已补正，请复核：{number}",
            "您评审的申报编号 {number} 已补正。请查看是否有指标重新打开；"
            "有的，对照前后内容复核，其余评分不变。",
            TASKS,
        ),
    ),
    "dossier.recall_ended": telling(
        of_dossier,
        Line(
            to.firm, Topic.CORRECTION, "申报书 {number} 的补正已结束",
            "申报书 {number}（{kind}）逾期未提交补正，按最后一次提交的内容评审。",
            at_dossier("applications:dossier"),
        ),
    ),
}  # fmt: skip
