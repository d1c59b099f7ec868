"""A round's way from filing to scoring and on to its end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from applications.actions.holding import hold_round
from applications.facts import is_eligible, table_of
from applications.models import Dossier, Round
from portal.audit import record
from portal.models import User
from scoring.actions.holding import hold_assignments_of
from scoring.actions.panels import seats_of
from scoring.facts import findings_by_dossier
from scoring.facts.discussions import apart_in, open_in
from scoring.facts.reopened import unchecked_of
from scoring.models import Assignment, ScoreSheet

Status = Dossier.Status


class NotYet(Exception):
    """The round cannot move on; the message says what is still open."""


def undecided(round: Round, at: datetime) -> int:
    """Dossiers on which the city or the province has not decided yet.

    One that was returned and not handed in again by its deadline is out.
    """
    waiting = Q(status__in=[Status.SUBMITTED, Status.RECOMMENDED])
    due = Q(status=Status.RETURNED, correction_due__gt=at)
    return Dossier.objects.filter(waiting | due, round=round).count()


def sheets_missing(round: Round) -> int:
    """Standing assignments whose sheet has not been handed in."""
    standing = Assignment.objects.standing().filter(dossier__round=round)
    return standing.exclude(sheet__state=ScoreSheet.State.HANDED_IN).count()


def still_conferring(round: Round, at: datetime) -> list[str]:
    """What is to be talked over, and what is being, a sentence each; three queries."""
    return [
        *(
            f"{each.dossier} 各专家总分相差 {each.spread} 分，超过规定，尚未会商"
            for each in apart_in(round)
        ),
        *(f"{each.discussion.dossier} {each.word}" for each in open_in(round, at)),
    ]


def unchecked(round: Round) -> int:
    """Sheets handed in whose marks a correction opened again, not yet looked at."""
    return len(unchecked_of(round))


def unmarked(round: Round) -> list[Dossier]:
    """Eligible dossiers without a single sheet: they could not be ranked."""
    counting = ScoreSheet.objects.counting().filter(assignment__dossier__round=round)
    accepted = Dossier.objects.filter(round=round).accepted()
    bare = accepted.exclude(pk__in=counting.values("assignment__dossier"))
    dossiers = {str(d.number): d for d in bare.select_related("round", "enterprise")}
    findings = findings_by_dossier(dossiers.values())
    return [dossiers[number] for number, f in findings.items() if is_eligible(f)]


def before_scoring(round: Round, at: datetime) -> list[str]:
    """What still stands in the way of the experts' beginning, a sentence each."""
    open_points = []
    if round.closes_at is None or at < round.closes_at:
        open_points.append("申报尚未截止，截止后才能开始评审。")
    if waiting := undecided(round, at):
        open_points.append(
            f"还有 {waiting} 份申报没有审核结论，请先推荐、受理或退回处理。"
        )
    if not table_of(round).is_weighted:
        open_points.append("指标表没有权重，不能打分。")
    seats = list(seats_of(round))
    if not seats:
        open_points.append("没有已受理的申报，无需评审。")
    if bare := [dossier for dossier in seats if not dossier.seated]:
        open_points.append(
            f"还有 {len(bare)} 份申报没有专家，例如 {bare[0]}，请先分派。"
        )
    return open_points


def before_closing(round: Round) -> list[str]:
    """What still stands in the way of an end of scoring, a sentence each."""
    if out := list(Dossier.objects.filter(Dossier.RECALLED, round=round)[:2]):
        return [
            f"申报书 {out[0]} 正在补正。企业提交后才能结束评审；"
            "逾期没有提交的，请在申报书页面恢复原内容。"
        ]
    if bare := unmarked(round):
        return [
            f"有 {len(bare)} 份达到门槛的申报还没有一份评分表，例如 {bare[0]}，"
            "此时结束将无法排名。请催交，或更换专家。"
        ]
    return []


@transaction.atomic
def start_scoring(*, round: Round, by: User, at: datetime) -> None:
    """Filing is over, every accepted dossier has an expert: the experts may begin."""
    current = hold_round(round.pk)
    if open_points := before_scoring(current, at):
        raise NotYet(open_points[0])
    _move(round, Round.Status.OPEN, Round.Status.SCORING, by, "round.scoring_started")


@transaction.atomic
def close_scoring(*, round: Round, reason: str, by: User, at: datetime) -> None:
    """No mark changes from here on; what is still open needs a reason."""
    current = hold_round(round.pk)
    hold_assignments_of(current)
    if open_points := before_closing(current):
        raise NotYet(open_points[0])
    missing, conferring = sheets_missing(current), still_conferring(current, at)
    if (waiting := unchecked(current)) and not reason:
        raise NotYet(
            f"还有 {waiting} 份评分表没有复核补正后的内容，结束评审须写明理由。"
        )
    if missing and not reason:
        raise NotYet(f"还有 {missing} 份评分表未提交，结束评审须写明理由。")
    if conferring and not reason:
        raise NotYet(f"{conferring[0]}，结束评审须写明理由。")
    _move(
        round,
        Round.Status.SCORING,
        Round.Status.CLOSED,
        by,
        "round.scoring_closed",
        missing=missing,
        reason=reason,
        **({"unchecked": waiting} if waiting else {}),
        **({"conferring": conferring} if conferring else {}),
    )


def _move(
    round: Round, start: str, end: str, by: User, action: str, **detail: object
) -> None:
    if not Round.objects.filter(pk=round.pk, status=start).update(status=end):
        raise NotYet("批次状态已变化，请刷新后再操作。")
    record(by=by, action=action, subject=round, **detail)
