"""Which dossiers' experts stand apart, and how far the discussions of a round are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from applications.facts import review_of
from applications.models import Dossier, Round
from portal.models import User
from portal.rules.discussion import is_apart, spread_of
from scoring.facts.reopened import unchecked_of
from scoring.models import Assignment, Discussion, ScoreSheet, SecondSheet


@dataclass(frozen=True, slots=True)
class Apart:
    """A dossier whose experts have all handed in, beyond the round's limit apart."""

    dossier: Dossier
    sheets: int
    spread: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """How far one discussion is: ``answered`` of the ``seats`` that were marked."""

    discussion: Discussion
    seats: int
    answered: int
    posts: int
    word: str
    tone: str
    is_open: bool


def apart_in(round: Round) -> list[Apart]:
    """Those that are to confer and do not yet, by number; two queries.

    One whose sheets are not all in may still come together: it is not among them. Nor
    is one whose facts move (``moving_among``).
    """
    return apart_and_moving(round)[0]


def apart_and_moving(round: Round) -> tuple[list[Apart], list[Dossier]]:
    """Those that are to confer, and those that may not yet; two queries."""
    wanted, rows = _beyond(round)
    moving = moving_among(round, rows)
    apart = [
        Apart(row, len(wanted[row.pk]), spread_of(wanted[row.pk]) or Decimal(0))
        for row in rows
        if row not in moving
    ]
    return apart, moving


def moving_among(round: Round, dossiers: Iterable[Dossier]) -> list[Dossier]:
    """Out for correction, or back with marks that an expert has not looked at again.

    No query where none was recalled.
    """
    recalled = [each for each in dossiers if each.recalled_version is not None]
    if not recalled:
        return []
    open_again = {e.assignment.dossier_id for e in unchecked_of(round, recalled)}
    return [each for each in recalled if each.is_recalled or each.pk in open_again]


def _beyond(round: Round) -> tuple[dict[int, list[Decimal | None]], list[Dossier]]:
    """Totals by dossier where they lie too far apart, and these dossiers."""
    limit = review_of(round).spread
    if limit is None:
        return {}, []
    totals = _totals(round)
    wanted = {
        pk: given
        for pk, given in totals.items()
        if None not in given and is_apart(given, limit)
    }
    waits = Q(discussion=None) | Q(discussion__cancelled_at__isnull=False)
    rows = Dossier.objects.filter(waits, pk__in=wanted).for_list()
    return wanted, list(rows.order_by("number"))


def _totals(round: Round) -> dict[int, list[Decimal | None]]:
    """Of each dossier the totals of its standing experts, None where one is not in."""
    standing = Assignment.objects.standing().filter(dossier__round=round)
    found: dict[int, list[Decimal | None]] = {}
    rows = standing.order_by("pk").values_list(
        "dossier_id", "sheet__state", "sheet__total"
    )
    for dossier_id, state, total in rows:
        is_in = state == ScoreSheet.State.HANDED_IN
        mark = Decimal(total).scaleb(-2) if is_in else None
        found.setdefault(dossier_id, []).append(mark)
    return found


def courses_of(discussions: QuerySet[Discussion], at: datetime) -> list[Course]:
    """Each with how far it is; one query. They come ``for_list``."""
    seats = Q(dossier__assignments__state__in=Assignment.STANDING) & Q(
        dossier__assignments__sheet__state=ScoreSheet.State.HANDED_IN
    )
    done = seats & Q(
        dossier__assignments__second_sheet__state=SecondSheet.State.HANDED_IN
    )
    rows = discussions.annotate(
        seats=Count("dossier__assignments", filter=seats, distinct=True),
        answered=Count("dossier__assignments", filter=done, distinct=True),
        said=Count("posts", distinct=True),
    )
    return [_course(row, at) for row in rows.order_by("dossier__number")]


def _course(row: Discussion, at: datetime) -> Course:
    missing = row.seats - row.answered
    is_scoring = row.dossier.round.status == Round.Status.SCORING
    is_open = is_scoring and row.takes_answers(at) and missing > 0
    word, tone = f"会商中，待答复 {missing} 人", "info"
    if row.cancelled_at:
        word, tone = "已取消，按第一轮评分", "muted"
    elif not missing:
        word, tone = "已全部答复", "ok"
    elif not is_open:
        word, tone = f"已结束，{missing} 人未答复，按第一轮评分", "muted"
    return Course(row, row.seats, row.answered, row.said, word, tone, is_open)


def open_in(round: Round, at: datetime) -> list[Course]:
    """The discussions that still wait for an answer; one query."""
    mine = Discussion.objects.running(at).filter(dossier__round=round).for_list()
    return [each for each in courses_of(mine, at) if each.is_open]


def waiting_for(user: User, at: datetime) -> QuerySet[Assignment]:
    """The expert's own whose discussion waits for their answer, the first due first."""
    mine = Assignment.objects.visible_to(user).filter(
        state=Assignment.State.DECLARED,
        sheet__state=ScoreSheet.State.HANDED_IN,
        dossier__discussion__in=Discussion.objects.running(at),
        dossier__round__status=Round.Status.SCORING,
    )
    answered = Q(second_sheet__state=SecondSheet.State.HANDED_IN)
    return (
        mine.exclude(pk__in=mine.filter(answered).values("pk"))
        .select_related("dossier__discussion", "dossier__round")
        .defer(
            "dossier__document", "dossier__round__guide_text", "dossier__round__table"
        )
        .order_by("dossier__discussion__due_at", "pk")
    )


def is_discussed(dossier: Dossier) -> bool:
    """Whether its experts were asked to confer, and still are; one query."""
    asked = Discussion.objects.filter(dossier=dossier, cancelled_at=None)
    return asked.exists()
