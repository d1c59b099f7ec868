"""Whom a defence tells what: its enterprise the slot, its experts the number alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from applications.facts import defence_of
from applications.models import Dossier
from applications.news import audiences as to
from applications.news.case import Case, about
from applications.news.lines import Line, page, telling
from applications.news.lines import of_dossier as at_dossier
from applications.news.lines import of_round as at_round
from portal.models import AuditEntry, Topic, User
from portal.templatetags.portal import beijing
from scoring.models import Assignment, DefenceSheet

OWN = at_dossier("applications:dossier")
TASKS = page("scoring:tasks")


def _of_defence(entry: AuditEntry) -> Case | None:
    mine = Q(defence=entry.subject_id) | Q(former_defences=entry.subject_id)
    rows = Dossier.objects.filter(mine)
    found = about(entry, rows, **_slot(entry.detail))
    if found is not None:
        rules = defence_of(found.round)
        bring = rules.bring if rules else ""
        found.more["bring"] = f"请携带：{bring}" if bring else ""
    return found


def _slot(detail: dict[str, Any]) -> dict[str, str]:
    starts = detail.get("starts_at")
    when = beijing(datetime.fromisoformat(starts), "deadline") if starts else ""
    return {"slot": when, "venue": detail.get("place", "")}


def _of_sheet(entry: AuditEntry) -> Case | None:
    sheets = DefenceSheet.objects.filter(pk=entry.subject_id)
    return about(entry, Dossier.objects.filter(defence__sheets__in=sheets))


def _panel(case: Case) -> Iterable[User]:
    """The experts of the dossier who may mark its defence."""
    seats = Assignment.objects.defending().filter(dossier=case.dossier)
    seats = seats.exclude(defence_sheet__state=DefenceSheet.State.RECUSED)
    return to.ACTIVE.filter(pk__in=seats.values("expert__user"))


def _excused(case: Case) -> Iterable[User]:
    """Whose sheet it is."""
    sheets = DefenceSheet.objects.filter(pk=case.entry.subject_id)
    return to.ACTIVE.filter(pk__in=sheets.values("assignment__expert__user"))


def _substitute(case: Case) -> Iterable[User]:
    return to.ACTIVE.filter(expert__code=case.entry.detail["expert"])


DEFENCES = {
    "defence.called": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "申报书 {number} 进入现场答辩",
            "“{round}”中本单位的申报书 {number}（{kind}）参加现场答辩，"
            "时间和地点排定后另行通知。{bring}", OWN,
        ),
        Line(
            _panel, Topic.REVIEW, "请参加现场答辩：{number}",
            "您评审的申报编号 {number} 进入现场答辩，请在评审任务中查看时间和评分表。",
            TASKS,
        ),
    ),
    "defence.scheduled": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "答辩时间已定：{number}",
            "申报书 {number} 的现场答辩：{slot}，{venue}。{bring}", OWN,
        ),
        Line(
            _panel, Topic.REVIEW, "答辩时间已定：{number}",
            "申报编号 {number} 的现场答辩：{slot}，{venue}。", TASKS,
        ),
    ),
    "defence.moved": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "答辩改期：{number}",
            "申报书 {number} 的现场答辩改为：{slot}，{venue}。{bring}", OWN,
        ),
        Line(
            _panel, Topic.REVIEW, "答辩改期：{number}",
            "申报编号 {number} 的现场答辩改为：{slot}，{venue}。", TASKS,
        ),
    ),
    "defence.missed": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "申报书 {number} 已记缺席答辩",
            "申报书 {number} 已记缺席现场答辩，处理办法见申报书页面。"
            "有异议的请立即与组织单位联系。", OWN,
        ),
    ),
    "defence.miss_taken_back": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "申报书 {number} 的缺席记录已撤销",
            "申报书 {number} 的缺席答辩记录已撤销。", OWN,
        ),
    ),
    "defence.cancelled": telling(
        _of_defence,
        Line(
            to.firm, Topic.REVIEW, "答辩召集已取消：{number}",
            "申报书 {number} 的现场答辩召集已取消，原定时间作废，理由见申报书页面。"
            "再次召集时另行通知。", OWN,
        ),
        Line(
            _panel, Topic.REVIEW, "答辩召集已取消：{number}",
            "申报编号 {number} 的现场答辩召集已取消，原定时间作废。", TASKS,
        ),
    ),
    "defence.substituted": telling(
        _of_defence,
        Line(
            _substitute, Topic.REVIEW, "请替补参加现场答辩：{number}",
            "请您替补参加申报编号 {number} 的现场答辩，只评答辩，不评申报材料。"
            "时间、地点和评分表见评审任务；有利益关系的请立即回避。", TASKS,
        ),
    ),
    "defence_sheet.excused": telling(
        _of_sheet,
        Line(
            _excused, Topic.REVIEW, "这场答辩改由替补专家评分：{number}",
            "申报编号 {number} 的现场答辩已改由替补专家评分，您不必参加；"
            "您的材料评分不变。", TASKS,
        ),
    ),
    "defence_sheet.recused": telling(
        _of_sheet,
        Line(
            to.officials, Topic.REVIEW, "专家就答辩回避：{number}",
            "申报书 {number} 有一位专家就现场答辩回避，材料评审得分不变。",
            at_round("scoring:defences"),
        ),
    ),
}  # fmt: skip
