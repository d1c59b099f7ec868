"""A round's rankings side by side: how many, how far, and what comes next."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q

from applications.models import Dossier, Round
from portal.models import User
from scoring.access import may_approve, may_see_ranking
from scoring.models import Assignment, DefenceCall, ScoreSheet, Shortlist, StepDuty
from scoring.models.deciding import Duties
from scoring.rankings.ranked import label_of

State = Shortlist.State
TONES = {State.DRAWN_UP: "warn", State.APPROVED: "info", State.PUBLISHED: "ok"}


@dataclass(frozen=True, slots=True)
class KindLine:
    """How far the ranking of one kind has come."""

    kind: str
    label: str
    quota: int | None
    dossiers: int
    assigned: int
    handed_in: int
    shortlist: Shortlist | None
    selected: int | None
    word: str
    tone: str
    next: str
    is_open: bool


def overview_of(round: Round, user: User) -> list[KindLine]:
    """One line a kind, in the round's order. Five queries, six with a defence."""
    accepted = Dossier.objects.filter(round=round).accepted()
    dossiers = _by_kind(accepted.values_list("kind"))
    sheets = _sheets(round)
    lists = {
        shortlist.kind: shortlist
        for shortlist in Shortlist.objects.visible_to(user)
        .standing()
        .filter(round=round)
        .annotate(selected=Count("entries", filter=Q(entries__is_selected=True)))
        .prefetch_related("trail")
    }
    duties = StepDuty.objects.by_step(round.province)
    unheard = _unheard(round)
    return [
        _line(round, kind, dossiers.get(kind, 0), sheets, lists.get(kind), user, duties)
        if kind not in unheard or kind in lists
        else _waiting(round, kind, dossiers.get(kind, 0), sheets, user, duties)
        for kind in round.kinds
    ]


def _unheard(round: Round) -> set[str]:
    """The kinds whose defence is still to be held. One query where there is one."""
    if not round.defence:
        return set()
    ended = DefenceCall.objects.filter(round=round, ended_at__isnull=False)
    return set(round.kinds) - set(ended.values_list("kind", flat=True))


def _waiting(
    round: Round,
    kind: str,
    dossiers: int,
    sheets: dict[str, tuple[int, int]],
    user: User,
    duties: Duties,
) -> KindLine:
    """Nothing to freeze before its defence has ended."""
    line = _line(round, kind, dossiers, sheets, None, user, duties)
    if not line.is_open or not dossiers:
        return line
    return replace(line, word="待答辩", tone="warn", next="查看排名，先办现场答辩")


def _by_kind(rows: object) -> dict[str, int]:
    return dict(rows.order_by().annotate(Count("pk")))


def _sheets(round: Round) -> dict[str, tuple[int, int]]:
    """Standing assignments by kind, and how many of their sheets were handed in."""
    standing = Assignment.objects.standing().filter(
        dossier__round=round, dossier__status=Dossier.Status.ACCEPTED
    )
    done = Count("pk", filter=Q(sheet__state=ScoreSheet.State.HANDED_IN))
    rows = standing.order_by().values_list("dossier__kind")
    return {
        kind: (assigned, handed_in)
        for kind, assigned, handed_in in rows.annotate(all=Count("pk"), done=done)
    }


def _line(
    round: Round,
    kind: str,
    dossiers: int,
    sheets: dict[str, tuple[int, int]],
    shortlist: Shortlist | None,
    user: User,
    duties: Duties,
) -> KindLine:
    assigned, handed_in = sheets.get(kind, (0, 0))
    word, tone, following = _state(round, dossiers, shortlist, user, duties)
    return KindLine(
        kind=kind,
        label=label_of(round, kind),
        quota=round.quotas.get(kind),
        dossiers=dossiers,
        assigned=assigned,
        handed_in=handed_in,
        shortlist=shortlist,
        selected=shortlist.selected if shortlist else None,
        word=word,
        tone=tone,
        next=following,
        is_open=may_see_ranking(user, round),
    )


def _state(
    round: Round,
    dossiers: int,
    shortlist: Shortlist | None,
    user: User,
    duties: Duties,
) -> tuple[str, str, str]:
    """The state in a word, its tone, and what is to be done."""
    if shortlist is None:
        if not may_see_ranking(user, round):
            return "未开始", "open", "评审结束后排名"
        if not dossiers:
            return "无申报", "muted", "没有受理的申报，不需要名单"
        return "待冻结", "open", "查看排名并冻结"
    tone = TONES[State(shortlist.state)]
    return shortlist.get_state_display(), tone, _next(shortlist, user, duties)


def _next(shortlist: Shortlist, user: User, duties: Duties) -> str:
    if shortlist.state == State.PUBLISHED:
        return "已公示"
    if shortlist.state == State.APPROVED:
        return "公示名单"
    if may_approve(user, shortlist, duties):
        return f"复核名单（{shortlist.step}）"
    return f"由另一位工作人员复核（{shortlist.step}）"
