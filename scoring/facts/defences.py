"""Who is called to defend a dossier, how far a kind's defence has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import Count, F, Prefetch, Q, QuerySet

from applications.facts import defence_of
from applications.models import Dossier, Round
from portal import rules
from portal.models import User
from portal.rules.defence import called
from portal.rules.timetable import overlapping
from portal.rules.totals import mean_of
from scoring.facts.lines import Line, document_lines_of
from scoring.models import Assignment, Defence, DefenceCall, DefenceSheet

State = DefenceSheet.State
SEATS = Q(dossier__assignments__state__in=Assignment.DEFENDING)


@dataclass(frozen=True, slots=True)
class Course:
    """One defence with its experts: how many could mark it, did, or stood back."""

    defence: Defence
    seats: int
    handed_in: int
    recused: int
    mark: Decimal | None = None

    @property
    def missing(self) -> int:
        """Whose sheet is still to come."""
        return 0 if self.defence.is_absent else self.seats - self.handed_in

    @property
    def word(self) -> str:
        if self.defence.is_absent:
            return "缺席"
        if self.defence.starts_at is None:
            return "待安排"
        if not self.seats:
            return "专家全部回避"
        return "评分已齐" if not self.missing else f"待评分 {self.missing} 人"

    @property
    def tone(self) -> str:
        tones = {"缺席": "err", "待安排": "warn", "评分已齐": "ok"}
        return tones.get(self.word, "info")


def to_call(round: Round, kind: str) -> list[Line]:
    """Whom the rules call after the documents were judged, best first. Four queries."""
    rules_of_it = defence_of(round)
    if rules_of_it is None:
        return []
    lines = {line.number: line for line in document_lines_of(round, kind)}
    placed = (rules.Standing(n.place, n.number, n.mark) for n in lines.values())
    return [lines[number] for number in called(placed, rules_of_it.first)]


def courses_of(defences: QuerySet[Defence]) -> list[Course]:
    """In the order of their slots. Two queries; they come ``for_list``."""
    stood_back = SEATS & Q(dossier__assignments__defence_sheet__state=State.RECUSED)
    done = SEATS & Q(dossier__assignments__defence_sheet__state=State.HANDED_IN)
    rows = defences.annotate(
        declared=Count("dossier__assignments", filter=SEATS, distinct=True),
        stood_back=Count("dossier__assignments", filter=stood_back, distinct=True),
        done=Count("dossier__assignments", filter=done, distinct=True),
    ).order_by(F("starts_at").asc(nulls_first=True), "dossier__number")
    listed = list(rows)
    marks = _marks(listed)
    return [
        Course(
            each,
            each.declared - each.stood_back,
            each.done,
            each.stood_back,
            mean_of(marks[each.pk]) if each.pk in marks else None,
        )
        for each in listed
    ]


def _marks(defences: Iterable[Defence]) -> dict[int, list[Decimal]]:
    """The totals handed in, by defence; for who may see them: not while they come."""
    rows = DefenceSheet.objects.filter(
        defence__in=[each.pk for each in defences],
        defence__call__ended_at__isnull=False,
        state=State.HANDED_IN,
        assignment__state__in=Assignment.DEFENDING,
    )
    found: dict[int, list[Decimal]] = {}
    for pk, total in rows.order_by("pk").values_list("defence_id", "total"):
        found.setdefault(pk, []).append(Decimal(total).scaleb(-2))
    return found


def defences_of(round: Round) -> QuerySet[Defence]:
    standing = Defence.objects.filter(call__round=round, call__cancelled_at=None)
    return standing.for_list()


def calls_of(round: Round) -> dict[str, DefenceCall]:
    """Those that stand, by kind. One query."""
    rows = DefenceCall.objects.standing().filter(round=round)
    return {each.kind: each for each in rows.select_related("called_by", "ended_by")}


def cancelled_calls_of(round: Round) -> list[DefenceCall]:
    """With their former defences. Two queries."""
    rows = DefenceCall.objects.filter(round=round, cancelled_at__isnull=False)
    former = Defence.objects.select_related("former").only(
        "call", "starts_at", "former__number"
    )
    return list(
        rows.select_related("called_by", "cancelled_by").prefetch_related(
            Prefetch("defences", former.order_by("former__number"))
        )
    )


def taken_by(
    round: Round, start: datetime, end: datetime, place: str, but: Iterable[int] = ()
) -> Defence | None:
    """Whose slot at this place lies across these instants. One query."""
    others = defences_of(round).filter(place=place, starts_at__isnull=False)
    for each in others.exclude(pk__in=list(but)):
        if each.ends_at and overlapping((start, end), (each.starts_at, each.ends_at)):
            return each
    return None


def doubled_experts(round: Round) -> list[str]:
    """A sentence for each expert who is to be in two places at once. One query."""
    seats = (
        Assignment.objects.defending()
        .filter(
            dossier__defence__call__round=round,
            dossier__defence__call__ended_at=None,
            dossier__defence__starts_at__isnull=False,
            dossier__defence__absent_at=None,
        )
        .exclude(defence_sheet__state=State.RECUSED)
    )
    rows = seats.select_related("expert", "dossier__defence").only(
        *("expert__code", "dossier__number", "dossier__defence__starts_at"),
        "dossier__defence__minutes",
    )
    by_expert: dict[str, list[Assignment]] = {}
    for each in rows.order_by("dossier__defence__starts_at", "pk"):
        by_expert.setdefault(each.expert.code, []).append(each)
    return [
        f"专家 {code}：{one.dossier} 与 {other.dossier} 时间重叠"
        for code, mine in sorted(by_expert.items())
        for one, other in pairwise(mine)
        if one.dossier.defence.ends_at > other.dossier.defence.starts_at
    ]


def defences_for(user: User) -> QuerySet[Assignment]:
    """The expert's own of dossiers that are called, while their defence goes on."""
    mine = Assignment.objects.defending().filter(
        expert__user=user, dossier__defence__call__ended_at=None
    )
    return (
        mine.filter(dossier__defence__isnull=False)
        .select_related(
            "dossier__defence__call",
            "dossier__round",
            "dossier__enterprise",
            "defence_sheet",
        )
        .defer(
            "dossier__document", "dossier__round__guide_text", "dossier__round__table"
        )
        .order_by(
            F("dossier__defence__starts_at").asc(nulls_first=True), "dossier__number"
        )
    )


def defence_for(dossier: Dossier) -> Defence | None:
    """The dossier's own, where it was called; else the last that was cancelled. One
    query."""
    rows = Defence.objects.select_related("call")
    return rows.filter(Q(dossier=dossier) | Q(former=dossier)).order_by("-pk").first()
