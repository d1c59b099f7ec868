"""A round's way from filing to scoring and on to its end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from applications.models import Dossier, Round
from portal.audit import record
from portal.models import User
from scoring.models import Assignment, ScoreSheet


class NotYet(Exception):
    """The round cannot move on; the message says what is still open."""


def dossiers_without_experts(round: Round) -> list[Dossier]:
    """Accepted dossiers short of a full panel, with ``seated``. One query."""
    seated = Count("assignments", filter=Q(assignments__state__in=Assignment.STANDING))
    accepted = Dossier.objects.filter(round=round).accepted().for_list()
    return list(accepted.annotate(seated=seated).filter(seated__lt=round.panel_size))


def undecided(round: Round) -> int:
    """Dossiers on which the city or the province has not decided yet."""
    waiting = [
        Dossier.Status.SUBMITTED,
        Dossier.Status.RETURNED,
        Dossier.Status.RECOMMENDED,
    ]
    return Dossier.objects.filter(round=round, status__in=waiting).count()


def sheets_missing(round: Round) -> int:
    """Standing assignments whose sheet has not been handed in."""
    standing = Assignment.objects.standing().filter(dossier__round=round)
    return standing.exclude(sheet__state=ScoreSheet.State.HANDED_IN).count()


@transaction.atomic
def start_scoring(*, round: Round, by: User, at: datetime) -> None:
    """Filing is over, every accepted dossier has an expert: the experts may begin."""
    if round.closes_at is None or at < round.closes_at:
        raise NotYet("申报尚未截止，截止后才能开始评审。")
    if waiting := undecided(round):
        raise NotYet(f"还有 {waiting} 份申报没有审核结论，请先推荐、受理或退回处理。")
    if bare := [d for d in dossiers_without_experts(round) if not d.seated]:
        raise NotYet(f"还有 {len(bare)} 份申报没有专家，例如 {bare[0]}，请先分派。")
    _move(round, Round.Status.OPEN, Round.Status.SCORING, by, "round.scoring_started")


@transaction.atomic
def close_scoring(*, round: Round, reason: str, by: User, at: datetime) -> None:
    """No mark changes from here on; missing sheets need a reason."""
    missing = sheets_missing(round)
    if missing and not reason:
        raise NotYet(f"还有 {missing} 份评分表未提交，结束评审须写明理由。")
    _move(
        round,
        Round.Status.SCORING,
        Round.Status.CLOSED,
        by,
        "round.scoring_closed",
        missing=missing,
        reason=reason,
    )


def _move(
    round: Round, start: str, end: str, by: User, action: str, **detail: object
) -> None:
    if not Round.objects.filter(pk=round.pk, status=start).update(status=end):
        raise NotYet("批次状态已变化，请刷新后再操作。")
    record(by=by, action=action, subject=round, **detail)
