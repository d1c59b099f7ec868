"""Who may take the place of an expert who falls out of a defence, and in what order."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from portal import rules
from scoring.facts.barring import barred_pairs
from scoring.models import Assignment, Defence, DefenceSheet, Expert

RULE = (
    "替补专家取自本省专家库：可以评审，当天没有请假，与申报单位没有利益关系，"
    "没有评审过这份申报，同一时间没有其他答辩；"
    "按本批次答辩场次由少到多、专家编号由小到大排序，取第一位。"
    "第一位不能参加的，写明原因，取后面一位。"
)
BUSY = "同一时间有其他答辩"
STOOD_BACK = DefenceSheet.State.RECUSED


@dataclass(frozen=True, slots=True)
class Substitutes:
    """``able`` in the order of the rule, each with ``load``; why each other is not."""

    able: tuple[Expert, ...]
    passed: tuple[tuple[Expert, str], ...]


def substitutes_for(defence: Defence, today: date) -> Substitutes:
    """Five queries."""
    dossier = defence.dossier
    start = defence.starts_at
    day = start.astimezone(rules.BEIJING).date() if start else today
    pool = list(_pool(defence))
    barred = barred_pairs([dossier], pool, day)
    busy = _busy(defence)
    reasons = {
        each.pk: barred.get((dossier.pk, each.pk)) or (BUSY if each.pk in busy else "")
        for each in pool
    }
    return Substitutes(
        tuple(each for each in pool if not reasons[each.pk]),
        tuple((each, reasons[each.pk]) for each in pool if reasons[each.pk]),
    )


def _pool(defence: Defence) -> QuerySet[Expert]:
    mine = Q(
        assignments__state__in=Assignment.DEFENDING,
        assignments__dossier__defence__call__round=defence.dossier.round_id,
    ) & ~Q(assignments__defence_sheet__state=STOOD_BACK)
    pool = Expert.objects.filter(province=defence.dossier.round.province).available()
    rows = pool.select_related("user")
    return rows.annotate(load=Count("assignments", filter=mine)).order_by(
        "load", "code"
    )


def _busy(defence: Defence) -> set[int]:
    """Experts who sit in another defence across this slot."""
    if defence.starts_at is None:
        return set()
    others = Defence.objects.filter(
        starts_at__lt=defence.ends_at,
        dossier__isnull=False,
        absent_at=None,
        call__ended_at=None,
    ).exclude(pk=defence.pk)
    across = [each.dossier_id for each in others if each.ends_at > defence.starts_at]
    seats = Assignment.objects.defending().filter(dossier__in=across)
    return set(
        seats.exclude(defence_sheet__state=STOOD_BACK).values_list("expert", flat=True)
    )


def panel_of(defence: Defence) -> list[Assignment]:
    """Everybody who may mark it or could, with their sheet and who came instead."""
    seats = Assignment.objects.defending().filter(dossier=defence.dossier)
    return list(
        seats.select_related(
            "expert__user",
            "defence_sheet",
            "substitute__expert",
            "stands_in_for__expert",
        ).order_by("pk")
    )
